/** The server's side of ASGI, for one http scope: calls an application, and passes messages both ways. */
import { readChunk } from "../../answer.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawRequest, RawResponse } from "../../exchange.ts";
import type { BodyInput } from "../../input.ts";
import type { Profile } from "../../profile.ts";
import type { AsgiApp, AsgiReceived, AsgiSent } from "../app.ts";
import { kept } from "../chunks.ts";
import { contentLengthOf } from "../content-length.ts";
import type { HostOptions } from "../convention.ts";
import { clientGone } from "../gone.ts";
import { type Incoming, serve, withInput } from "../incoming.ts";
import { move } from "../order.ts";
import { Outgoing } from "../outgoing.ts";
import { isPromise } from "../promise.ts";
import { report } from "../report.ts";
import { readStart } from "./messages.ts";
import { type Call, order, type State } from "./order.ts";

export function host(app: AsgiApp<Profile>, profile: Profile, given: HostOptions): Handler {
  // The application waits for the body itself.
  const options: HostOptions = { ...given, input: "streamed" };
  return (request) => {
    const incoming = withInput(request);
    const run = (scope: unknown) => new Exchange(profile, incoming).run(app, scope);
    return serve(profile, incoming, options, run, (refusal) => refusal);
  };
}

const empty = new Uint8Array(0);
const gone = Symbol("the client has gone away");

/** One call of an application. */
class Exchange {
  readonly #profile: Profile;
  readonly #request: RawRequest;
  readonly #input: BodyInput | undefined;
  readonly #outgoing: Outgoing;
  #state: State = order.first;
  #head: Pick<RawResponse, "status" | "headers"> | undefined;
  /** What the head's Content-Length says. */
  #length = Infinity;
  #received = false;
  /** Those who wait for the client to go away. */
  #waiting: (() => void)[] = [];
  /** Until the response is handed to the server. */
  #respond: { resolve(response: RawResponse): void; reject(error: unknown): void } | undefined;

  constructor(profile: Profile, { request, input }: Incoming) {
    this.#profile = profile;
    this.#request = request;
    this.#input = input;
    this.#outgoing = new Outgoing({
      profile: profile.id,
      chunk: (value) => readChunk(profile, value as never),
      end: () => {},
      close: () => this.#leave(),
      report: (error) => report(error, request),
    });
  }

  run(app: AsgiApp<Profile>, scope: unknown): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      this.#respond = { resolve, reject };
      let returned: unknown;
      try {
        returned = app(scope as never, this.#receive, this.#send as never);
      } catch (error) {
        this.#failed(error);
        return;
      }
      if (isPromise(returned)) returned.then(this.#returned, this.#failed);
      else this.#returned();
    });
  }

  readonly #receive = async (): Promise<AsgiReceived> => {
    this.#move("receive");
    if (!this.#received && this.#state !== "gone" && this.#state !== "ended") {
      const chunk = await this.#nextChunk();
      if (chunk === gone) return { type: "http.disconnect" };
      this.#received = chunk === undefined || this.#input!.ended;
      return { type: "http.request", body: chunk ?? empty, more_body: !this.#received };
    }
    if (this.#state !== "gone" && this.#state !== "ended") await this.#untilGone();
    return { type: "http.disconnect" };
  };

  #untilGone(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      // Where the server does not say, it is the response that is left.
      if (this.#waiting.length === 1) this.#input?.gone?.whenGone(this.#gone);
    });
  }

  readonly #gone = (): void => {
    this.#respond?.resolve(clientGone);
    this.#respond = undefined;
    this.#outgoing.close();
  };

  /** The next of the request body; a client that leaves in the middle of it is no error of the application's. */
  async #nextChunk(): Promise<Uint8Array | undefined | typeof gone> {
    try {
      return await this.#input?.nextChunk();
    } catch (error) {
      if (error instanceof StringModelError && (error.code === "DISCONNECTED" || error.code === "TRUNCATED")) return gone;
      throw error;
    }
  }

  readonly #send = async (message: AsgiSent<Profile>): Promise<void> => {
    const type: unknown = message?.type;
    if (type === "http.response.start") this.#start(message as Extract<AsgiSent<Profile>, { type: "http.response.start" }>);
    else if (type === "http.response.body") {
      const room = this.#body(message as Extract<AsgiSent<Profile>, { type: "http.response.body" }>);
      if (room !== undefined) await room;
    } else if (type === "http.response.trailers") this.#move("http.response.trailers");
    else {
      this.#move("another message" satisfies Call);
    }
  };

  /** A message that is refused changes nothing: the application may send another. */
  #start(message: Extract<AsgiSent<Profile>, { type: "http.response.start" }>): void {
    if (message.trailers) this.#move("http.response.trailers");
    const { status, headers: list } = readStart(this.#profile, message);
    // Framing is the server's (ASGI, Response Start).
    const headers = list.filter(([name]) => name.toLowerCase() !== "transfer-encoding");
    const length = contentLengthOf(headers, this.#profile.id);
    this.#move("http.response.start");
    this.#head = { status, headers };
    this.#length = length;
  }

  /** A promise while the client has enough to take. */
  #body({ body, more_body: more = false }: Extract<AsgiSent<Profile>, { type: "http.response.body" }>): Promise<void> | undefined {
    const chunk = body === undefined ? empty : kept(body, readChunk(this.#profile, body));
    const first = this.#state === "started";
    this.#move(more ? "http.response.body" : "the last http.response.body");
    if (first) this.#outgoing.begin(this.#request.method, this.#head!.status, this.#length);
    const whole = first && !more ? this.#outgoing.asTheyAre([chunk]) : undefined;
    if (whole !== undefined) {
      this.#answer(whole);
      this.#stopWaiting();
    } else {
      try {
        this.#outgoing.push(chunk);
      } finally {
        if (!more) this.#outgoing.end();
        if (first) this.#begin();
        if (!more) this.#stopWaiting();
      }
    }
    return this.#outgoing.room();
  }

  /** The first message of the body sends the head, even if there are no bytes in it; but not one that breaks the body off before any. */
  #begin(): void {
    try {
      this.#outgoing.whenReady(() => this.#answer(this.#outgoing.body(true)));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The head may be sent now. */
  #answer(body: RawResponse["body"]): void {
    if (Array.isArray(body)) this.#input?.close();
    const { status, headers } = this.#head!;
    this.#respond!.resolve({ status, headers, body });
    this.#respond = undefined;
  }

  readonly #returned = (): void => {
    try {
      this.#move("return");
    } catch (error) {
      this.#failed(error);
    }
  };

  readonly #failed = (error: unknown): void => {
    if (this.#respond !== undefined) {
      this.#respond.reject(error);
      this.#respond = undefined;
      this.#outgoing.close();
    } else if (this.#state === "started" || this.#state === "sent") {
      this.#outgoing.fail(error);
    } else if (!(error instanceof StringModelError && error.code === "DISCONNECTED")) {
      // The response is over, or nobody waits for it: only the log is left.
      report(error, this.#request);
    }
  };

  /** The server wants no more of the body. */
  #leave(): void {
    if (this.#state !== "ended") this.#move("http.disconnect");
    this.#input?.close();
    this.#stopWaiting();
  }

  #stopWaiting(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #move(call: Call): void {
    this.#state = move(order, this.#state, call, this.#profile.id);
  }
}
