/**
 * Bytes of something that ends with a line, as they come in packets.
 *
 * Reading it again with every packet would cost a peer that sends byte by byte nothing, and us the square. So it is read again
 * only when a line has ended, and after {@link readings} times only with an empty line, or when it has grown by half.
 */
import { cr, lf } from "./syntax.ts";

/** More lines than a head has by default, so that what is wrong is mostly seen with the line that it is in. */
const readings = 128;

const nothing: Uint8Array = new Uint8Array(0);

export class Gathered {
  #store: Uint8Array = nothing;
  #length = 0;
  #read = 0;
  #times = 0;

  get length(): number {
    return this.#length;
  }

  /** All of them. A view that stays as it is until `clear()`, and after it too: new bytes are put after it, or elsewhere. */
  get wire(): Uint8Array {
    return this.#store.length === this.#length ? this.#store : this.#store.subarray(0, this.#length);
  }

  /** Adds bytes that follow. True when it is time to read again. */
  add(wire: Uint8Array): boolean {
    const before = this.#length;
    if (before === 0) this.#store = wire;
    else this.#append(wire);
    this.#length += wire.length;
    const worth = this.#times === 0 || this.#length >= this.#read * 1.5 || this.#lineEnded(wire, before);
    if (worth) {
      this.#times++;
      this.#read = this.#length;
    }
    return worth;
  }

  clear(): void {
    this.#store = nothing;
    this.#length = 0;
    this.#read = 0;
    this.#times = 0;
  }

  #lineEnded(wire: Uint8Array, before: number): boolean {
    if (!wire.includes(lf)) return false;
    return this.#times < readings || hasEmptyLine(this.#store, Math.max(0, before - 3), this.#length);
  }

  #append(wire: Uint8Array): void {
    const length = this.#length + wire.length;
    // The first packet is not ours to write into; it is full, being as long as its bytes.
    if (length > this.#store.length) {
      const larger = new Uint8Array(Math.max(1024, 2 * length));
      larger.set(this.#store.subarray(0, this.#length));
      this.#store = larger;
    }
    this.#store.set(wire, this.#length);
  }
}

function hasEmptyLine(wire: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 4 <= end; at++) {
    if (wire[at] === cr && wire[at + 1] === lf && wire[at + 2] === cr && wire[at + 3] === lf) return true;
  }
  return false;
}
