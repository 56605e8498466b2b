/**
 * One request and its response, between a handler and a protocol's writer.
 *
 * The same for every gateway: a chunk is asked for when there is room for it, Content-Length is kept to, and the body is
 * taken to its end or left, once, whatever happens.
 */
import { contentLengthOf } from "../conventions/content-length.ts";
import { isPromise } from "../conventions/promise.ts";
import { plainResponse } from "../conventions/refusal.ts";
import { report } from "../conventions/report.ts";
import { StringModelError } from "../errors.ts";
import type { Gone, Handler, RawRequest, RawResponse } from "../exchange.ts";
import { Leaving } from "./leaving.ts";
import type { Ended, GatewayOptions } from "./options.ts";
import { checkHead } from "./response-head.ts";

/** How a protocol puts one response on the wire. */
export interface ResponseWriter {
  /**
   * Called first, and once. It may be kept back until the first chunk, or the end, which follow at once where they are at hand.
   * `length`: bytes of body that follow; Infinity where nobody knows. `bodiless`: none follow, whatever the headers say.
   */
  head(response: RawResponse, length: number, bodiless: boolean): void;
  /** A chunk that is not empty. False: wait for `drained()`. */
  chunk(wire: Uint8Array): boolean;
  /** What was held back goes out now: the next chunk has to be waited for. */
  flush(): void;
  drained(): Promise<void>;
  /** The response is whole. */
  end(): void;
  /** It is not, and never will be. */
  abort(): void;
}

/** Asked of a connection before a head that says that it goes on: false where it does not. `whole`: the response is all there. */
export type GoesOn = (whole: boolean) => boolean;

type Chunks = Iterator<Uint8Array> | AsyncIterator<Uint8Array>;

export class Exchange {
  readonly request: RawRequest;
  readonly #writer: ResponseWriter;
  readonly #options: GatewayOptions;
  /** Told once, when the response has ended, in one way or another. */
  readonly #done: (ended: Ended) => void;
  readonly #since: number;
  readonly #leaving = new Leaving();
  #chunks: Chunks | undefined;
  #status = 0;
  #bytes = 0;
  #left = Infinity;
  #exact = false;
  #over = false;

  constructor(request: RawRequest, writer: ResponseWriter, options: GatewayOptions, done: (ended: Ended) => void) {
    // Gateways make a literal of their own for each request: it is not copied for one field more.
    (request as { gone?: Gone }).gone = this.#leaving;
    this.request = request;
    this.#writer = writer;
    this.#options = options;
    this.#done = done;
    this.#since = options.onExchange === undefined ? 0 : performance.now();
  }

