/** The laws of `decode` and `reads`. */
import { reads } from "../../codec.ts";
import { type ByteString, byteString, toBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusal, refusalOf, refused, same, show } from "../check.ts";
import { lowered } from "../spellings.ts";
import { oracleFor } from "./oracles.ts";
import type { Tried } from "./tries.ts";

export function decodingCases({ codec, wires }: Tried): TestCase[] {
  const isBytes = codec.python.type === "bytes";
  const outcome = (wire: ByteString | Uint8Array): unknown => refused(() => codec.decode(wire)) ?? codec.decode(wire);
  const oracle = oracleFor(codec.python);
  return [
    {
      name: "hands out values of the type it declares",
      source: "Codec: python, decode",
      run: () =>
        wires((wire) => {
          if (!reads(codec, wire)) return;
          const value: unknown = codec.decode(wire);
          check(isBytes ? value instanceof Uint8Array : typeof value === "string", `${show(wire)} is decoded to ${show(value)}`);
        }),
    },
    {
      name: codec.lossy ? "encodes what it decodes, and decodes that to the same" : "encodes what it decodes to the same bytes",
      source: "docs/decisions.md, A codec refuses",
      run: () =>
        wires((wire) => {
          if (!reads(codec, wire)) return;
          const value: unknown = codec.decode(wire);
          if (codec.lossy) same(codec.decode(codec.encode(value)), value, `${show(wire)} decoded, encoded and decoded again`);
          else same(codec.encode(value), lowered(codec, wire), `${show(wire)} decoded to ${show(value)} and encoded again`);
        }),
    },
    {
      name: codec.total ? "has a value for every byte string" : "refuses the others as UNDECODABLE, at the first bad byte",
      source: "Codec: total, decode",
      run: () => wires((wire) => refusesRightly(codec, wire)),
    },
    {
      name: "`reads` tells whether `decode` would refuse",
      source: "Codec: reads",
      run: () =>
        wires((wire) => {
          const readable = refused(() => codec.decode(wire)) === undefined;
          same(codec.reads?.(wire) ?? readable, readable, `reads ${show(wire)}`);
        }),
    },
    {
      name: "takes both spellings of bytes alike, and a view into a larger array",
      source: "Wire",
      run: () =>
        wires((wire) => {
          const view = toBytes(byteString(`\xff${wire}\xff`)).subarray(1, wire.length + 1);
          same(outcome(toBytes(wire)), outcome(wire), `${show(wire)} as an array`);
          same(outcome(view), outcome(wire), `${show(wire)} as a view`);
        }),
    },
    {
      name: "refuses what is no bytes",
      source: "WRONG_TYPE",
      run() {
        for (const stranger of [undefined, null, 1, {}] as never[])
          refusal(() => codec.decode(stranger), ["WRONG_TYPE"], `decoding ${show(stranger)}`);
      },
    },
    ...(oracle
      ? [
          {
            name: "decodes as what it is for Python",
            source: "Codec: python; the Encoding Standard",
            run: () =>
              wires((wire) => {
                const expected = oracle(wire);
                if (expected === undefined) check(!reads(codec, wire), `${show(wire)} is read, and is not ${show(codec.python)}`);
                else same(codec.decode(wire), expected, `${show(wire)} decoded`);
              }),
          },
        ]
      : []),
  ];
}

function refusesRightly(codec: Tried["codec"], wire: ByteString): void {
  const error = refused(() => codec.decode(wire));
  if (error === undefined) return;
  check(!codec.total, `${show(wire)} is refused by a codec that says it is total: ${show(error)}`);
  const { offset } = refusalOf(error, ["UNDECODABLE"], `decoding ${show(wire)}`).where;
  check(offset !== undefined && offset >= 0 && offset <= wire.length, `${show(wire)} is refused at ${offset}, which is not in it`);
  const before = wire.slice(0, offset) as ByteString;
  check(offset === 0 || reads(codec, before), `${show(wire)} is refused at ${offset}, but ${show(before)} is refused already`);
}
