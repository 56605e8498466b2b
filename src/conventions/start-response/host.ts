/** The server's side of PEP 3333: calls an application, and holds it to the order of calls. */
import { readChunk, readHeaders, readStatus } from "../../answer.ts";
import { bytes } from "../../codecs/bytes.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawRequest, RawResponse } from "../../exchange.ts";
import type { BodyInput } from "../../input.ts";
import { addVariable } from "../../open.ts";
import type { Headers, Profile, Status } from "../../profile.ts";
import type { ByteString } from "../../wire.ts";
import type { Awaitable, Chunks, StartResponseApp } from "../app.ts";
import { kept } from "../chunks.ts";
import { contentLengthOf } from "../content-length.ts";
import type { HostOptions } from "../convention.ts";
import { unlessGone } from "../gone.ts";
import { type Incoming, serve, withInput } from "../incoming.ts";
import { move } from "../order.ts";
import { Outgoing } from "../outgoing.ts";
import { isPromise } from "../promise.ts";
import { closeAfter } from "../release.ts";
import { report } from "../report.ts";
import { fileWrapper } from "./file-wrapper.ts";
import { type Call, order, type State } from "./order.ts";
import { readWritten } from "./written.ts";

export function host(app: StartResponseApp<Profile>, profile: Profile, options: HostOptions): Handler {
  const fileWrapperKey = fileWrapperKeyOf(profile);
  return (given) => {
    const incoming = withInput(withFileWrapper(given, fileWrapperKey));
    const run = (environ: unknown) => new Exchange(profile, incoming).run(app, environ);
    return serve(profile, incoming, options, run, (refusal) => refusal);
  };
}

/** `wsgi.file_wrapper`, next to the input (PEP 3333, Optional Platform-Specific File Handling). */
function fileWrapperKeyOf({ environ }: Profile): ByteString | undefined {
  const [key] = Object.entries(environ).find(([, entry]) => entry.is === "fact" && entry.fact === "input") ?? [];
  return key?.replace(/input$/, "file_wrapper") as ByteString | undefined;
}

function withFileWrapper(request: RawRequest, key: ByteString | undefined): RawRequest {
  return key === undefined ? request : addVariable(request, key, fileWrapper);
}

/** One call of an application. */
class Exchange {
  readonly #profile: Profile;
  readonly #request: RawRequest;
  readonly #input: BodyInput | undefined;
  readonly #outgoing: Outgoing;
  #state: State = order.first;
  #head: Pick<RawResponse, "status" | "reason" | "headers"> | undefined;
  /** What the head's Content-Length says. */
  #length = Infinity;
  /** The application has returned its iterable. */
  #returned = false;
  /** Set while an asynchronous application runs: its first write() of any bytes sends the head. */
  #onSent: (() => void) | undefined;

