/** Independent decoders for the encodings that JavaScript has one for: to hold a codec to its description for Python. */
import type { PythonCodec } from "../../codec.ts";
import { type ByteString, toBytes } from "../../wire.ts";

type Oracle = (wire: ByteString) => string | undefined;

const decoders: Readonly<Record<string, Oracle>> = {
  "utf-8 strict": (wire) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(toBytes(wire));
    } catch {
      return undefined;
    }
  },
  "utf-8 replace": (wire) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(toBytes(wire)),
  "latin-1 strict": (wire) => wire,
  "ascii strict": (wire) => (/[\x80-\xff]/.test(wire) ? undefined : wire),
};

const aliases: Readonly<Record<string, string>> = { utf8: "utf-8", "iso-8859-1": "latin-1", latin1: "latin-1", "us-ascii": "ascii" };

/** What CPython makes of the bytes, undefined where it refuses them; no decoder where JavaScript has none. */
export function oracleFor(python: PythonCodec): Oracle | undefined {
  if (python.type === "bytes") return undefined;
  const { encoding, errors, prefix = "", lower } = python;
  const decode = decoders[`${aliases[encoding.toLowerCase()] ?? encoding.toLowerCase()} ${errors}`];
  if (!decode) return undefined;
  const low = (wire: string) => (lower ? wire.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : wire) as ByteString;
  return (wire) => (wire.startsWith(prefix) ? decode(low(wire.slice(prefix.length))) : undefined);
}
