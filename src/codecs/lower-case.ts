import { type Codec, wrongType } from "../codec.ts";
import { type ByteString, fromBytes, toBytes, type Wire } from "../wire.ts";

/**
 * A codec whose values are in lower case: ASGI's header names. Encoding takes either case, as every server does.
 *
 * Only A to Z are lowered (RFC 9110, 5.1); bytes above 0x7F are left alone.
 */
export function lowerCase<Out, In, T extends "bytes" | "native" | "unicode">(codec: Codec<Out, In, T>): Codec<Out, In, T> {
  const made = { ...codec, python: { ...codec.python, lower: true as const }, decode: (wire: Wire) => codec.decode(lower(wire)) };
  origins.set(made.decode, codec);
  return made;
}

const origins = new WeakMap<object, unknown>();

/** True of what {@link lowerCase} makes of that codec. */
export const isLowerCase = (codec: Codec<unknown, never>, of: object): boolean => origins.get(codec.decode) === of;

/** A to Z lowered. @throws {StringModelError} WRONG_TYPE */
export function lower(wire: Wire): ByteString {
  if (typeof wire !== "string" && !(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
  const text = typeof wire === "string" ? wire : fromBytes(wire);
  const known = lowered.get(text);
  if (known !== undefined) return known;
  // String's own toLowerCase also lowers letters beyond ASCII.
  const made = /[\x80-\xff]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();
  // Names come from peers: the memo forgets all rather than grow, and keeps nothing long, nor the head that a name is a slice of.
  if (lowered.size >= 1024) lowered.clear();
  if (text.length <= 64) lowered.set(fromBytes(toBytes(text)), made as ByteString);
  return made as ByteString;
}

const lowered = new Map<ByteString, ByteString>();
