/** Every make of the transcoder equals the slow oracle, at every length, alignment and cut. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { host } from "../../src/codecs/host.ts";
import { capacity } from "../../src/codecs/utf8-machine.ts";
import { plainTranscoder } from "../../src/codecs/utf8-plain.ts";
import { simdTranscoder } from "../../src/codecs/utf8-simd.ts";
import type { Utf8Transcoder } from "../../src/codecs/utf8-transcoder.ts";
import { fromBytes } from "../../src/wire.ts";
import * as oracle from "../oracles/utf8.ts";

const makes: [string, Utf8Transcoder][] = [
  ["WebAssembly", simdTranscoder(host!)],
  ["WebAssembly, without isAscii", simdTranscoder({ ...host!, isAscii: undefined })],
  ["no WebAssembly", simdTranscoder(host!, () => undefined)],
  ["plain JavaScript", plainTranscoder],
];

/** Text of every kind in runs long and short, so that the loops for each meet the loops for the others. */
const run = (min: number, max: number, size: number) =>
  fc.array(fc.integer({ min, max }), { maxLength: size }).map((points) => Buffer.from(String.fromCodePoint(...points)));
const runs = fc.oneof(
  run(0x00, 0x7f, 200),
  run(0x80, 0xff, 20),
  run(0x80, 0x7ff, 40),
  run(0xe000, 0xffff, 20),
  run(0x10000, 0x10ffff, 20),
  fc.uint8Array({ min: 0x80, maxLength: 40 }),
  fc.uint8Array({ maxLength: 8 }),
  fc.nat(70).map((length) => Buffer.alloc(length, "a")),
);
const wires = fc.array(runs, { maxLength: 20 }).map((parts) => new Uint8Array(Buffer.concat(parts)));

