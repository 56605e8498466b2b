/** Standard output as the other end of a connection. It is never closed: the end of the process does that. */
import type { Writable } from "node:stream";
import { type ByteString, toBytes, type Wire } from "../../wire.ts";

export class StandardOutput {
  readonly #stream: Writable;
  readonly #wakers: (() => void)[] = [];
  #lost = false;

  /** `lost` is called once, when nobody reads any more. */
  constructor(stream: Writable, lost: () => void) {
    this.#stream = stream;
    stream.on("drain", () => this.#wake());
    // One that is lost may say so twice: by an error, and by closing.
    const gone = () => {
      if (this.#lost) return;
      this.#lost = true;
      this.#wake();
      lost();
    };
    stream.on("error", gone).on("close", gone);
  }

  write(wire: Wire): boolean {
    if (this.#lost) return true;
    return this.#stream.write(typeof wire === "string" ? toBytes(wire as ByteString) : wire);
  }

  drained(): Promise<void> {
    if (this.#lost || !this.#stream.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  end(): void {}

  destroy(): void {}

  /** Everything that was written is with the reader, or lost. */
  flushed(): Promise<void> {
    if (this.#lost) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakers.push(resolve);
      this.#stream.write("", () => resolve());
    });
  }

  #wake(): void {
    for (const resolve of this.#wakers.splice(0)) resolve();
  }
}
