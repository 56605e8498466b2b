import { type Codec, type Escaped, type StrLike, unencodable, wrongType } from "../codec.ts";
import { fromBytes, toBytes } from "../wire.ts";
import { sequenceLength } from "./utf8-sequence.ts";

/**
 * PEP 383: bytes that are not UTF-8 ride as lone surrogates U+DC80..U+DCFF.
 *
 * JavaScript strings are UTF-16, so the escapes fit, but every JavaScript UTF-8 encoder turns them
 * into EF BF BD. Only this codec may put such a string on the wire.
 */
export const surrogateescape: Codec<Escaped, StrLike<"escaped">, "native"> = {
  name: "utf-8/surrogateescape",
  type: "native",
  note: "PEP 383",
  total: true,
  python: { type: "str", encoding: "utf-8", errors: "surrogateescape" },
  decode(wire) {
    const bytes = typeof wire === "string" ? toBytes(wire) : wire;
    let text = "";
    for (let i = 0; i < bytes.length; ) {
      const size = sequenceLength(bytes, i);
      if (size === 0) text += String.fromCharCode(0xdc00 + bytes[i++]!);
      else text += decoder.decode(bytes.subarray(i, (i += size)));
    }
    return text as Escaped;
  },
  encode: (value) => fromBytes(surrogateescape.encodeBytes(value)),
  encodeBytes(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    const out: number[] = [];
    for (let i = 0; i < value.length; ) {
      const point = value.codePointAt(i)!;
      if (point >= 0xdc80 && point <= 0xdcff) out.push(point - 0xdc00);
      else if (point >= 0xd800 && point <= 0xdfff) throw unencodable("UTF-8/surrogateescape", value, i);
      else for (const byte of encoder.encode(String.fromCodePoint(point))) out.push(byte);
      i += point > 0xffff ? 2 : 1;
    }
    return Uint8Array.from(out);
  },
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
