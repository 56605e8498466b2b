import { describe, expect, test } from "vitest";
import { charset } from "../../src/codecs/charset.ts";
import { byteString } from "../../src/wire.ts";

/** Charset, wire (one character a byte), text. */
const readable: [string, string, string][] = [
  ["shift_jis", "\x81\xe0\x5c", "\u2252\\"],
  ["euc-jp", "a\xa4\xa2", "a\u3042"],
  ["windows-1252", "\x80\xe9", "\u20ac\u00e9"],
  ["gb18030", "\x84\x31\xa4\x37", "\ufffd"],
  ["big5", "\x88\x62", "\u00ca\u0304"],
  ["utf-8", "\xef\xbb\xbfa", "\ufeffa"],
  ["utf-8", "\xef\xbf\xbd", "\ufffd"],
  ["utf-16le", "\xff\xfea\0", "\ufeffa"],
  ["utf-16be", "\xfe\xff\0a", "\ufeffa"],
  ["utf-7", "+AOk-x", "\u00e9x"],
  ["koi8-r", "\0\xc1", "\0\u0430"],
  ["iso-8859-15", "\xa4", "\u20ac"],
  ["ascii", "", ""],
];

/** Charset, wire, offset of the first byte of what cannot be read. */
const unreadable: [string, string, string, number][] = [
  ["a byte the charset does not define", "windows-1252", "a\x9d", 1],
  ["a byte above 7F in ASCII", "ascii", "a\xff", 1],
  ["a lead byte at the end", "euc-jp", "a\xa4", 1],
  ["a lead byte at the end", "big5", "a\x88", 1],
  ["a lead byte before one that cannot follow", "shift_jis", "a\x81\x20b", 1],
  ["half of a four-byte sequence", "gb18030", "a\x84\x31", 1],
  ["a truncated sequence", "utf-8", "a\xef\xbf", 1],
  ["an odd byte at the end", "utf-16le", "a\0b", 2],
  ["a lone surrogate", "utf-16le", "a\0\0\xd8", 2],
  ["a number above U+10FFFF", "utf-32le", "\0\0\x11\0", 0],
  ["bytes that would be written otherwise", "shift_jis", "a\x87\x90", 1],
  ["a shift that is not ended", "utf-7", "+AOk", 0],
];

/** Charset, text, offset of the first code unit that cannot be written. */
const unwritable: [string, string, number][] = [
  ["windows-1252", "a\ufffd", 1],
  ["windows-1252", "\u20ac\u{1f600}", 1],
  ["shift_jis", "a\u301c", 1],
  ["iso-8859-1", "\u010a", 0],
  ["utf-8", "\u{1f600}\ud800", 2],
  ["utf-16le", "a\udc80", 1],
  ["utf-7", "a\ud800", 1],
  ["gb18030", "\u{1f600}\ud800", 2],
];

const latin1Bytes = (wire: string) => new Uint8Array(Buffer.from(wire, "latin1"));

describe("charset", () => {
  test.each(readable)("%s reads %j as %j, and writes it back", (name, wire, text) => {
    const codec = charset(name);
    expect(codec.decode(latin1Bytes(wire))).toBe(text);
    expect(codec.decode(byteString(wire))).toBe(text);
    expect(codec.encode(text)).toBe(wire);
    expect(codec.encodeBytes(text)).toEqual(latin1Bytes(wire));
  });

  test.each(unreadable)("%s is refused (%s %j)", (_, name, wire, offset) => {
    const refusal = expect.objectContaining({ code: "UNDECODABLE", where: { offset } });
    expect(() => charset(name).decode(latin1Bytes(wire))).toThrow(refusal);
    expect(() => charset(name).decode(byteString(wire))).toThrow(refusal);
  });

  test.each(unwritable)("%s has no bytes for %j", (name, text, offset) => {
    expect(() => charset(name).encode(text)).toThrow(expect.objectContaining({ code: "UNENCODABLE", where: { offset } }));
  });

  test.each(["utf-16", "UTF_32", "ucs4", "base64", "hex", "viscii", "no-such-charset"])("%s is no charset for a profile", (name) => {
    expect(() => charset(name)).toThrow(expect.objectContaining({ code: "BAD_PROFILE" }));
  });

  test.each([
    ["win1252", "cp1252"],
    ["Shift_JIS", "cp932"],
    ["ISO-8859-15", "iso8859-15"],
    ["utf-16le", "utf-16-le"],
    ["EUC-JP", "euc_jp"],
  ])("%s is %s to CPython", (name, python) => {
    expect(charset(name).python).toEqual({ type: "str", encoding: python, errors: "strict" });
  });

  test("CPython's name is given where it is not known", () => {
    expect(charset("viscii", "viscii").python).toMatchObject({ encoding: "viscii" });
  });

  test("a value of another type is refused", () => {
    expect(() => charset("koi8-r").encode(1 as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
    expect(() => charset("koi8-r").decode(null as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
  });
});
