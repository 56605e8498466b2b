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
  return beyondLatin1.test(text) ? text.search(beyondLatin1) : -1;
}

/** True when every code unit is ASCII: then UTF-8 is as long, and counting that is quick. */
export function isAsciiText(text: string): boolean {
  if (text.length > 16 && host) return host.byteLength(text) === text.length;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
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

/** True when the string is these bytes. */
export function spells(bytes: Uint8Array, text: string | undefined): boolean {
  if (text === undefined || text.length !== bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

const scratch = new Uint8Array(4096);

/** Many at once: one string is made of them and cut, which costs less than many strings. */
export function fromAllBytes(arrays: readonly Uint8Array[]): ByteString[] {
  let total = 0;
  for (const bytes of arrays) total += bytes.length;
  if (!host || arrays.length < 3 || total > scratch.length) return arrays.map(fromBytes);
  let at = 0;
  for (const bytes of arrays) {
    scratch.set(bytes, at);
    at += bytes.length;
  }
  const whole = host.methods.latin1Slice.call(scratch, 0, total);
  const cut: ByteString[] = [];
  at = 0;
  for (const { length } of arrays) {
    cut.push(whole.slice(at, at + length) as ByteString);
    at += length;
  }
  return cut;
}

/**
 * The bytes of a ByteString, in an array that is the caller's (though perhaps cut from a larger buffer).
 *
 * @throws {StringModelError} NOT_BYTES, should the mark be false: a byte is never cut out of a larger unit.
 */
export function toBytes(wire: ByteString): Uint8Array {
  const length = wire.length;
  if (host && length > 32) {
    byteString(wire);
    const bytes = freshBytes(length);
    host.methods.latin1Write.call(bytes, wire, 0, length);
    return bytes;
  }
  const bytes = freshBytes(length);
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const unit = wire.charCodeAt(i);
    bytes[i] = unit;
    seen |= unit;
  }
  if (seen > 0xff) byteString(wire);
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
