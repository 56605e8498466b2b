/** What a codec is tried on. */
import * as fc from "fast-check";
import type { AnyCodec } from "../../codec.ts";
import { trapWires } from "../../compare/traps.ts";
import { type ByteString, byteString, toBytes } from "../../wire.ts";
import { forAll, type SuiteOptions } from "../case.ts";
import { wireBytes } from "../wires.ts";

/** A codec, and the byte strings and values to try it on. */
export interface Tried {
  readonly codec: AnyCodec;
  /** What its values lack at the start (`prefixed`); otherwise empty. */
  readonly prefix: string;
  /** Tries the traps, and then generated wires. */
  wires(holds: (wire: ByteString) => void): Promise<void>;
  /** Tries generated values of the codec's type, some of which it may have no bytes for. */
  values(holds: (value: unknown) => void): Promise<void>;
}

export function tried(codec: AnyCodec, more: fc.Arbitrary<ByteString> | undefined, options: SuiteOptions): Tried {
  const prefix = (codec.python.type === "str" && codec.python.prefix) || "";
  const traps = ["", prefix, `${prefix}plain`, ...trapWires, ...trapWires.map((trap) => prefix + trap)].map(byteString);
  const wire = fc.oneof(
    ...(more ? [more] : []),
    wireBytes,
    wireBytes.map((rest) => byteString(prefix + rest)),
    fc.array(wireBytes, { maxLength: 4 }).map((parts) => byteString(parts.join(""))),
    fc.nat({ max: 255 }).map((byte) => String.fromCharCode(byte) as ByteString),
  );
  return {
    codec,
    prefix,
    async wires(holds) {
      for (const trap of traps) holds(trap);
      await forAll(wire, options, holds);
    },
    values: (holds) => forAll<unknown>(codec.python.type === "bytes" ? wire.map(toBytes) : fc.oneof(strings, wire), options, holds),
  };
}

const strings = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom("\u010a", "a\ud800", "\udcff\u00e9", "\ud83d\ude00", "\ufffd", "\u20ac", "e\u0301"),
);
