/**
 * The body of a response, between an application that gives chunks and a server that takes them.
 *
 * Chunks come from the application's iterable, or are pushed (`write()`, `send()`), or both, in that order. The
 * server pulls; so a slow client makes a slow application. However it ends, the application's iterable is closed once.
 */
import { typeName } from "../codec.ts";
import { StringModelError } from "../errors.ts";
import type { Body, RawResponse } from "../exchange.ts";
import type { Chunks } from "./app.ts";
import { isIterable } from "./head.ts";
import { isPromise } from "./promise.ts";

/** What the convention does with what happens: it steps through its order of calls, and reads chunks. */
export interface Source {
  /** Error messages name it. */
  readonly profile: string;
  /** The bytes of something that the iterable gave. @throws {StringModelError} */
  chunk(value: unknown): Uint8Array;
  /** The iterable is exhausted. @throws {StringModelError} */
  end(): void;
  /** Nothing more is wanted, or there is nothing more. */
  close(): void;
}

/** How much is taken from an application that pushes before it is asked to wait, in bytes. */
const enough = 65536;

export class Outgoing {
  readonly #source: Source;
  readonly #queue: Uint8Array[] = [];
  /** Bytes in the queue. */
  #waiting = 0;
  #chunks: Chunks<unknown> | undefined;
  #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  /** Bytes that Content-Length leaves. */
  #left = Infinity;
  /** The iterable has ended by itself, in one way or the other. */
  #exhausted = false;
  #bodiless = false;
  #complete = false;
  #closed = false;
  #failures: unknown[] = [];
  /** Tells the server's side that something has come. */
  #arrived: (() => void) | undefined;
  /** Tells the application's side that there is room again. */
  #taken: (() => void)[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  /** The head is sent: what follows is held to it. */
  begin(method: string, { status, headers }: Pick<RawResponse, "status" | "headers">): void {
    // RFC 9110, 6.4.1: these have no content, whatever the application gives.
    this.#bodiless = method === "HEAD" || status < 200 || status === 204 || status === 304;
    if (!this.#bodiless) this.#left = contentLength(headers, this.#source.profile);
  }

  get bodiless(): boolean {
    return this.#bodiless;
  }

  /** True when there is something for the server to take, or nothing will come. */
  get ready(): boolean {
    return this.#queue.length > 0 || this.#complete;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /**
   * A chunk that the application pushes. What Content-Length still allows is kept.
   *
   * @throws {StringModelError} BODY_TOO_LONG (PEP 3333, Handling the Content-Length Header)
   */
  push(chunk: Uint8Array): void {
    if (this.#bodiless || chunk.length === 0) return;
    const kept = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= kept.length;
    if (kept.length > 0) {
      this.#queue.push(kept);
      this.#waiting += kept.length;
      this.#arrived?.();
    }
    if (kept.length < chunk.length) throw this.#error("BODY_TOO_LONG", "gives more bytes than Content-Length says");
  }

  /** A promise while the client has enough to take; the application that pushes may wait for it. */
  room(): Promise<void> | undefined {
    if (this.#waiting < enough || this.#closed) return undefined;
    return new Promise((resolve) => this.#taken.push(resolve));
  }

  /** No more chunks will be pushed; those of `chunks` follow. */
  follow(chunks: Chunks<unknown>): void {
    if (this.#closed) {
      this.#chunks = chunks;
      this.#release();
      return;
    }
    this.#chunks = chunks;
    this.#arrived?.();
  }

  /** No more chunks will come. */
  end(): void {
    this.#complete = true;
    if (this.#left > 0 && this.#left !== Infinity)
      this.#failures.push(this.#error("BODY_TOO_SHORT", `gives ${this.#left} bytes fewer than Content-Length says`));
    this.#arrived?.();
  }

  /** The body breaks off here: whoever takes it gets the error. */
  fail(error: unknown): void {
    this.#complete = true;
    this.#failures.push(error);
    this.#arrived?.();
  }

  /** Takes from the iterable until there is something for the server to take. */
  fill(): void | Promise<void> {
    const chunks = this.#chunks;
    if (chunks === undefined || this.ready) return;
    this.#iterator ??= iteratorOf(chunks, this.#source.profile);
    while (!this.ready) {
      const result = this.#next();
      if (isPromise(result)) return result.then((later) => this.#accept(later)).then(() => this.fill());
      this.#accept(result);
    }
  }

  #next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    // What throws is not to be returned as well.
    this.#exhausted = true;
    const result = this.#iterator!.next();
    if (!isPromise(result)) this.#exhausted = result.done === true;
    return result;
  }

  #accept({ done, value }: IteratorResult<unknown>): void {
    this.#exhausted = done === true;
    if (this.#closed) return;
    if (done) {
      this.#source.end();
      this.end();
      return;
    }
    const chunk = this.#source.chunk(value);
    try {
      this.push(chunk);
    } catch (error) {
      // What fits is sent first.
      this.fail(error);
    }
  }

  /**
   * The chunks of an array as they are, if all are bytes and as many as Content-Length says: then nothing is left to
   * check while they are sent.
   */
  asTheyAre(chunks: readonly unknown[]): readonly Uint8Array[] | undefined {
    let total = 0;
    let empty = false;
    for (const chunk of chunks) {
      if (!(chunk instanceof Uint8Array)) return undefined;
      total += chunk.length;
      empty ||= chunk.length === 0;
    }
    if (this.#left !== Infinity && total !== this.#left) return undefined;
    if (this.#bodiless) return [];
    return empty ? (chunks as readonly Uint8Array[]).filter((chunk) => chunk.length > 0) : (chunks as readonly Uint8Array[]);
  }

  /** What the server takes. Synchronous when the iterable is, and nothing is pushed later. */
  body(later: boolean): Body & { close(): unknown } {
    return later || (this.#chunks !== undefined && !(Symbol.iterator in Object(this.#chunks))) ? new LaterBody(this) : new ReadyBody(this);
  }

  /** @internal The next chunk, undefined at the end. */
  take(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (!this.ready) {
      const filled = this.fill();
      if (isPromise(filled)) return filled.then(() => this.take());
    }
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#waiting -= chunk.length;
      if (this.#waiting < enough && this.#taken.length > 0) this.#wake();
      return chunk;
    }
    if (this.#complete) {
      if (this.#failures.length > 0) throw this.#failures.shift();
      return undefined;
    }
    return new Promise<void>((resolve) => {
      this.#arrived = resolve;
    }).then(() => {
      this.#arrived = undefined;
      return this.take();
    });
  }

  /** Ends the application's iterable, once. A promise when that takes time. */
  close(): unknown {
    if (this.#closed) return undefined;
    this.#closed = true;
    this.#complete = true;
    this.#queue.length = 0;
    this.#waiting = 0;
    this.#source.close();
    this.#wake();
    this.#arrived?.();
    return this.#release();
  }

  #wake(): void {
    for (const resolve of this.#taken.splice(0)) resolve();
  }

  #release(): unknown {
    return this.#chunks === undefined ? undefined : release(this.#chunks, this.#iterator, this.#exhausted);
  }

  #error(code: "BODY_TOO_LONG" | "BODY_TOO_SHORT", detail: string): StringModelError {
    return new StringModelError(code, detail, { profile: this.#source.profile, key: "body" });
  }
}

const end = { done: true, value: undefined } as const;

class ReadyBody implements Iterable<Uint8Array>, Iterator<Uint8Array> {
  readonly #outgoing: Outgoing;
  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing;
  }
  [Symbol.iterator]() {
    return this;
  }
  next(): IteratorResult<Uint8Array> {
    let value: Uint8Array | undefined;
    try {
      value = this.#outgoing.take() as Uint8Array | undefined;
    } catch (error) {
      closeAfter(error, this.#outgoing);
    }
    if (value !== undefined) return { done: false, value };
    this.#outgoing.close();
    return end;
  }
  return(): IteratorResult<Uint8Array> {
    this.#outgoing.close();
    return end;
  }
  close(): void {
    this.#outgoing.close();
  }
}

class LaterBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #outgoing: Outgoing;
  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  async next(): Promise<IteratorResult<Uint8Array>> {
    let value: Uint8Array | undefined;
    try {
      value = await this.#outgoing.take();
    } catch (error) {
      await closeAfter(error, this.#outgoing);
    }
    if (value !== undefined) return { done: false, value };
    await this.#outgoing.close();
    return end;
  }
  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#outgoing.close();
    return end;
  }
  async close(): Promise<void> {
    await this.#outgoing.close();
  }
}

/** Ends an iterable: `return()` of a generator, so that its `finally` runs, and the `close()` of PEP 3333. */
export function release(chunks: Chunks<unknown>, started?: Iterator<unknown> | AsyncIterator<unknown>, exhausted = false): unknown {
  const parts = chunks as (Chunks<unknown> & { return?(): unknown }) | null;
  const iterator = exhausted ? undefined : (started ?? (typeof parts?.return === "function" ? parts : undefined));
  const returned = (iterator as { return?(): unknown } | undefined)?.return?.();
  if (isPromise(returned)) return returned.then(() => parts?.close?.());
  return parts?.close?.();
}

/** Closes, then throws `error`; both, should closing fail too. */
export function closeAfter(error: unknown, outgoing: { close(): unknown }): Promise<never> {
  let closed: unknown;
  try {
    closed = outgoing.close();
  } catch (second) {
    throw new AggregateError([error, second], "the response failed, and so did close()");
  }
  if (!isPromise(closed)) throw error;
  return closed.then(
    () => {
      throw error;
    },
    (second) => {
      throw new AggregateError([error, second], "the response failed, and so did close()");
    },
  );
}

/** @throws {StringModelError} WRONG_TYPE: a str or bytes would be taken character by character. */
function iteratorOf(chunks: Chunks<unknown>, profile: string): Iterator<unknown> | AsyncIterator<unknown> {
  if (!isIterable(chunks))
    throw new StringModelError("WRONG_TYPE", `is ${typeName(chunks)}, not an iterable of chunks`, { profile, key: "body" });
  return Symbol.iterator in chunks ? chunks[Symbol.iterator]() : chunks[Symbol.asyncIterator]();
}

/**
 * What Content-Length says, Infinity where nothing does.
 *
 * @throws {StringModelError} BAD_CONTENT_LENGTH when it is no number, or is said twice (RFC 9110, 8.6).
 */
function contentLength(headers: RawResponse["headers"], profile: string): number {
  let found: string | undefined;
  for (const [name, value] of headers) {
    if (name.length !== 14 || name.toLowerCase() !== "content-length") continue;
    if (found !== undefined || !/^\d{1,15}$/.test(value))
      throw new StringModelError("BAD_CONTENT_LENGTH", "is not one decimal number", { profile, key: "Content-Length" });
    found = value;
  }
  return found === undefined ? Infinity : Number(found);
}
