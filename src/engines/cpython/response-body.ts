/** A response's body as it comes from an interpreter. What is taken makes room for more. */
import { ChunkQueue } from "../../chunk-queue.ts";
import { window } from "../frames.ts";

type Result = IteratorResult<Uint8Array, undefined>;

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
  readonly #queue = new ChunkQueue();
  #taken = 0;
  #over = false;
  #failure: Error | undefined;
  #waiting: { resolve(result: Result): void; reject(error: Error): void } | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(chunk: Uint8Array): void {
    if (this.#over) return;
    this.#queue.push(chunk);
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
      this.#makeRoom(chunk.length);
      waiting.resolve({ done: false, value: chunk });
    } else if (this.#failure !== undefined) {
      waiting.reject(this.#failure);
      this.#failure = undefined;
    } else waiting.resolve(end);
  }

  #makeRoom(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken < window / 2 || this.#over) return;
    this.#source.makeRoom(this.#taken);
    this.#taken = 0;
  }
}
