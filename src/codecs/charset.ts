/** Any charset of iconv-lite, as text. The only file that imports iconv-lite. */
import iconv from "iconv-lite";
import { type Codec, defineCodec, type StrLike, type Text, unencodable, undecodable, wrongType } from "../codec.ts";
import { StringModelError } from "../errors.ts";

/**
 * Text in a charset that iconv-lite knows, by any of its labels.
 *
 * iconv-lite substitutes where it cannot convert, so each direction is checked by going back: what does
 * not return to where it started is refused.
 *
 * @throws {StringModelError} BAD_PROFILE when there is no such charset.
 */
export function charset(name: string): Codec<Text, StrLike<"text">> {
  if (!iconv.encodingExists(name)) throw new StringModelError("BAD_PROFILE", `no such charset: ${name}`);
  const decode = (wire: Uint8Array) => iconv.decode(wire, name, { stripBOM: false });
  const encode = (text: string) => iconv.encode(text, name, { addBOM: false });
  return defineCodec({
    name,
    type: "unicode",
    total: false,
    python: { type: "str", encoding: name, errors: "strict" },
    decode(wire) {
      const text = decode(wire);
      const back = encode(text);
      if (!back.equals(wire)) throw undecodable(name, firstDifference(back, wire));
      return text as Text;
    },
    encode(value) {
      if (typeof value !== "string") throw wrongType(value, "str");
      const wire = encode(value);
      const back = decode(wire);
      if (back !== value) throw unencodable(name, value, firstDifference(back, value));
      return wire;
    },
  });
}

function firstDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return Math.min(i, Math.max(0, b.length - 1));
}