const units = fc.oneof(
  fc.integer({ min: 0x00, max: 0x7f }).map((unit) => String.fromCharCode(unit)),
  fc.nat(100).map((length) => "a".repeat(length)),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.integer({ min: 0x80, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  fc.integer({ min: 0xdc80, max: 0xdcff }).map((unit) => String.fromCharCode(unit)),
);
const texts = fc.array(units, { maxLength: 30 }).map((parts) => parts.join(""));

/** Bytes at the edges of the ranges in table 3-7. */
const edges = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xf0, 0xff];
const allPairs = Array.from({ length: 0x10000 }, (_, n) => [n >> 8, n & 0xff]);
const allLeads = Array.from({ length: 0x80 }, (_, n) => 0x80 + n);
const threes = allLeads.flatMap((a) => edges.flatMap((b) => edges.map((c) => [a, b, c])));
const fours = threes.filter(([a]) => a! >= 0xe0).flatMap((three) => edges.map((d) => [...three, d]));
/** Wire, its text with escapes, and its text without or the offset of the refusal. */
const samples = [...allPairs, ...threes, ...fours].map((bytes): [Uint8Array, string | number, string | number] => {
  const wire = Uint8Array.from(bytes);
  return [wire, oracle.decode(wire, true), oracle.decode(wire, false)];
});

const latin1Bytes = (bytes: Uint8Array | number) => (typeof bytes === "number" ? bytes : fromBytes(bytes));

describe.each(makes)("%s", (_, transcoder) => {
  test.each([true, false])("decodes as the oracle does (escapes: %s), from either spelling", (escapes) => {
    fc.assert(
      fc.property(wires, (wire) => {
        const expected = oracle.decode(wire, escapes);
        expect(transcoder.decode(wire, escapes)).toBe(expected);
        expect(transcoder.decode(fromBytes(wire), escapes)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test.each([true, false])("encodes as the oracle does (escapes: %s), to either spelling", (escapes) => {
    fc.assert(
      fc.property(texts, (text) => {
        const expected = oracle.encode(text, escapes);
        expect(transcoder.encodeBytes(text, escapes)).toEqual(expected);
        expect(transcoder.encode(text, escapes)).toBe(latin1Bytes(expected));
      }),
      { numRuns: 500 },
    );
  });

  test("gives back the bytes it was given", () => {
    fc.assert(
      fc.property(wires, (wire) => {
        expect(transcoder.encodeBytes(transcoder.decode(wire, true) as string, true)).toEqual(wire);
      }),
    );
  });

  test("decodes all inputs of two bytes, and a large sample of three and four, as the oracle does", () => {
    expect(samples.filter(([wire, escaped]) => transcoder.decode(wire, true) !== escaped)).toEqual([]);
  });

  test("refuses what the oracle refuses in the same inputs, at the same offset", () => {
    expect(samples.filter(([wire, , strict]) => transcoder.decode(wire, false) !== strict)).toEqual([]);
  });

  test("encodes every code unit, and every pair of surrogates and their neighbours, as the oracle does", () => {
    const wrong = unitPairs().filter((text) => transcoder.encode(text, true) !== latin1Bytes(oracle.encode(text, true)));
    expect(wrong).toEqual([]);
  });

  test("reads nothing that a longer input left behind", () => {
    for (let length = 0; length < 130; length++) {
      const wire = Buffer.from(`\u00e9${"a".repeat(length)}`);
      transcoder.decode(Buffer.from("\u00e9".repeat(200)), true);
      expect(transcoder.decode(wire, true)).toBe(`\u00e9${"a".repeat(length)}`);
      transcoder.encode("\u0434".repeat(200), true);
      expect(transcoder.encode(`\u00e9${"a".repeat(length)}`, true)).toBe(fromBytes(wire));
    }
  });

  test.each(hardSequences())("finds %j at every place of a long input", (sequence) => {
    for (const before of ["a", "\u00e9", "\u0434", "\u6f22"]) {
      for (let places = 0; places < 70; places++) {
        const wire = new Uint8Array(Buffer.concat([Buffer.from(before.repeat(places)), sequence, Buffer.from("b".repeat(70 - places))]));
        expect(transcoder.decode(wire, true)).toBe(oracle.decode(wire, true));
        expect(transcoder.decode(wire, false)).toBe(oracle.decode(wire, false));
      }
    }
  });
});

describe("input larger than the module's memory", () => {
  const [, transcoder] = makes[0]!;

  test.each([0, 1, 2, 3, 4, 5])("a sequence %i bytes before the end of a piece is whole", (distance) => {
    for (const sequence of hardSequences()) {
      const tail = new Uint8Array(Buffer.concat([sequence, Buffer.from("b\u6f22\xff", "utf8")]));
      const wire = new Uint8Array(Buffer.concat([Buffer.alloc(capacity - distance, "a"), tail]));
      const decoded = transcoder.decode(wire, true) as string;
      expect(decoded.slice(capacity - distance)).toBe(oracle.decode(tail, true));
      expect(transcoder.decode(fromBytes(wire), true) === decoded).toBe(true);
      expect(Buffer.from(transcoder.encodeBytes(decoded, true) as Uint8Array).equals(wire)).toBe(true);
      expect(transcoder.encode(decoded, true) === fromBytes(wire)).toBe(true);
    }
  });

  test.each([0, 1, 2, 3])("a refusal %i units after the end of a piece has its offset in the whole", (distance) => {
    const before = capacity + distance;
    expect(transcoder.decode(new Uint8Array(before + 9).fill(0x61).fill(0xff, before), false)).toBe(before);
    expect(transcoder.encode(`\u6f22${"a".repeat(before)}\ud800`, true)).toBe(before + 1);
    expect(transcoder.encodeBytes(`\u6f22${"a".repeat(before)}\ud800`, true)).toBe(before + 1);
  });
});

function unitPairs(): string[] {
  const neighbours = [0x41, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdc7f, 0xdc80, 0xdcff, 0xdd00, 0xdfff, 0xe000];
  const singles = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
  return [...singles, ...neighbours.flatMap((a) => neighbours.map((b) => String.fromCharCode(a, b)))];
}

function hardSequences(): Buffer[] {
  const written = ["ff", "c3a9", "c3", "e6bca2", "e6bc", "eda080", "f09f9880", "f09f98", "f09f", "f4908080", "8080808080"];
  return written.map((hex) => Buffer.from(hex, "hex"));
}
