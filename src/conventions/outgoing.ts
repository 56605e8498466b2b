/**
 * The body of a response, between an application that gives chunks and a server that takes them.
 *
 * Chunks come from the application's iterable, or are pushed (`write()`, `send()`), or both, in that order. The
 * server pulls; so a slow client makes a slow application. However it ends, the application's iterable is closed once.
 */
import { ChunkQueue } from "../chunk-queue.ts";
import { StringModelError } from "../errors.ts";
import type { Body } from "../exchange.ts";
import type { Awaitable, Chunks } from "./app.ts";
import { isIterable, notIterable } from "./chunks.ts";
import { isPromise } from "./promise.ts";
import { closeAfter, release } from "./release.ts";
import { LaterBody, ReadyBody } from "./served-body.ts";

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
  /** Something failed when the client had all that it will get. */
  report(error: unknown): void;
}

/** How much is taken from an application that pushes before it is asked to wait, in bytes. */
const enough = 65536;

export class Outgoing {
  readonly #source: Source;
  readonly #queue = new ChunkQueue();
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

  /** The head is sent: what follows is held to it. `length` is what Content-Length says, Infinity where nothing does. */
  begin(method: string, status: number, length: number): void {
    // RFC 9110, 6.4.1: these have no content, whatever the application gives.
    this.#bodiless = method === "HEAD" || status < 200 || status === 204 || status === 304;
    if (!this.#bodiless) this.#left = length;
  }

  get bodiless(): boolean {
    return this.#bodiless;
  }

  /** True when what was pushed is worth a head. */
  get sending(): boolean {
    return this.#queue.length > 0 || this.#bodiless;
  }

  /** True when there is something for the server to take, or nothing that it wants will come. */
  get #ready(): boolean {
    return this.sending || this.#complete;
  }

  /**
   * A chunk that the application pushes. What Content-Length still allows is kept; a chunk too many breaks the body off after
   * that, even when the application has caught the refusal.
   *
   * @throws {StringModelError} BODY_TOO_LONG (PEP 3333, Handling the Content-Length Header)
   */
  push(chunk: Uint8Array): void {
    if (this.#bodiless || chunk.length === 0 || this.#closed) return;
    const kept = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= kept.length;
    if (kept.length > 0) {
      this.#queue.push(kept);
      this.#waiting += kept.length;
    }
    if (kept.length < chunk.length) {
      const error = this.#error("BODY_TOO_LONG", "gives more bytes than Content-Length says");
      this.fail(error);
      throw error;
    }
    this.#arrived?.();
  }

  /** A promise while the client has enough to take; the application that pushes may wait for it. */
  room(): Promise<void> | undefined {
    if (this.#waiting < enough || this.#closed) return undefined;
    return new Promise((resolve) => this.#taken.push(resolve));
  }

  /**
   * No more chunks will be pushed; those of `chunks` follow. A promise when the client has gone and closing them takes time.
   *
   * @throws {StringModelError} WRONG_TYPE: a str or bytes would be taken character by character.
   */
  follow(chunks: Chunks<unknown>): unknown {
    this.#chunks = chunks;
    if (this.#closed) return this.#release();
    if (!isIterable(chunks)) throw notIterable(chunks, this.#source.profile);
    this.#arrived?.();
    return undefined;
  }

  /** No more chunks will come. */
  end(): void {
    this.#complete = true;
    if (this.#left > 0 && this.#left !== Infinity)
      this.#failures.push(this.#error("BODY_TOO_SHORT", `gives ${this.#left} bytes fewer than Content-Length says`));
    this.#arrived?.();
  }

  /** The body breaks off after what is here: whoever takes it gets the error. A response without content cannot break off. */
  fail(error: unknown): void {
    this.#complete = true;
    if (this.#bodiless || this.#closed) this.#source.report(error);
    else this.#failures.push(error);
    this.#arrived?.();
  }

  /**
   * Calls `then` as soon as the server has something to take, or all is over. What fails before closes the iterable, and so does
   * a body that breaks off before its first byte: the head is not sent yet, and can still be another.
   */
  whenReady<T>(then: () => Awaitable<T>): Awaitable<T> {
    const unbroken = () => {
      if (this.#queue.length === 0 && this.#failures.length > 0) throw this.#failures[0];
      return then();
    };
    try {
      const filled = this.#fill();
      if (!isPromise(filled)) return unbroken();
      return filled.then(unbroken).catch((error) => closeAfter(error, this));
    } catch (error) {
      return closeAfter(error, this);
    }
  }

  /** Takes from the iterable until there is something for the server to take. */
  #fill(): void | Promise<void> {
    if (this.#chunks === undefined || this.#ready) return;
    this.#iterator ??= iteratorOf(this.#chunks);
    while (!this.#ready) {
      const result = this.#next();
      if (isPromise(result)) return this.#fillLater(result);
      this.#accept(result);
    }
  }

  async #fillLater(first: Promise<IteratorResult<unknown>>): Promise<void> {
    this.#accept(await first);
    while (!this.#ready) this.#accept(await this.#next());
  }

  #next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    // What throws is not to be returned as well.
    this.#exhausted = true;
    const result = this.#iterator!.next();
    this.#exhausted = !isPromise(result) && result.done === true;
    return isPromise(result) ? result.catch((error) => this.#threw(error)) : result;
  }

  #threw(error: unknown): never {
    this.#exhausted = true;
    throw error;
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
    } catch {
      // What fits is sent first, and then whoever takes the body meets the refusal.
    }
  }

  /**
   * The chunks of an array as they are, if all are bytes and as many as Content-Length says: then nothing is left to
   * check while they are sent.
   */
  asTheyAre(chunks: readonly unknown[]): readonly Uint8Array[] | undefined {
    if ("close" in chunks) return undefined;
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
    return later || (this.#chunks !== undefined && !(Symbol.iterator in this.#chunks)) ? new LaterBody(this) : new ReadyBody(this);
  }

  /** The next chunk, undefined at the end. */
  take(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (!this.#ready) {
      const filled = this.#fill();
      if (isPromise(filled)) return filled.then(() => this.take());
    }
    const chunk = this.#queue.take();
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
    this.#queue.clear();
    this.#waiting = 0;
    this.#failures = [];
    this.#source.close();
    this.#wake();
    this.#arrived?.();
    return this.#release();
  }

  report(error: unknown): void {
    this.#source.report(error);
  }

  #wake(): void {
    for (const resolve of this.#taken.splice(0)) resolve();
  }

  #release(): unknown {
    return release(this.#chunks, this.#iterator, this.#exhausted);
  }

  #error(code: "BODY_TOO_LONG" | "BODY_TOO_SHORT", detail: string): StringModelError {
    return new StringModelError(code, detail, { profile: this.#source.profile, key: "body" });
  }
}

const iteratorOf = (chunks: Chunks<unknown>): Iterator<unknown> | AsyncIterator<unknown> =>
  Symbol.iterator in chunks ? chunks[Symbol.iterator]() : chunks[Symbol.asyncIterator]();
