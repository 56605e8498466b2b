/** The laws of `encode` and `encodeBytes`. */
import { type ByteString, fromBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusal, refusalOf, refused, same, show } from "../check.ts";
import { lowered } from "../spellings.ts";
import type { Tried } from "./tries.ts";

export function encodingCases({ codec, values }: Tried): TestCase[] {
  const stranger = codec.python.type === "bytes" ? "a" : Uint8Array.of(0x61);
  return [
    {
      name: "encodes a value to bytes that stand for it, or refuses it at its first bad unit",
      source: "docs/decisions.md, A codec refuses",
      run: () => values((value) => encodesRightly(codec, value)),
    },
    {
      name: "`encodeBytes` gives the bytes of `encode`, and refuses the same",
      source: "Codec: encodeBytes",
      run: () =>
        values((value) => {
          const error = refused(() => codec.encode(value));
          same(
            refused(() => codec.encodeBytes(value)),
            error,
            `the refusal of ${show(value)}`,
          );
          if (error === undefined) same(fromBytes(codec.encodeBytes(value)), codec.encode(value), `the bytes of ${show(value)}`);
        }),
    },
    {
      name: "refuses values of other types",
      source: "WRONG_TYPE",
      run() {
        for (const value of [undefined, null, 1, true, {}, [], stranger]) {
          refusal(() => codec.encode(value), ["WRONG_TYPE"], `encoding ${show(value)}`);
          refusal(() => codec.encodeBytes(value), ["WRONG_TYPE"], `encoding ${show(value)} to an array`);
        }
      },
    },
  ];
}

function encodesRightly(codec: Tried["codec"], value: unknown): void {
  const error = refused(() => codec.encode(value));
  if (error !== undefined) {
    const { offset } = refusalOf(error, ["UNENCODABLE"], `encoding ${show(value)}`).where;
    const { length } = value as string;
    check(
      offset !== undefined && offset >= 0 && offset < Math.max(length, 1),
      `${show(value)} is refused at ${offset}, which is not in it`,
    );
    return;
  }
  const wire: unknown = codec.encode(value);
  check(typeof wire === "string" && !/[^\0-\xff]/.test(wire), `${show(value)} is encoded to ${show(wire)}, which is no ByteString`);
  same(codec.decode(wire as ByteString), lowered(codec, value), `${show(value)} encoded to ${show(wire)} and decoded again`);
}
