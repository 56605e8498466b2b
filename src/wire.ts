/**
 * Byte strings: the hub's only string type.
 *
 * A ByteString (WebIDL's sense) is a JavaScript string whose code units are all at most 0xFF, one unit
 * a byte. V8 keeps it in one byte a unit; it compares, hashes and keys a Map by content.
 */
import { StringModelError } from "./errors.ts";

declare const isWire: unique symbol;

/** Bytes spelt as a string: code unit n stands for byte n. */
export type ByteString = string & { readonly [isWire]: true };

/** Bytes in either spelling. */
export type Wire = ByteString | Uint8Array;

/** Marks a string as bytes. @throws {StringModelError} NOT_BYTES, with the offset of the first unit above U+00FF. */
export function byteString(text: string): ByteString {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) throw new StringModelError("NOT_BYTES", "code unit above U+00FF", { offset: i });
  }
  return text as ByteString;
}

// Node's own conversions where there is a Buffer; the loops below are the same thing in a browser.
const node = (globalThis as { Buffer?: typeof Buffer }).Buffer;

/** The bytes as a ByteString. */
export function fromBytes(bytes: Uint8Array): ByteString {
  if (node) {
    const view = bytes instanceof node ? bytes : node.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return view.toString("latin1") as ByteString;
  }
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text as ByteString;
}

/** The bytes of a ByteString, in an array of their own. */
export function toBytes(wire: ByteString): Uint8Array {
  const bytes = new Uint8Array(wire.length);
  if (node && wire.length > 64) node.from(bytes.buffer).write(wire, "latin1");
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
