/** A Request's body as the hub's: a chunk is asked for when the handler wants it. */
import { StringModelError } from "../../errors.ts";

export class RequestBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #most: number;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #taken = 0;
  #left = false;

  /** `most`: bytes that it may have. */
  constructor(stream: ReadableStream<Uint8Array>, most: number) {
    this.#stream = stream;
    this.#most = most;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws {StringModelError} DISCONNECTED where the runtime's stream fails, with its error as the cause; TOO_LARGE */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#left) return { done: true, value: undefined };
    this.#reader ??= this.#stream.getReader();
    const { done, value } = await this.#reader.read().catch((cause: unknown) => {
      throw new StringModelError("DISCONNECTED", "the request body broke off", { key: "body" }, { cause });
    });
    if (done) return { done, value: undefined };
    this.#taken += value.length;
    if (this.#taken <= this.#most) return { done: false, value };
    await this.return();
    throw new StringModelError("TOO_LARGE", `more than ${this.#most} bytes`, { key: "body" });
  }

  /** Nobody reads any more. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#left = true;
    // Whether the stream broke off by itself is nobody's business any more.
    await (this.#reader ?? this.#stream).cancel().catch(() => {});
    return { done: true, value: undefined };
  }
}
