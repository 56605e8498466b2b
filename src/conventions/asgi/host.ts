/** The server's side of ASGI, for one http scope: calls an application, and passes messages both ways. */
import { readChunk, readHeaders, readStatus } from "../../answer.ts";
import { typeName } from "../../codec.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawRequest, RawResponse } from "../../exchange.ts";
import type { BodyInput } from "../../input.ts";
import type { Profile } from "../../profile.ts";
import type { AsgiApp, AsgiReceived, AsgiSent } from "../app.ts";
import type { HostOptions } from "../convention.ts";
import { type Incoming, serve, withInput } from "../incoming.ts";
import { move } from "../order.ts";
import { Outgoing } from "../outgoing.ts";
import { isPromise } from "../promise.ts";
import { type Call, order, type State } from "./order.ts";

export function host(app: AsgiApp<Profile>, profile: Profile, options: HostOptions): Handler {
  return (request) => {
    const incoming = withInput(request);
    const run = (scope: unknown) => new Exchange(profile, incoming).run(app, scope);
    // The application waits for the body itself.
    return serve(profile, incoming, { ...options, input: "streamed" }, run, (refusal) => refusal);
  };
}

const empty = new Uint8Array(0);

/** One call of an application. */
class Exchange {
  readonly #profile: Profile;
  readonly #request: RawRequest;
  readonly #input: BodyInput | undefined;
  readonly #outgoing: Outgoing;
  #state: State = order.first;
  #head: Pick<RawResponse, "status" | "headers"> | undefined;
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
      const chunk = await this.#input?.nextChunk();
      this.#received = chunk === undefined || this.#input!.ended;
      return { type: "http.request", body: chunk ?? empty, more_body: !this.#received };
    }
    if (this.#state !== "gone" && this.#state !== "ended") await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return { type: "http.disconnect" };
  };

  readonly #send = async (message: AsgiSent<Profile>): Promise<void> => {
    const type: unknown = message?.type;
    if (type === "http.response.start") this.#start(message as Extract<AsgiSent<Profile>, { type: "http.response.start" }>);
    else if (type === "http.response.body") await this.#body(message as Extract<AsgiSent<Profile>, { type: "http.response.body" }>);
    else if (type === "http.response.trailers") this.#move("http.response.trailers");
    else {
      this.#move("another message" satisfies Call);
    }
  };

  #start({ status, headers = [], trailers }: Extract<AsgiSent<Profile>, { type: "http.response.start" }>): void {
    if (trailers) this.#move("http.response.trailers");
    this.#move("http.response.start");
    const list = readHeaders(this.#profile, Array.isArray(headers) ? headers : listOf(headers, this.#profile));
    // Framing is the server's (ASGI, Response Start).
    this.#head = { ...readStatus(this.#profile, status), headers: list.filter(([name]) => name.toLowerCase() !== "transfer-encoding") };
  }

  async #body({ body, more_body: more = false }: Extract<AsgiSent<Profile>, { type: "http.response.body" }>): Promise<void> {
    const chunk = body === undefined ? empty : readChunk(this.#profile, body);
    const before = this.#state;
    this.#move(more ? "http.response.body" : "the last http.response.body");
    if (before === "started") this.#outgoing.begin(this.#request.method, this.#head!);
    try {
      this.#outgoing.push(chunk);
    } finally {
      if (!more) this.#outgoing.end();
      if (before === "started") this.#answer(more ? undefined : chunk);
      if (!more) this.#stopWaiting();
    }
    await this.#outgoing.room();
  }

  /** The head may be sent now; with the whole body, if that is all of it. */
  #answer(whole: Uint8Array | undefined): void {
    const head = this.#head!;
    const body = whole === undefined ? undefined : this.#outgoing.asTheyAre([whole]);
    if (body !== undefined) this.#input?.close();
    this.#respond!.resolve({ ...head, body: body ?? this.#outgoing.body(true) });
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
      this.#request.server.errors.write(`${error instanceof Error ? error.stack : String(error)}\n`);
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

/** Headers may be any iterable of pairs (ASGI, Response Start). */
function listOf(headers: unknown, { id }: Profile): never {
  if (typeof headers !== "object" || headers === null || headers instanceof Uint8Array || !(Symbol.iterator in headers))
    throw new StringModelError("WRONG_TYPE", `is ${typeName(headers)}, not an iterable of pairs`, { profile: id, key: "headers" });
  return [...(headers as Iterable<unknown>)] as never;
}
