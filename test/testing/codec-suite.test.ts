/** Every codec passes the suite; codecs that substitute, cut or lie do not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyCodec, defineCodec } from "../../src/codec.ts";
import { bytes } from "../../src/codecs/bytes.ts";
import { charset } from "../../src/codecs/charset.ts";
import { iso88591, latin1 } from "../../src/codecs/latin1.ts";
import { lowerCase } from "../../src/codecs/lower-case.ts";
import { prefixed } from "../../src/codecs/prefixed.ts";
import { utf8Replacing } from "../../src/codecs/replacing.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { codecSuite } from "../../src/testing/codec-suite.ts";
import { fromBytes } from "../../src/wire.ts";
import { failing, runSuite } from "./suite.ts";

const codecs: AnyCodec[] = [
  bytes,
  latin1,
  iso88591,
  utf8,
  utf8Replacing,
  surrogateescape,
  lowerCase(bytes),
  lowerCase(latin1),
  lowerCase(utf8),
  prefixed("HTTP/", utf8),
  prefixed("HTTP/", latin1),
  ...["windows-1252", "shift_jis", "euc-jp", "big5", "gb18030", "koi8-r", "ascii"].map((name) => charset(name)),
];

describe.each(
  codecs.map((codec) => [codec.name + (codec.python.type === "str" && codec.python.prefix ? ", prefixed" : ""), codec] as const),
)("%s", (_, codec) => runSuite(codecSuite(codec)));

describe.each(["utf-16le", "utf-16be", "utf-32le", "utf-7"])("%s", (name) => {
  const codec = charset(name);
  const wires = fc.string({ unit: "grapheme", maxLength: 4 }).map((text) => codec.encode(text as never));
  runSuite(codecSuite(codec, { ascii: false, wires }));
});

describe("the suite fails", () => {
  const caught = async (codec: object, expected: RegExp) =>
    expect(await failing(codecSuite(codec as AnyCodec, { seed: 1 }), expected)).not.toEqual([]);
  const text = { name: "x", type: "unicode", python: { type: "str", encoding: "utf-8", errors: "strict" } } as const;
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();

  test("a decoder that substitutes U+FFFD", () =>
    caught(
      defineCodec({ ...text, total: true, decode: (wire) => decoder.decode(wire), encode: (value: string) => encoder.encode(value) }),
      /encodes what it decodes to the same bytes/,
    ));

  test("an encoder that substitutes", () =>
    caught({ ...utf8, encode: (value: string) => fromBytes(encoder.encode(value)) }, /stand for it/));

  test("a codec that cuts code units to their low byte", () =>
    caught(
      {
        ...latin1,
        encode: (value: string) => String.fromCharCode(...Array.from(value, (unit) => unit.charCodeAt(0) & 0xff)),
      },
      /stand for it/,
    ));

  test("a codec that says it is total, and is not", () => caught({ ...utf8, total: true }, /has a value for every byte string/));

  test("an offset that is off by one", () =>
    caught(
      {
        ...utf8,
        decode(wire: never) {
          try {
            return utf8.decode(wire);
          } catch (error) {
            const { offset = 0 } = (error as { where: { offset?: number } }).where;
            throw (error as { at(where: object): Error }).at({ offset: offset + 1 });
          }
        },
      },
      /at the first bad byte/,
    ));

  test("`reads` that always agrees", () => caught({ ...utf8, reads: () => true }, /`reads` tells/));

  test("`encodeBytes` in another encoding", () =>
    caught({ ...latin1, encodeBytes: (value: string) => encoder.encode(value) }, /`encodeBytes` gives the bytes/));

  test("a codec that reads its array and not its view", () =>
    caught(
      { ...bytes, decode: (wire: unknown) => (wire instanceof Uint8Array ? new Uint8Array(wire.buffer) : bytes.decode(wire as never)) },
      /a view into a larger array/,
    ));

  test("a codec that takes any type", () => caught({ ...latin1, encode: (value: unknown) => String(value) }, /values of other types/));

  test("a codec that hands out another type", () => caught({ ...latin1, decode: bytes.decode }, /the type it declares/));

  test("a false description for Python", () =>
    caught({ ...latin1, python: { type: "str", encoding: "utf-8", errors: "strict" } }, /as what it is for Python/));

  test("bytes that call themselves text", () => caught({ ...bytes, type: "unicode" }, /says what it is/));

  test("EBCDIC, unless its author says so", () =>
    caught({ ...latin1, decode: (wire: never) => latin1.decode(wire).replace("a", "\x81") }, /ASCII is itself|encodes what it decodes/));
});