  run(handler: Handler): void {
    let response: RawResponse | Promise<RawResponse>;
    let later: boolean;
    try {
      response = handler(this.request);
      later = isPromise(response);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (!later) this.respond(response as RawResponse);
    // A promise as it is; what only has a `then` may throw there.
    else
      Promise.resolve(response).then(
        (response) => this.respond(response),
        (error) => this.#failed(error),
      );
  }

  /** The response has begun, so that no other can take its place. */
  get started(): boolean {
    return this.#status !== 0;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Sends this, in the place of what a handler would answer. */
  respond(response: RawResponse): void {
    let chunks: Chunks | undefined;
    try {
      chunks = chunksOf(response);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#over || this.started) {
      this.#release(chunks);
      return;
    }
    try {
      this.#begin(response, chunks);
    } catch (error) {
      this.#release(chunks);
      if (this.#status === 0) this.#failed(error);
      else this.#break(error);
      return;
    }
    if (this.#over) return;
    if (chunks !== undefined) this.#pump(chunks);
    else this.#sendAll(response.body as readonly Uint8Array[], 0);
  }

  /** The client has gone away: the body is left. */
  gone(): void {
    if (this.#over) return;
    this.#finish("left");
    this.#release(this.#chunks);
  }

  #begin(response: RawResponse, chunks: Chunks | undefined): void {
    checkHead(response);
    const { method } = this.request;
    const { status } = response;
    const bodiless = method === "HEAD" || status === 204 || status === 304;
    const length = contentLengthOf(response.headers, "response");
    this.#exact = length !== Infinity;
    this.#left = length;
    this.#writer.head(response, length === Infinity ? atHand(response) : length, bodiless);
    // A head that the writer refuses has not been sent.
    this.#status = status;
    if (bodiless) {
      this.#release(chunks);
      this.#end();
    } else this.#chunks = chunks;
  }

  #failed(error: unknown): void {
    this.#tell(error);
    if (this.#over || this.started) return;
    this.#exact = false;
    this.respond(plainResponse(500));
  }

  /** A body that is all there needs no iterator, and none to be left. */
  #sendAll(body: readonly Uint8Array[], start: number): void {
    for (let i = start; i < body.length; i++) {
      const more = this.#accepted(body[i], undefined);
      if (this.#over) return;
      if (!more) {
        this.#writer.drained().then(() => this.#over || this.#sendAll(body, i + 1));
        return;
      }
    }
    this.#atEnd();
  }

  #pump(chunks: Chunks): void {
    for (;;) {
      if (this.#over) return;
      let next: IteratorResult<Uint8Array> | Promise<IteratorResult<Uint8Array>>;
      try {
        next = chunks.next();
        if (isPromise(next)) {
          this.#pumpLater(chunks, next);
          return;
        }
      } catch (error) {
        this.#break(error);
        return;
      }
      if (!this.#took(next, chunks)) {
        if (!this.#over) this.#writer.drained().then(() => this.#pump(chunks));
        return;
      }
    }
  }

  async #pumpLater(chunks: Chunks, first: Promise<IteratorResult<Uint8Array>>): Promise<void> {
    this.#writer.flush();
    let next: IteratorResult<Uint8Array> | Promise<IteratorResult<Uint8Array>> = first;
    for (;;) {
      let result: IteratorResult<Uint8Array>;
      try {
        result = await next;
      } catch (error) {
        this.#break(error);
        return;
      }
      if (this.#over) return;
      if (!this.#took(result, chunks) && !this.#over) await this.#writer.drained();
      if (this.#over) return;
      try {
        next = chunks.next();
      } catch (error) {
        this.#break(error);
        return;
      }
    }
  }

  /** True when the next chunk may be asked for. */
  #took(result: IteratorResult<Uint8Array>, chunks: Chunks): boolean {
    let done: boolean | undefined;
    let value: unknown;
    try {
      ({ done, value } = result);
    } catch (error) {
      return this.#refuse(error, chunks);
    }
    if (!done) return this.#accepted(value, chunks);
    this.#atEnd();
    return false;
  }

  #atEnd(): void {
    if (this.#exact && this.#left > 0) this.#break(wrongLength("BODY_TOO_SHORT", `ends ${this.#left} bytes early`));
    else this.#end();
  }

  #accepted(value: unknown, chunks: Chunks | undefined): boolean {
    if (!(value instanceof Uint8Array)) return this.#refuse(new TypeError("a chunk of the body is no Uint8Array"), chunks);
    if (value.length === 0) return true;
    if (value.length > this.#left) {
      this.#write(value.subarray(0, this.#left));
      return this.#refuse(wrongLength("BODY_TOO_LONG", `goes on after ${this.#bytes} bytes`), chunks);
    }
    this.#left -= value.length;
    return this.#write(value);
  }

  #write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true;
    this.#bytes += chunk.length;
    return this.#writer.chunk(chunk);
  }

  #refuse(error: unknown, chunks: Chunks | undefined): false {
    this.#release(chunks);
    this.#break(error);
    return false;
  }

  #end(): void {
    if (this.#over) return;
    this.#writer.end();
    this.#finish("whole");
  }

  #break(error: unknown): void {
    if (this.#over) return;
    this.#tell(error);
    this.#writer.abort();
    this.#finish("broken");
  }

  #finish(ended: Ended): void {
    this.#over = true;
    const { onExchange } = this.#options;
    if (onExchange !== undefined) {
      const milliseconds = performance.now() - this.#since;
      onExchange({ request: this.request, status: this.#status, bytes: this.#bytes, milliseconds, ended });
    }
    this.#done(ended);
    this.#leaving.tell((error) => this.#tell(error));
  }

  #tell(error: unknown): void {
    (this.#options.onError ?? report)(error, this.request);
  }

  /** Leaves the body before its end. Should closing fail, the server is told: the client has heard all it will. */
  #release(chunks: Chunks | undefined): void {
    try {
      const returned: unknown = chunks?.return?.();
      if (isPromise(returned)) returned.catch((error) => this.#tell(error));
    } catch (error) {
      this.#tell(error);
    }
  }
}

/** Undefined for a body that is all there, which is nobody's to leave. @throws {TypeError} for what is no response, and what its body throws */
function chunksOf(response: RawResponse): Chunks | undefined {
  const body: RawResponse["body"] | undefined = response?.body;
  if (Array.isArray(body)) return undefined;
  if (typeof body !== "object" || body === null) throw new TypeError("the handler gave no response with a body that can be iterated");
  const chunks = Symbol.iterator in body ? body[Symbol.iterator]() : body[Symbol.asyncIterator]?.();
  if (typeof chunks?.next !== "function") throw new TypeError("the body of the response has no next()");
  return chunks;
}

/** How long a body is that is all there. */
function atHand({ body }: RawResponse): number {
  return Array.isArray(body) ? body.reduce((sum: number, chunk: Uint8Array) => sum + chunk.length, 0) : Infinity;
}

const wrongLength = (code: "BODY_TOO_LONG" | "BODY_TOO_SHORT", detail: string) =>
  new StringModelError(code, detail, { key: "Content-Length" });
