import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes } from "../../src/codecs/bytes.ts";
import { iso88591, latin1 } from "../../src/codecs/latin1.ts";
import { fromBytes } from "../../src/wire.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, n) => n);

describe.each([latin1, iso88591])("$name", (codec) => {
  test("code point n stands for byte n, C1 controls included (PEP 3333, Unicode Issues)", () => {
    const text = codec.decode(everyByte as never) as string;
    expect(Array.from(text, (character) => character.charCodeAt(0))).toEqual([...everyByte]);
    expect(codec.encode(text as never)).toBe(text);
    expect(codec.encodeBytes(text as never)).toEqual(everyByte);
  });

  test.each(["\u010a", "\u20ac", "\udcff"])("%j has no byte, and is not cut to its low one", (unit) => {
    for (const before of ["", "/\u00e9", "a".repeat(300)]) {
      const refusal = expect.objectContaining({ code: "UNENCODABLE", where: { offset: before.length } });
      expect(() => codec.encode(`${before}${unit}` as never)).toThrow(refusal);
      expect(() => codec.encodeBytes(`${before}${unit}` as never)).toThrow(refusal);
    }
  });

  test("values and wires of other types are refused", () => {
    expect(() => codec.encode(everyByte as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
    expect(() => codec.decode(null as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
  });
});

describe("bytes", () => {
  test("pass in either spelling, at every length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (wire) => {
        expect(bytes.decode(fromBytes(wire))).toEqual(wire);
        expect(bytes.decode(wire)).toBe(wire);
        expect(bytes.encode(wire)).toBe(fromBytes(wire));
      }),
    );
  });

  test("two arrays never share a byte", () => {
    const [a, b] = [bytes.decode(fromBytes(new Uint8Array(100))), bytes.decode(fromBytes(new Uint8Array(100)))];
    a.fill(1);
    expect(b).toEqual(new Uint8Array(100));
  });

  test("a value of another type is refused", () => {
    expect(() => bytes.encode("a" as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
    expect(() => bytes.decode(null as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
  });
});
