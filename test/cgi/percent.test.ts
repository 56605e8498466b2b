import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentDecode, percentEncode } from "../../src/cgi/percent.ts";
import type { ByteString } from "../../src/wire.ts";

const b = (text: string) => text as ByteString;
const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)) }).map(b);
const almost = fc.string({ unit: fc.constantFrom("%", "4", "1", "z", "F", "f", "/", "\xe9") }).map(b);

// One escape at a time, leftmost first: slow, and plainly the definition.
const plainDecode = (wire: string) => wire.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

describe("RFC 3986, 2.1", () => {
  test.each([
    ["/caf%C3%A9", "/caf\xc3\xa9"],
    ["%2f%2F", "//"],
    ["%00", "\0"],
    ["%FF", "\xff"],
    ["%2541", "%41"],
    ["%zz", "%zz"],
    ["%4", "%4"],
    ["%4z", "%4z"],
    ["%", "%"],
    ["%%41", "%A"],
    ["%%%", "%%%"],
    ["%4%41", "%4A"],
    ["a+b", "a+b"],
    ["\xe9%41", "\xe9A"],
    ["", ""],
  ])("%j reads as %j", (wire, decoded) => {
    expect(percentDecode(b(wire))).toBe(decoded);
  });

  test("a decoder agrees with the definition on text that is nearly all escapes", () => {
    fc.assert(fc.property(fc.oneof(almost, bytes), (wire) => percentDecode(wire) === plainDecode(wire)));
  });

  test("what was encoded decodes to itself, whatever was safe", () => {
    fc.assert(fc.property(bytes, fc.constantFrom("", "/", "/:@&=+$,"), (wire, safe) => percentDecode(percentEncode(wire, safe)) === wire));
  });
});

describe("urllib.parse.quote", () => {
  test.each([
    ["/caf\xc3\xa9", "/", "/caf%C3%A9"],
    ["/a b~c", "", "%2Fa%20b~c"],
    ["a%41", "/", "a%2541"],
    ["-._~", "", "-._~"],
    ["a=1&b=\xff", "&=", "a=1&b=%FF"],
    ["\xe9", "\xe9", "%E9"],
  ])("%j with %j safe is %j", (wire, safe, encoded) => {
    expect(percentEncode(b(wire), safe)).toBe(encoded);
  });

  test("a slash is safe by default", () => {
    expect(percentEncode(b("/ "))).toBe("/%20");
  });
});
