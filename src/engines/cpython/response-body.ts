/** A response's body as it comes from an interpreter. What is taken makes room for more. */
import { ChunkQueue } from "../../chunk-queue.ts";
import { window } from "../frames.ts";

type Result = IteratorResult<Uint8Array, undefined>;

/** Bytes that a body which is taken may be ahead by, where all bodies together are ahead by little: a thread of Python's is free the sooner. */
const ahead = 1024 * 1024;
/** Bytes of all bodies of an interpreter together. */
const little = 64 * 1024 * 1024;

/** A chunk of fewer bytes is copied: it is a part of the slab that it was read into, and would keep all of that for as long as its client does not read. */
const part = 16 * 1024;

/** Bytes that all the bodies of an interpreter hold. */
export interface Held {
  bytes: number;
}

/** Who takes part in it. */
export interface BodySource {
  /** So many bytes more may be sent. */
  makeRoom(bytes: number): void;
  /** Nobody wants the rest. */
  leave(): void;
}

const end: Result = { done: true, value: undefined };

export class ResponseBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: BodySource;
  readonly #held: Held;
  readonly #queue = new ChunkQueue();
  /** Bytes in the queue. */
  #here = 0;
  #taken = 0;
  #window = window;
  #over = false;
  #failure: Error | undefined;
  #waiting: { resolve(result: Result): void; reject(error: Error): void } | undefined;

  constructor(source: BodySource, held: Held) {
    this.#source = source;
    this.#held = held;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(chunk: Uint8Array): void {
    if (this.#over) return;
    this.#queue.push(chunk.length < part ? new Uint8Array(chunk) : chunk);
    this.#hold(chunk.length);
    this.#settle();
  }

  end(): void {
    this.#over = true;
    this.#settle();
  }

  /** What is here may still be taken; then this is thrown. */
  fail(error: Error): void {
    if (!this.#over) this.#failure = error;
    this.end();
  }

  /** The whole body, once it has ended well. */
  get whole(): readonly Uint8Array[] | undefined {
    if (!this.#over || this.#failure !== undefined) return undefined;
    const chunks: Uint8Array[] = [];
    for (let chunk = this.#queue.take(); chunk !== undefined; chunk = this.#queue.take()) chunks.push(chunk);
    this.#hold(-this.#here);
    return chunks;
  }

  next(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#settle();
    });
  }

  async return(): Promise<Result> {
    this.#queue.clear();
    this.#hold(-this.#here);
    this.#failure = undefined;
    if (!this.#over) this.#source.leave();
    this.end();
    return end;
  }

  #settle(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const chunk = this.#queue.take();
    if (chunk === undefined && !this.#over) return;
    this.#waiting = undefined;
    if (chunk !== undefined) {
      this.#hold(-chunk.length);
      this.#makeRoom(chunk.length);
      waiting.resolve({ done: false, value: chunk });
    } else if (this.#failure !== undefined) {
      waiting.reject(this.#failure);
      this.#failure = undefined;
    } else waiting.resolve(end);
  }

  #hold(bytes: number): void {
    this.#here += bytes;
    this.#held.bytes += bytes;
  }

  #makeRoom(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken < this.#window / 2 || this.#over) return;
    const more = this.#window < ahead && this.#held.bytes < little ? ahead - this.#window : 0;
    this.#window += more;
    this.#source.makeRoom(this.#taken + more);
    this.#taken = 0;
  }
}
