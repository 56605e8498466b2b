/** The variables of an environ on their way into a dictionary: all of them, or, when one is refused, none. */
import { type AnyCodec, decodeWith } from "../codec.ts";
import { bytes, decodeAll } from "../codecs/bytes.ts";
import type { Put } from "../environ.ts";
import { type ByteString, fromAllBytes } from "../wire.ts";

/** Keys and values, in order. */
export class Variables {
  readonly values: unknown[] = [];
  /** The keys that the last environ had: this one's too, as far as it has come, unless it has keys of its own. */
  readonly #last: readonly ByteString[];
  #keys: ByteString[] | undefined;
  /** Of values that are to be bytes: where they go, and what they are as strings. */
  readonly #bytesAt: number[] = [];
  readonly #wires: ByteString[] = [];
  /** Of values that are bytes, and are to be read: where they go, and by which codec. */
  readonly #readAt: number[] = [];
  readonly #arrays: Uint8Array[] = [];
  readonly #codecs: AnyCodec[] = [];

  constructor(last: readonly ByteString[] = []) {
    this.#last = last;
  }

  get keys(): readonly ByteString[] {
    return this.#keys ?? (this.values.length === this.#last.length ? this.#last : this.#last.slice(0, this.values.length));
  }

  add(key: ByteString, value: unknown): void {
    const at = this.values.push(value) - 1;
    if (this.#keys === undefined && this.#last[at] !== key) this.#keys = this.#last.slice(0, at);
    this.#keys?.push(key);
  }

  /** The value that a codec has for bytes. Where many strings, or many arrays, have to be made, they are made at once. */
  addWire(key: ByteString, wire: Uint8Array | ByteString, to: AnyCodec): void {
    const isString = typeof wire === "string";
    if (to.decode === bytes.decode) {
      if (isString) {
        this.#bytesAt.push(this.values.length);
        this.#wires.push(wire);
      }
      this.add(key, wire);
    } else if (isString) this.add(key, decodeWith(to, wire));
    else {
      this.#readAt.push(this.values.length);
      this.#arrays.push(wire);
      this.#codecs.push(to);
      this.add(key, undefined);
    }
  }

  /** Makes what is left to be made. @throws {StringModelError} UNDECODABLE, NOT_BYTES */
  finish(): void {
    const { values } = this;
    if (this.#wires.length > 0) {
      const made = decodeAll(this.#wires);
      for (let i = 0; i < made.length; i++) values[this.#bytesAt[i]!] = made[i];
    }
    if (this.#arrays.length > 0) {
      const wires = fromAllBytes(this.#arrays);
      for (let i = 0; i < wires.length; i++) values[this.#readAt[i]!] = decodeWith(this.#codecs[i]!, wires[i]!);
    }
  }

  /** One that was added, or put in the place of what there was. */
  put(key: ByteString, value: unknown): void {
    const at = this.keys.indexOf(key);
    if (at < 0) this.add(key, value);
    else this.values[at] = value;
  }

  putAll(put: Put): void {
    const { keys, values } = this;
    for (let i = 0; i < keys.length; i++) put(keys[i]!, values[i]);
  }
}
