import { describe, expect, test } from "vitest";
import { utf8 } from "../../src/codecs/utf8.ts";
import { byteString } from "../../src/wire.ts";

/** Wire (one character a byte), offset of the first bad byte. */
const illFormed: [string, string, number][] = [
  ["a continuation byte by itself", "a\x80", 1],
  ["a lead byte at the end", "ab\xc3", 2],
  ["a lead byte before ASCII", "\xe2A\xa1", 0],
  ["a three-byte sequence cut after two", "\xe2\x82", 0],
  ["a four-byte sequence cut after three", "/\xf0\x9f\x98", 1],
  ["C0 AF, an overlong slash", "\xc0\xaf", 0],
  ["C1 BF, an overlong DEL", "\xc1\xbf", 0],
  ["E0 80 AF, an overlong slash", "\xe0\x80\xaf", 0],
  ["E0 9F BF, an overlong U+07FF", "\xe0\x9f\xbf", 0],
  ["F0 80 80 AF, an overlong slash", "\xf0\x80\x80\xaf", 0],
  ["F0 8F BF BF, an overlong U+FFFF", "\xf0\x8f\xbf\xbf", 0],
  ["ED A0 80, a high surrogate", "\xed\xa0\x80", 0],
  ["ED BF BF, a low surrogate", "\xed\xbf\xbf", 0],
  ["ED A0 BD ED B8 80, a surrogate pair (CESU-8)", "\xed\xa0\xbd\xed\xb8\x80", 0],
  ["F4 90 80 80, which is U+110000", "\xf4\x90\x80\x80", 0],
  ["F5 80 80 80", "\xf5\x80\x80\x80", 0],
  ["F8 88 80 80 80, five bytes", "\xf8\x88\x80\x80\x80", 0],
  ["FE", "\xfe", 0],
  ["FF", "\xff", 0],
  ["FF after good sequences of each length", "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xff", 10],
];

/** Wire, text: the first and the last of each row of the table. */
const wellFormed: [string, string][] = [
  ["\0", "\0"],
  ["\x7f", "\x7f"],
  ["\xc2\x80", "\u0080"],
  ["\xdf\xbf", "\u07ff"],
  ["\xe0\xa0\x80", "\u0800"],
  ["\xec\xbf\xbf", "\ucfff"],
  ["\xed\x80\x80", "\ud000"],
  ["\xed\x9f\xbf", "\ud7ff"],
  ["\xee\x80\x80", "\ue000"],
  ["\xef\xbf\xbf", "\uffff"],
  ["\xf0\x90\x80\x80", "\u{10000}"],
  ["\xf3\xbf\xbf\xbf", "\u{fffff}"],
  ["\xf4\x80\x80\x80", "\u{100000}"],
  ["\xf4\x8f\xbf\xbf", "\u{10ffff}"],
];

describe("The Unicode Standard, table 3-7", () => {
  test.each(illFormed)("%s is refused", (_, wire, offset) => {
    const refusal = expect.objectContaining({ code: "UNDECODABLE", where: { offset } });
    expect(() => utf8.decode(byteString(wire))).toThrow(refusal);
    expect(() => utf8.decode(Buffer.from(wire, "latin1"))).toThrow(refusal);
    expect(utf8.reads?.(byteString(wire))).toBe(false);
  });

  test.each(wellFormed)("%j is %j", (wire, text) => {
    expect(utf8.decode(byteString(wire))).toBe(text);
    expect(utf8.decode(Buffer.from(wire, "latin1"))).toBe(text);
    expect(utf8.reads?.(byteString(wire))).toBe(true);
    expect(utf8.encode(text)).toBe(wire);
    expect(utf8.encodeBytes(text)).toEqual(new Uint8Array(Buffer.from(wire, "latin1")));
  });
});

describe("RFC 3629", () => {
  test("a byte order mark survives", () => {
    expect(utf8.decode(byteString("\xef\xbb\xbfa"))).toBe("\ufeffa");
    expect(utf8.encode("\ufeffa")).toBe("\xef\xbb\xbfa");
  });

  test.each(["\ud800", "\udbff", "\udc80", "\udfff"])("the lone surrogate %j is refused", (lone) => {
    const refusal = expect.objectContaining({ code: "UNENCODABLE", where: { offset: 3 } });
    expect(() => utf8.encode(`\u{1f600}a${lone}`)).toThrow(refusal);
    expect(() => utf8.encodeBytes(`\u{1f600}a${lone}`)).toThrow(refusal);
  });

  test("the message names the character and never holds the value", () => {
    expect(() => utf8.encode("secret\udc80")).toThrow("at 6 U+DC80 is not in UTF-8 [UNENCODABLE]");
  });
});

describe("the types", () => {
  test("what is no string has no bytes, what is no bytes has no text", () => {
    const refusal = expect.objectContaining({ code: "WRONG_TYPE" });
    expect(() => utf8.encode(1 as never)).toThrow(refusal);
    expect(() => utf8.encodeBytes(null as never)).toThrow(refusal);
    expect(() => utf8.decode(undefined as never)).toThrow(refusal);
  });
});
