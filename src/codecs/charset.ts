/** Any charset of iconv-lite, as text. The only file that imports iconv-lite, and one of the few that need Buffer, as it does. */
import iconv from "iconv-lite";
import { type Codec, defineCodec, type StrLike, type Text, undecodable, unencodable, wrongType } from "../codec.ts";
import { StringModelError } from "../errors.ts";
import { leavesByteOrderOpen, pythonName } from "./charset-names.ts";

/**
 * Text in a charset that iconv-lite knows, by any of its labels.
 *
 * iconv-lite substitutes where it cannot convert, so each direction is checked by going back: what does
 * not return to where it started is refused. That refuses more than must be: bytes for a character that
 * has other, preferred bytes (87 90 in Shift_JIS, which is written 81 E0; a plain "!" in UTF-7, which
 * iconv-lite writes "+ACE-"). They could be read, but the same bytes would not come back.
 *
 * The offset of a refusal is that of the character's first byte. In UTF-7, where a byte's meaning depends on
 * all before it, it may lie earlier.
 *
 * @param python What CPython calls it, for charsets where that is not known here. CPython's codec may differ in a few
 * characters (EUC-JP's wave dash, Big5's symbols): its and ours are two tables.
 * @throws {StringModelError} BAD_PROFILE when there is no such charset, or it guesses the byte order (`utf-16`).
 */
export function charset(name: string, python = pythonName(name)): Codec<Text, StrLike<"text">, "unicode"> {
  if (!iconv.encodingExists(name)) throw new StringModelError("BAD_PROFILE", `no such charset: ${name}`);
  if (leavesByteOrderOpen(name)) throw new StringModelError("BAD_PROFILE", `${name} leaves the byte order open`);
  if (!python) throw new StringModelError("BAD_PROFILE", `no Python codec is known for ${name}`);
  const read = (wire: Uint8Array) => iconv.decode(wire, name, { stripBOM: false });
  const write = (text: string) => iconv.encode(text, name, { addBOM: false });
  // An 8-bit charset of iconv-lite reads an undefined byte as U+FFFD, and writes U+FFFD as one of those bytes:
  // it goes back and forth and is still a substitution. Only charsets of all of Unicode really have U+FFFD.
  const hasReplacement = read(write("\u0378")) === "\u0378";
  const isText = (text: string) => text.isWellFormed() && (hasReplacement || !text.includes("\ufffd"));

  return defineCodec({
    name,
    type: "unicode",
    total: false,
    python: { type: "str", encoding: python, errors: "strict" },
    decode(wire) {
      if (!(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
      const text = read(wire);
      if (isText(text) && write(text).equals(wire)) return text as Text;
      throw undecodable(name, firstBadByte(wire));
    },
    encode(value) {
      if (typeof value !== "string") throw wrongType(value, "str");
      const wire = write(value);
      if (isText(value) && read(wire) === value) return Uint8Array.from(wire);
      throw unencodable(name, value, firstBadUnit(value));
    },
  });

  /** Where the first character begins that does not come back, read byte by byte. */
  function firstBadByte(wire: Uint8Array): number {
    const decoder = iconv.getDecoder(name, { stripBOM: false });
    let begin = 0;
    for (let i = 0; i < wire.length; i++) {
      const text = decoder.write(Buffer.from(wire.subarray(i, i + 1)));
      if (!text) continue;
      if (!isText(text) || !write(text).equals(wire.subarray(begin, i + 1))) return begin;
      begin = i + 1;
    }
    return Math.min(begin, wire.length - 1);
  }

  function firstBadUnit(value: string): number {
    let offset = 0;
    for (const character of value) {
      if (!isText(character) || read(write(character)) !== character) return offset;
      offset += character.length;
    }
    return 0;
  }
}
