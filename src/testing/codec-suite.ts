/** The laws of a codec (`Codec` in codec.ts): what its author runs, and every profile's author with it. */
import * as fc from "fast-check";
import type { AnyCodec } from "../codec.ts";
import { type ByteString, byteString, fromBytes } from "../wire.ts";
import { forAll, type SuiteOptions, type TestCase } from "./case.ts";
import { check, same, show } from "./check.ts";
import { decodingCases } from "./codec/decoding.ts";
import { encodingCases } from "./codec/encoding.ts";
import { tried } from "./codec/tries.ts";
import { lowered } from "./spellings.ts";

export interface CodecSuiteOptions extends SuiteOptions {
  /** False for an encoding in which ASCII is not itself (UTF-16, EBCDIC, UTF-7). */
  readonly ascii?: boolean | undefined;
  /** Bytes that the codec reads, for an encoding that random bytes seldom are. */
  readonly wires?: fc.Arbitrary<ByteString> | undefined;
}

/** What a codec promises, whatever its encoding. */
export function codecSuite(codec: AnyCodec, { ascii = true, wires, ...options }: CodecSuiteOptions = {}): readonly TestCase[] {
  const tries = tried(codec, wires, options);
  return [
    {
      name: "says what it is, and what CPython builds its values with",
      source: "Codec: type, python, total, lossy",
      run() {
        check(codec.name !== "", "the name is empty");
        same(codec.type === "bytes", codec.python.type === "bytes", "type is bytes where python builds bytes");
        check(codec.type !== "bytes" || !(codec.lossy || codec.disguise), "bytes substitute nothing, and are no disguise");
        check(codec.total || !codec.lossy, "a codec that substitutes has a value for every byte string: it is total");
      },
    },
    ...decodingCases(tries),
    ...encodingCases(tries),
    ...(ascii ? [asciiCase(codec, tries.prefix, options)] : []),
  ];
}

function asciiCase(codec: AnyCodec, prefix: string, options: SuiteOptions): TestCase {
  return {
    name: "ASCII is itself",
    source: "RFC 9110, 5.5: what everybody sends; the author says where it is not",
    run: () =>
      forAll(fc.string({ unit: "binary-ascii", maxLength: 12 }), options, (text) => {
        const value: unknown = codec.decode(byteString(prefix + text));
        same(value instanceof Uint8Array ? fromBytes(value) : value, lowered(codec, text), `${show(text)} decoded`);
      }),
  };
}