  constructor(profile: Profile, { request, input }: Incoming) {
    this.#profile = profile;
    this.#request = request;
    this.#input = input;
    this.#outgoing = new Outgoing({
      profile: profile.id,
      chunk: (value) => this.#chunk(value),
      end: () => this.#end(),
      close: () => this.#close(),
      report: (error) => report(error, request),
    });
  }

  run(app: StartResponseApp<Profile>, environ: unknown): Awaitable<RawResponse> {
    let result: Awaitable<Chunks<unknown>>;
    try {
      result = app(environ as never, this.#startResponse as never) as Awaitable<Chunks<unknown>>;
    } catch (error) {
      return closeAfter(error, this.#outgoing);
    }
    return isPromise(result) ? this.#later(result) : this.#answer(result);
  }

  readonly #startResponse = (status: Status<Profile>, headers: Headers<Profile>, excInfo?: unknown) => {
    const again = excInfo !== undefined && excInfo !== null;
    // Too late to change the head: the application is told what it reports itself.
    if (again && this.#state === "sent") throw raised(excInfo);
    // A first call that is refused still counts as one (PEP 3333, The start_response() Callable).
    this.#move(again ? "start_response with exc_info" : "start_response");
    const line = readStatus(this.#profile, status);
    const head = { status: line.status, reason: line.reason, headers: readHeaders(this.#profile, headers) };
    this.#length = contentLengthOf(head.headers, this.#profile.id);
    this.#head = head;
    return this.#write;
  };

  readonly #write = (value: unknown): Promise<void> | undefined => {
    const chunk = kept(value, readWritten(this.#profile, value));
    this.#move("write");
    try {
      this.#outgoing.push(chunk);
    } finally {
      if (this.#outgoing.sending) this.#onSent?.();
    }
    return this.#outgoing.room();
  };

  #answer(result: Chunks<unknown>): Awaitable<RawResponse> {
    this.#returned = true;
    try {
      this.#outgoing.follow(result);
    } catch (error) {
      return closeAfter(error, this.#outgoing);
    }
    const whole = Array.isArray(result) && this.#state === "started" && this.#profile.response.body.accepts.includes(bytes);
    const response = (whole ? this.#whole(result) : undefined) ?? this.#outgoing.whenReady(() => this.#response(false));
    return unlessGone(response, this.#input?.gone, this.#outgoing);
  }

  /** An array of bytes has nothing to wait for, and nothing left to check. */
  #whole(chunks: readonly unknown[]): Awaitable<RawResponse> | undefined {
    try {
      this.#begin();
    } catch (error) {
      return closeAfter(error, this.#outgoing);
    }
    const body = this.#outgoing.asTheyAre(chunks);
    if (body === undefined) return undefined;
    this.#outgoing.close();
    const { status, reason, headers } = this.#head!;
    return { status, reason, headers, body };
  }

  /** There is something to send with the head. */
  #response(later: boolean): Awaitable<RawResponse> {
    const head = this.#head!;
    if (!(this.#outgoing.bodiless && this.#returned)) return { ...head, body: this.#outgoing.body(later) };
    const closed = this.#outgoing.close();
    return isPromise(closed) ? closed.then(() => ({ ...head, body: [] })) : { ...head, body: [] };
  }

  /** An asynchronous application. What it writes before it returns is sent while it runs. */
  #later(result: Promise<Chunks<unknown>>): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      const send = () => {
        this.#onSent = undefined;
        resolve(this.#response(true));
      };
      // It may have written before it waited for anything.
      if (this.#outgoing.sending) send();
      else this.#onSent = send;
      result
        .then(
          (chunks) => (this.#isSending() ? this.#follow(chunks) : this.#answer(chunks)),
          (error) => (this.#isSending() ? this.#outgoing.fail(error) : closeAfter(error, this.#outgoing)),
        )
        // Does nothing where the response is with the server already.
        .then((response) => resolve(response as RawResponse), reject);
    });
  }

  /** True when an asynchronous application that has just ended has written something. */
  #isSending(): boolean {
    const sending = this.#onSent === undefined;
    this.#onSent = undefined;
    return sending;
  }

  /** What an asynchronous application returns after it has written. */
  #follow(chunks: Chunks<unknown>): unknown {
    try {
      const released = this.#outgoing.follow(chunks);
      if (this.#outgoing.bodiless) this.#outgoing.end();
      return released;
    } catch (error) {
      return this.#outgoing.fail(error);
    }
  }

  #chunk(value: unknown): Uint8Array {
    const chunk = readChunk(this.#profile, value as never);
    this.#move(chunk.length > 0 ? "a chunk" : "an empty chunk");
    return chunk;
  }

  #end(): void {
    const sent = this.#state === "sent";
    this.#move("the end");
    if (!sent) this.#begin();
  }

  #close(): void {
    this.#state = move(order, this.#state, "close", this.#profile.id);
    this.#input?.close();
  }

  #move(call: Call): void {
    const before = this.#state;
    this.#state = move(order, before, call, this.#profile.id);
    if (this.#state === "sent" && before !== "sent") this.#begin();
  }

  /**
   * The head is about to be sent.
   *
   * @throws {StringModelError} NOT_STARTED where its only start_response was refused, and the application went on.
   */
  #begin(): void {
    if (this.#head === undefined) throw new StringModelError("NOT_STARTED", "start_response was refused", { profile: this.#profile.id });
    this.#outgoing.begin(this.#request.method, this.#head.status, this.#length);
  }
}

/** What exc_info holds: Python's triple, or what JavaScript threw. */
const raised = (excInfo: unknown): unknown => (Array.isArray(excInfo) && excInfo.length === 3 ? excInfo[1] : excInfo);
