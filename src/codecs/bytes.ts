import { type Codec, wrongType } from "../codec.ts";
import { type ByteString, empty, fromBytes, toBytes } from "../wire.ts";

/** Bytes as bytes. */
export const bytes: Codec<Uint8Array, Uint8Array, "bytes"> = {
  name: "bytes",
  type: "bytes",
  total: true,
  python: { type: "bytes" },
  decode(wire) {
    if (typeof wire === "string") return toBytes(wire);
    if (!(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
    return wire;
  },
  encode: (value) => fromBytes(bytes.encodeBytes(value)),
  encodeBytes(value) {
    if (!(value instanceof Uint8Array)) throw wrongType(value, "bytes");
    return value;
  },
};

/**
 * Many byte strings at once, each an array of its own, cut from one piece of memory that is theirs alone: an allocation
 * costs as much as the bytes.
 *
 * @throws {StringModelError} NOT_BYTES
 */
export function decodeAll(wires: readonly ByteString[]): Uint8Array[] {
  let all = empty;
  for (const wire of wires) all = (all + wire) as ByteString;
  const { buffer, byteOffset } = toBytes(all);
  const cut: Uint8Array[] = [];
  let at = byteOffset;
  for (const { length } of wires) {
    cut.push(new Uint8Array(buffer, at, length));
    at += length;
  }
  return cut;
}
