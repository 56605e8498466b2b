/**
 * Byte strings that are some model's escape syntax, or an encoding's corner. A new model adds its own here,
 * and every other model is tried on them: random text never spells `%E9` by itself.
 */
import { type ByteString, byteString } from "../wire.ts";

const traps: readonly string[] = [
  "%E9", // a percent escape where none is expected
  "%2F",
  "%25FF", // what Django writes for an undecodable byte
  "%zz", // no escape at all
  "%u00E9", // escape() of old browsers
  "+",
  "\xef\xbb\xbf", // byte order mark
  "\xed\xb2\x80", // U+DC80 spelt in UTF-8
  "\xed\xb3\xbf", // U+DCFF
  "\xed\xa0\xbd\xed\xb8\x80", // a surrogate pair spelt in UTF-8 (CESU-8)
  "\xc3\xa9", // é in UTF-8, and Ã© in ISO-8859-1
  "\xe9", // é in ISO-8859-1
  "\xc3\xa9\xe9", // the same letter in two encodings
  "\xc3\x83\xc2\xa9", // é encoded twice
  "\xef\xbf\xbd", // U+FFFD itself
  "\xf0\x9f\x98\x80", // a surrogate pair once decoded
  "\xc0\x80", // NUL, overlong
  "\xf4\x90\x80\x80", // above U+10FFFF
  "\xe2\x82", // a sequence cut short
  "\xff",
  "\x80", // a control in ISO-8859-1, the euro in windows-1252
  "\xa4\xa2", // あ in EUC-JP
  "\x82\xa0", // あ in Shift_JIS
  "e\xcc\x81", // é decomposed
  "\\udcff", // how Python prints an escape
  "\\xff",
  "=?utf-8?q?=C3=A9?=", // RFC 2047
  "&#233;",
];

/** All of them, as bytes. */
export const trapWires: readonly ByteString[] = traps.map(byteString);
