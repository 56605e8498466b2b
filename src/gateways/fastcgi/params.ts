/** The stream FCGI_PARAMS of one request: its variables (FastCGI Specification, 5.2). */
import { StringModelError } from "../../errors.ts";
import type { ByteString } from "../../wire.ts";
import { readPairs } from "./pairs.ts";

export class Params {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** @param most bytes of the whole stream */
  constructor(most: number | null) {
    this.#most = most ?? Infinity;
  }

  /** @throws {StringModelError} TOO_LARGE */
  push(wire: Uint8Array): void {
    this.#parts.push(wire);
    this.#length += wire.length;
    if (this.#length > this.#most) throw new StringModelError("TOO_LARGE", `variables of more than ${this.#most} bytes`, { key: "head" });
  }

  /** All of them. @throws {StringModelError} BAD_PACKET, BAD_VARIABLE */
  read(): Map<ByteString, ByteString> {
    return readPairs(joined(this.#parts, this.#length));
  }
}

/** Parts in one piece; a single one is not copied. */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const wire = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    wire.set(part, at);
    at += part.length;
  }
  return wire;
}
