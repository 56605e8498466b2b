/** The variables of an environ on their way into a dictionary: all of them, or, when one is refused, none. */
import { decodeAll } from "../codecs/bytes.ts";
import type { Put } from "../environ.ts";
import type { ByteString } from "../wire.ts";

/** Keys and values, in order. */
export class Variables {
  readonly keys: ByteString[] = [];
  readonly values: unknown[] = [];
  /** Of values that are still to be made: where they go, and their bytes. */
  readonly #at: number[] = [];
  readonly #wires: ByteString[] = [];

  add(key: ByteString, value: unknown): void {
    this.keys.push(key);
    this.values.push(value);
  }

  /** A value that is bytes, or will be. */
  addBytes(key: ByteString, wire: Uint8Array | ByteString): void {
    if (typeof wire === "string") {
      this.#at.push(this.keys.length);
      this.#wires.push(wire);
    }
    this.add(key, wire);
  }

  /** @throws {StringModelError} NOT_BYTES */
  putAll(put: Put): void {
    const made = this.#wires.length === 0 ? [] : decodeAll(this.#wires);
    for (let i = 0; i < made.length; i++) this.values[this.#at[i]!] = made[i];
    for (let i = 0; i < this.keys.length; i++) put(this.keys[i]!, this.values[i]);
  }
}
