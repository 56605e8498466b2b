import { describe, expect, test } from "vitest";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { byteString, type Wire } from "../../src/wire.ts";

/** Wire (one character a byte), value. */
const examples: [string, string, string][] = [
  ["valid UTF-8 is decoded", "/caf\xc3\xa9", "/caf\u00e9"],
  ["a byte that is not UTF-8 is U+DC00 plus the byte", "/\xff", "/\udcff"],
  ["valid and undecodable bytes mix", "/caf\xc3\xa9/x/\xff", "/caf\u00e9/x/\udcff"],
  ["each byte of a truncated sequence is escaped", "/\xe2\x82", "/\udce2\udc82"],
  ["what follows a truncated sequence is read by itself", "/\xe2\x82A", "/\udce2\udc82A"],
  ["a surrogate written in UTF-8 is three bad bytes, not one surrogate", "/\xed\xb2\x80", "/\udced\udcb2\udc80"],
  ["an overlong NUL is two bad bytes", "/\xc0\x80", "/\udcc0\udc80"],
  ["a code point above U+10FFFF is four bad bytes", "/\xf4\x90\x80\x80", "/\udcf4\udc90\udc80\udc80"],
  ["a byte order mark is a character like any other", "/\xef\xbb\xbfa", "/\ufeffa"],
  ["a surrogate pair is a character, not two escapes", "/\xf0\x9f\x98\x80", "/\u{1f600}"],
  ["ISO-8859-1 in a header value is escaped", "\xe9\xff", "\udce9\udcff"],
  ["UTF-8 in a header value is not", "\xc3\xa9", "\u00e9"],
  ["NUL is ASCII", "\0", "\0"],
  ["nothing is nothing", "", ""],
];

describe("PEP 383", () => {
  test.each(examples)("%s", (_, wire, value) => {
    expect(surrogateescape.decode(byteString(wire))).toBe(value);
    expect(surrogateescape.decode(Buffer.from(wire, "latin1"))).toBe(value);
    expect(surrogateescape.encode(value)).toBe(wire);
    expect(surrogateescape.encodeBytes(value)).toEqual(new Uint8Array(Buffer.from(wire, "latin1")));
  });

  test("escapes that spell UTF-8 go out as those bytes, and come back as the character", () => {
    expect(surrogateescape.encode("\udcc3\udca9")).toBe("\xc3\xa9");
    expect(surrogateescape.decode(surrogateescape.encode("\udcc3\udca9"))).toBe("\u00e9");
  });

  test.each(["\udc7f", "\udc00", "\udd00", "\udfff", "\ud800", "\udbff"])("%j escapes no byte, so it is refused", (lone) => {
    const refusal = expect.objectContaining({ code: "UNENCODABLE", where: { offset: 2 } });
    expect(() => surrogateescape.encode(`/\u00e9${lone}x`)).toThrow(refusal);
    expect(() => surrogateescape.encodeBytes(`/\u00e9${lone}x`)).toThrow(refusal);
  });
});

describe("the types", () => {
  test.each([null, undefined, 1, ["/"], new Uint8Array(1)])("%o is no string", (value) => {
    const refusal = expect.objectContaining({ code: "WRONG_TYPE" });
    expect(() => surrogateescape.encode(value as never)).toThrow(refusal);
    expect(() => surrogateescape.encodeBytes(value as never)).toThrow(refusal);
  });

  test.each([null, undefined, 1, [0x2f], new ArrayBuffer(1), new Uint16Array(1)])("%o is no bytes", (wire) => {
    expect(() => surrogateescape.decode(wire as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
  });

  test("a string that is no ByteString is refused, not cut to its low bytes", () => {
    const refusal = expect.objectContaining({ code: "NOT_BYTES", where: { offset: 1 } });
    expect(() => surrogateescape.decode("/\u010a" as Wire)).toThrow(refusal);
  });
});
