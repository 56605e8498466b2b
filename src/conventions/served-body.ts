/** A response's body as its server takes it. Whatever way that ends, what the chunks come from is closed. */
import { isPromise } from "./promise.ts";
import { closeAfter } from "./release.ts";

/** Where the chunks come from. */
export interface Taken {
  /** The next chunk, undefined at the end. @throws what broke the body off */
  take(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Nothing more is wanted; called again, it does nothing. */
  close(): unknown;
  /** Something failed when the client had all that it will get. */
  report(error: unknown): void;
}

const end = { done: true, value: undefined } as const;

/** Chunks that need not be waited for. */
export class ReadyBody implements Iterable<Uint8Array>, Iterator<Uint8Array> {
  readonly #from: Taken;
  constructor(from: Taken) {
    this.#from = from;
  }
  [Symbol.iterator]() {
    return this;
  }
  next(): IteratorResult<Uint8Array> {
    let value: Uint8Array | undefined;
    try {
      value = this.#from.take() as Uint8Array | undefined;
    } catch (error) {
      closeNow(error, this.#from);
    }
    if (value !== undefined) return { done: false, value };
    unattended(this.#from.close(), this.#from);
    return end;
  }
  return(): IteratorResult<Uint8Array> {
    unattended(this.#from.close(), this.#from);
    return end;
  }
  close(): unknown {
    return this.#from.close();
  }
}

export class LaterBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #from: Taken;
  constructor(from: Taken) {
    this.#from = from;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  async next(): Promise<IteratorResult<Uint8Array>> {
    let value: Uint8Array | undefined;
    try {
      value = await this.#from.take();
    } catch (error) {
      await closeAfter(error, this.#from);
    }
    if (value !== undefined) return { done: false, value };
    await this.#from.close();
    return end;
  }
  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#from.close();
    return end;
  }
  async close(): Promise<void> {
    await this.#from.close();
  }
}

function closeNow(error: unknown, from: Taken): never {
  unattended(closeAfter(error, from), from, error);
  throw error;
}

/** A `close()` that takes time, where nobody can wait for it: only the log hears that it fails, but for what is `known`. */
function unattended(closing: unknown, from: Taken, known?: unknown): void {
  if (!isPromise(closing)) return;
  closing.catch((error) => {
    if (error !== known) from.report(error);
  });
}
