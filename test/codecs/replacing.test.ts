import { describe, expect, test } from "vitest";
import { utf8Replacing } from "../../src/codecs/replacing.ts";
import { byteString } from "../../src/wire.ts";

describe("The Unicode Standard, table 3-8", () => {
  test.each([
    ["each byte of an overlong sequence", "\xc0\xaf\xe0\x80\xbf", "\ufffd".repeat(5)],
    ["each byte of a surrogate", "\xed\xa0\x80", "\ufffd".repeat(3)],
    ["each byte of what is above U+10FFFF", "\xf4\x91\x92\x93", "\ufffd".repeat(4)],
    ["a truncated sequence as a whole", "\xe1\x80\xe2\xf0\x91\x92\xf1\xbfA", "\ufffd\ufffd\ufffd\ufffdA"],
    ["a truncated sequence at the end as a whole", "/\xf0\x9f\x98", "/\ufffd"],
  ])("%s is replaced once", (_, wire, text) => {
    expect(utf8Replacing.decode(byteString(wire))).toBe(text);
    expect(utf8Replacing.decode(Buffer.from(wire, "latin1"))).toBe(text);
  });
});

describe("utf8Replacing", () => {
  test("keeps a byte order mark and everything that is UTF-8", () => {
    expect(utf8Replacing.decode(byteString("\xef\xbb\xbf\xc3\xa9\xff"))).toBe("\ufeff\u00e9\ufffd");
    expect(utf8Replacing.decode(byteString("\xf0\x9f\x98\x80"))).toBe("\u{1f600}");
  });

  test("says that it substitutes", () => {
    expect(utf8Replacing).toMatchObject({ total: true, lossy: true, python: { encoding: "utf-8", errors: "replace" } });
  });

  test("encodes strictly", () => {
    expect(utf8Replacing.encode("\ufffd")).toBe("\xef\xbf\xbd");
    expect(() => utf8Replacing.encode("\udc80")).toThrow(expect.objectContaining({ code: "UNENCODABLE", where: { offset: 0 } }));
  });

  test("decodes no other type", () => {
    expect(() => utf8Replacing.decode(null as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
  });
});
