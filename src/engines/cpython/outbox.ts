/** What is sent to an interpreter in one turn of the event loop goes out in one write. */
import type { Stream } from "./boot.ts";

/** Frames of so many bytes together are copied into one; more are not worth the copy. */
const few = 64 * 1024;

export class Outbox {
  readonly #stream: Stream;
  #frames: Uint8Array[] = [];
  #length = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  send(wire: Uint8Array): void {
    if (this.#frames.length === 0) setImmediate(() => this.#flush());
    this.#frames.push(wire);
    this.#length += wire.length;
  }

  #flush(): void {
    const frames = this.#frames;
    const length = this.#length;
    this.#frames = [];
    this.#length = 0;
    if (frames.length === 1) this.#stream.write(frames[0]!);
    else if (length <= few) this.#stream.write(Buffer.concat(frames, length));
    else {
      this.#stream.cork();
      for (const wire of frames) this.#stream.write(wire);
      this.#stream.uncork();
    }
  }
}
