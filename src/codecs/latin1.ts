import { type Codec, type Native, type StrLike, type Text, unencodable, wrongType } from "../codec.ts";
import { type ByteString, firstBeyondLatin1, fromBytes, toBytes, type Wire } from "../wire.ts";

/**
 * "Bytes in unicode": code point n stands for byte n (PEP 3333, Unicode Issues).
 *
 * Not `TextDecoder("latin1")`: the Encoding Standard gives that label to windows-1252, and Node 20 and
 * 22 disagree about 0x80. Not `Buffer.from(s, "latin1")` either: it keeps the low byte of U+010A, a line feed.
 */
export const latin1: Codec<Native, StrLike<"native">, "native"> = {
  name: "latin-1",
  type: "native",
  total: true,
  disguise: true,
  python: { type: "str", encoding: "latin-1", errors: "strict" },
  decode: (wire) => read(wire) as Native,
  encode: (value) => check(value, "latin-1"),
  encodeBytes: (value) => toBytes(check(value, "latin-1")),
};

/** Text that was ISO-8859-1 on the wire. The same arithmetic as `latin1`, another meaning. */
export const iso88591: Codec<Text, StrLike<"text">, "unicode"> = {
  name: "iso-8859-1",
  type: "unicode",
  total: true,
  python: { type: "str", encoding: "iso-8859-1", errors: "strict" },
  decode: (wire) => read(wire) as Text,
  encode: (value) => check(value, "iso-8859-1"),
  encodeBytes: (value) => toBytes(check(value, "iso-8859-1")),
};

function read(wire: Wire): string {
  if (typeof wire === "string") return wire;
  if (!(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
  return fromBytes(wire);
}

function check(value: string, name: string): ByteString {
  if (typeof value !== "string") throw wrongType(value, "str");
  const offset = firstBeyondLatin1(value);
  if (offset >= 0) throw unencodable(name, value, offset);
  return value as string as ByteString;
}
