import { type Codec, type StrLike, type Text, undecodable, unencodable, wrongType } from "../codec.ts";
import { fromBytes, toBytes } from "../wire.ts";
import { sequenceLength } from "./utf8-sequence.ts";

/** Real text: the bytes were UTF-8 (RFC 3629, so no surrogates and nothing overlong), or there is no value. A BOM is kept. */
export const utf8: Codec<Text, StrLike<"text">, "unicode"> = {
  name: "utf-8",
  type: "unicode",
  total: false,
  python: { type: "str", encoding: "utf-8", errors: "strict" },
  decode(wire) {
    const bytes = typeof wire === "string" ? toBytes(wire) : wire;
    const bad = firstBadByte(bytes);
    if (bad >= 0) throw undecodable("UTF-8", bad);
    return decoder.decode(bytes) as Text;
  },
  encode: (value) => fromBytes(utf8.encodeBytes(value)),
  encodeBytes(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    if (!value.isWellFormed()) throw unencodable("UTF-8", value, firstLoneSurrogate(value));
    return encoder.encode(value);
  },
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Offset of the first byte that is not part of well-formed UTF-8, or -1. */
export function firstBadByte(wire: Uint8Array): number {
  for (let i = 0; i < wire.length; ) {
    const size = sequenceLength(wire, i);
    if (size === 0) return i;
    i += size;
  }
  return -1;
}

function firstLoneSurrogate(value: string): number {
  for (let i = 0; ; i++) {
    const point = value.codePointAt(i)!;
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point <= 0xdfff) return i;
  }
}
