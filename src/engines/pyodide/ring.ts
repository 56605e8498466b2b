/** Bytes from one thread to another, in order, through memory that both see. One of them writes, the other takes. */

const written = 0;
const taken = 1;
/** Set by the writer when it has called the reader, who has not looked yet. */
const called = 2;
/** Set by the writer when it has more than there is room for. */
const full = 3;
/** Set by the reader while it waits. */
const waiting = 4;
const counts = 5;

export class Ring {
  readonly #counts: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#counts = new Int32Array(shared, 0, counts);
    this.#bytes = new Uint8Array(shared, 4 * counts);
  }

  /** The memory for one. @param size in bytes, a power of two: the counts of bytes wrap around */
  static memory(size: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * counts + size);
  }

  /* ---- the writer ---- */

  /** Writes what there is room for, and returns how many bytes that was. */
  write(wire: Uint8Array): number {
    const from = Atomics.load(this.#counts, written);
    const count = Math.min(wire.length, this.#room());
    if (count === 0) return 0;
    const at = this.#place(from);
    const first = Math.min(count, this.#bytes.length - at);
    this.#bytes.set(first === wire.length ? wire : wire.subarray(0, first), at);
    if (first < count) this.#bytes.set(wire.subarray(first, count), 0);
    Atomics.store(this.#counts, written, (from + count) | 0);
    return count;
  }

  /** Ends the reader's wait for what was written. */
  wake(): void {
    Atomics.notify(this.#counts, written);
  }

  /** Blocks this thread until there is room. */
  waitForRoom(): void {
    const before = Atomics.load(this.#counts, taken);
    if (this.#room() === 0) Atomics.wait(this.#counts, taken, before);
  }

  /** True where the reader has to be called: it has not been since it looked. */
  call(): boolean {
    return Atomics.exchange(this.#counts, called, 1) === 0;
  }

  /** The writer has more. */
  sayFull(): void {
    Atomics.store(this.#counts, full, 1);
  }

  /** True where all was taken, and more is waited for. */
  get isWaitedFor(): boolean {
    return Atomics.load(this.#counts, waiting) === 1 && this.length === 0;
  }

  /* ---- the reader ---- */

  /** Bytes that are here. */
  get length(): number {
    return (Atomics.load(this.#counts, written) - Atomics.load(this.#counts, taken)) >>> 0;
  }

  /** Fills `into` with what is here, and returns how many bytes that was. */
  take(into: Uint8Array): number {
    const from = Atomics.load(this.#counts, taken);
    const count = Math.min(into.length, this.length);
    if (count === 0) return 0;
    const at = this.#place(from);
    const first = Math.min(count, this.#bytes.length - at);
    into.set(this.#bytes.subarray(at, at + first));
    if (first < count) into.set(this.#bytes.subarray(0, count - first), first);
    Atomics.store(this.#counts, taken, (from + count) | 0);
    Atomics.notify(this.#counts, taken);
    return count;
  }

  /** Blocks this thread until there are bytes; or, unless that is for ever, for so many milliseconds at most. */
  waitForBytes(milliseconds: number): void {
    Atomics.store(this.#counts, waiting, 1);
    do {
      const before = Atomics.load(this.#counts, written);
      if (this.length === 0) Atomics.wait(this.#counts, written, before, milliseconds);
      // It may have been woken for what it had already taken.
    } while (this.length === 0 && milliseconds === Infinity);
    Atomics.store(this.#counts, waiting, 0);
  }

  /** From here on the writer calls again. */
  look(): void {
    Atomics.store(this.#counts, called, 0);
  }

  /** True once after the writer had more than there was room for. */
  wasFull(): boolean {
    return Atomics.load(this.#counts, full) === 1 && Atomics.exchange(this.#counts, full, 0) === 1;
  }

  #room(): number {
    return this.#bytes.length - this.length;
  }

  #place(count: number): number {
    return count & (this.#bytes.length - 1);
  }
}
