import type { Codec } from "../codec.ts";
import { type ByteString, fromBytes, type Wire } from "../wire.ts";

/**
 * A codec whose values are in lower case: ASGI's header names. Encoding takes either case, as every server does.
 *
 * Only A to Z are lowered (RFC 9110, 5.1); bytes above 0x7F are left alone.
 */
export function lowerCase<Out, In, T extends "bytes" | "native" | "unicode">(codec: Codec<Out, In, T>): Codec<Out, In, T> {
  return { ...codec, python: { ...codec.python, lower: true }, decode: (wire) => codec.decode(lower(wire)) };
}

function lower(wire: Wire): ByteString {
  const text = typeof wire === "string" ? wire : fromBytes(wire);
  // String's own toLowerCase also lowers letters beyond ASCII.
  if (/[\x80-\xff]/.test(text)) return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) as ByteString;
  return text.toLowerCase() as ByteString;
}
