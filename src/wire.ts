/**
 * Byte strings: the hub's only string type.
 *
 * A ByteString (WebIDL's sense) is a JavaScript string whose code units are all at most 0xFF, one unit
 * a byte. V8 keeps it in one byte a unit; it compares, hashes and keys a Map by content.
 */
import { freshBytes, host } from "./codecs/host.ts";
import { StringModelError } from "./errors.ts";

declare const isWire: unique symbol;

/** Bytes spelt as a string: code unit n stands for byte n. */
export type ByteString = string & { readonly [isWire]: true };

/** Bytes in either spelling. */
export type Wire = ByteString | Uint8Array;

// A one-byte string cannot match, and V8 knows it without looking at the characters.
const beyondLatin1 = /[\u0100-\uffff]/;

/** Offset of the first code unit above U+00FF, or -1. */
export function firstBeyondLatin1(text: string): number {
  // ASCII is as long in UTF-8; counting that is quicker than entering a regular expression.
  if (host && text.length < 256 && host.byteLength(text) === text.length) return -1;
  return beyondLatin1.test(text) ? text.search(beyondLatin1) : -1;
}

/** Marks a string as bytes. @throws {StringModelError} NOT_BYTES, with the offset of the first unit above U+00FF. */
export function byteString(text: string): ByteString {
  const offset = firstBeyondLatin1(text);
  if (offset >= 0) throw new StringModelError("NOT_BYTES", "code unit above U+00FF", { offset });
  return text as ByteString;
}

/** The bytes as a ByteString. */
export function fromBytes(bytes: Uint8Array): ByteString {
  if (host) return host.methods.latin1Slice.call(bytes, 0, bytes.length) as ByteString;
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text as ByteString;
}

/**
 * The bytes of a ByteString, in an array that is the caller's (though perhaps cut from a larger buffer).
 *
 * @throws {StringModelError} NOT_BYTES, should the mark be false: a byte is never cut out of a larger unit.
 */
export function toBytes(wire: ByteString): Uint8Array {
  byteString(wire);
  const bytes = freshBytes(wire.length);
  if (host && wire.length > 32) host.methods.latin1Write.call(bytes, wire, 0, wire.length);
  else for (let i = 0; i < wire.length; i++) bytes[i] = wire.charCodeAt(i);
  return bytes;
}

/** The empty byte string. */
export const empty = "" as ByteString;

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(wire: ByteString): string {
  let hex = "";
  for (let i = 0; i < wire.length; i++) hex += (wire.charCodeAt(i) + 0x100).toString(16).slice(1);
  return hex;
}

/** The bytes that hexadecimal digits spell. @throws {StringModelError} BAD_JSON */
export function fromHex(hex: string): ByteString {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new StringModelError("BAD_JSON", "not pairs of hexadecimal digits");
  let wire = "";
  for (let i = 0; i < hex.length; i += 2) wire += String.fromCharCode(Number.parseInt(hex.slice(i, i + 2), 16));
  return wire as ByteString;
}
