/** Reads the values of a packet, one after the other. Offsets in refusals count from the packet's first byte. */
import type { StringModelError } from "../../errors.ts";
import type { ByteString } from "../../wire.ts";
import { refuse, sliceWire } from "../http1/syntax.ts";
import { headerSize } from "./packet.ts";

/** The length of a string that is absent. */
const absent = 0xffff;

export class Fields {
  readonly #payload: Uint8Array;
  #at = 0;

  constructor(payload: Uint8Array) {
    this.#payload = payload;
  }

  get over(): boolean {
    return this.#at === this.#payload.length;
  }

  /** What is wrong with the value that begins `back` bytes before the next. */
  refusal(code: StringModelError["code"], detail: string, back = 0): StringModelError {
    return refuse(code, detail, headerSize + this.#at - back);
  }

  byte(): number {
    this.#need(1);
    return this.#payload[this.#at++]!;
  }

  integer(): number {
    this.#need(2);
    this.#at += 2;
    return (this.#payload[this.#at - 2]! << 8) | this.#payload[this.#at - 1]!;
  }

  /** Undefined where it is absent, which is not the same as empty. */
  string(): ByteString | undefined {
    const length = this.integer();
    return length === absent ? undefined : this.stringOf(length);
  }

  /** The string whose length has been read: so many bytes, and a NUL that no string has inside. */
  stringOf(length: number): ByteString {
    this.#need(length + 1);
    const start = this.#at;
    const end = this.#payload.indexOf(0, start);
    this.#at = end === -1 || end > start + length ? start + length : end;
    if (this.#at !== end) throw this.refusal("BAD_PACKET", "a string without its NUL");
    if (end < start + length) throw this.refusal("BAD_PACKET", "NUL in a string");
    this.#at++;
    return sliceWire(this.#payload, start, end);
  }

  #need(bytes: number): void {
    if (this.#payload.length - this.#at >= bytes) return;
    this.#at = this.#payload.length;
    throw this.refusal("BAD_PACKET", "the packet ends too early");
  }
}
