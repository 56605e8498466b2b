/** The head of a request that says first how long it is, as it comes in packets. */

/** How long a head is, from its first bytes. @throws {StringModelError} TRUNCATED while they do not tell; TOO_LARGE, and others */
export type Measure = (wire: Uint8Array, most: number | null) => number;

export class IncomingHead {
  readonly #measure: Measure;
  readonly #most: number | null;
  #packets: Uint8Array[] = [];
  #received = 0;
  /** Of the head. Zero until its first bytes have told. */
  #length = 0;

  constructor(measure: Measure, most: number | null) {
    this.#measure = measure;
    this.#most = most;
  }

  /**
   * The head and what came after it, once all of the head is there.
   *
   * @throws {StringModelError} TRUNCATED until then, and what `measure` throws
   */
  push(wire: Uint8Array): readonly [head: Uint8Array, rest: Uint8Array] | undefined {
    this.#packets.push(wire);
    this.#received += wire.length;
    // Joined with every packet only while they are as few as the bytes that tell the length.
    if (this.#length === 0) this.#length = this.#measure(this.#joined(), this.#most);
    if (this.#received < this.#length) return undefined;
    const whole = this.#joined();
    return [whole.subarray(0, this.#length), whole.subarray(this.#length)];
  }

  #joined(): Uint8Array {
    if (this.#packets.length > 1) this.#packets = [concat(this.#packets, this.#received)];
    return this.#packets[0]!;
  }
}

/** `length` is that of all parts together. */
export function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
