/** A request's body between a protocol that pushes and a handler that pulls. */
import { StringModelError } from "../errors.ts";

/** What the body asks of its connection. */
export interface Flow {
  /** More has come than is wanted for now. */
  pause(): void;
  resume(): void;
  /** The handler asks for the first time: now is the time for `100 Continue`. */
  wanted?(): void;
  /** The handler waits for a chunk, and none is here: for a protocol whose peer sends what it is asked for. */
  starved?(): void;
}

/** Bytes that may lie here before the peer is asked to wait, with what each chunk costs. */
const highWater = 65_536;

/** What a chunk costs beside its bytes, about: many that are tiny are no small body. */
export const chunkCost = 128;

export class IncomingBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #flow: Flow;
  #queue: Uint8Array[] = [];
  #read = 0;
  #waiting = 0;
  #paused = false;
  #asked = false;
  #left = false;
  #over: "open" | "whole" | "broken" = "open";
  #why: StringModelError | undefined;
  #taker: { resolve(result: IteratorResult<Uint8Array>): void; reject(error: Error): void } | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** True while somebody waits for the next chunk. */
  get awaited(): boolean {
    return this.#taker !== undefined;
  }

  /** Somebody has asked for it, and not left it. */
  get wanted(): boolean {
    return this.#asked && !this.#left;
  }

  /** All of it has come, or no more will. */
  get over(): boolean {
    return this.#over !== "open";
  }

  /** Bytes, in order. What nobody will read is dropped. */
  push(chunk: Uint8Array): void {
    if (this.#left || this.over || chunk.length === 0) return;
    const taker = this.#taker;
    if (taker !== undefined) {
      this.#taker = undefined;
      taker.resolve({ done: false, value: chunk });
      return;
    }
    this.#queue.push(chunk);
    this.#waiting += chunk.length + chunkCost;
    if (this.#waiting >= highWater && !this.#paused) {
      this.#paused = true;
      this.#flow.pause();
    }
  }

  /** It was all. */
  end(): void {
    if (this.over) return;
    this.#over = "whole";
    this.#taker?.resolve({ done: true, value: undefined });
    this.#taker = undefined;
  }

  /** No more will come, and it was not all. What has come can still be read; then reading throws why. */
  fail(why: StringModelError = gone()): void {
    if (this.over) return;
    this.#over = "broken";
    this.#why = why;
    this.#taker?.reject(why);
    this.#taker = undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws {StringModelError} DISCONNECTED when the client has gone away before all of it came; why it cannot be read, where that is known */
  next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#asked) {
      this.#asked = true;
      if (!this.over) this.#flow.wanted?.();
    }
    const chunk = this.#shift();
    if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    // First: who still reads a body that broke off must not take it for a whole one.
    if (this.#over === "broken") return Promise.reject(this.#why);
    if (this.#over === "whole" || this.#left) return Promise.resolve({ done: true, value: undefined });
    if (this.#taker !== undefined) return Promise.reject(new TypeError("the chunk before this one is still waited for"));
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject };
      this.#flow.starved?.();
    });
  }

  /** Nobody reads any more: what comes is dropped, so that the next request can follow. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The response has ended: who still reads is told, and what comes is dropped. */
  close(): void {
    if (!this.over) this.fail(new StringModelError("INPUT_CLOSED", "the response has ended", { key: "body" }));
    this.leave();
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#queue = [];
    this.#taker?.resolve({ done: true, value: undefined });
    this.#taker = undefined;
    this.#goOn();
  }

  #shift(): Uint8Array | undefined {
    if (this.#read >= this.#queue.length) return undefined;
    const chunk = this.#queue[this.#read]!;
    this.#waiting -= chunk.length + chunkCost;
    this.#read++;
    if (this.#read === this.#queue.length) {
      this.#queue = [];
      this.#read = 0;
    }
    if (this.#waiting < highWater) this.#goOn();
    return chunk;
  }

  #goOn(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#flow.resume();
  }
}

const gone = (): StringModelError =>
  new StringModelError("DISCONNECTED", "the client left before the request body was complete", { key: "body" });
