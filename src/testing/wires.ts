/** Arbitrary bytes, as they stand in the places of a message. The comparison and the suites draw from the same ones. */
import * as fc from "fast-check";
import { trapWires } from "../compare/traps.ts";
import { type ByteString, fromBytes } from "../wire.ts";

const utf8 = new TextEncoder();
const printable = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map((text) => fromBytes(utf8.encode(text)));
const latin1 = fc.array(fc.integer({ min: 0x20, max: 0xff }), { minLength: 1, maxLength: 6 }).map((codes) => String.fromCharCode(...codes));
const noise = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => fromBytes(bytes));

/** Any bytes: mostly UTF-8 text, some ISO-8859-1, some noise, some traps. */
export const wireBytes: fc.Arbitrary<ByteString> = fc
  .oneof(printable, latin1, noise, fc.constantFrom(...trapWires))
  .map((text) => text as ByteString);

/** Bytes that a field value may hold, with nothing to trim (RFC 9110, 5.5). */
export const fieldValue = (wire: string): string => wire.replace(/[\0-\x1f\x7f]/g, "_").replace(/^ +| +$/g, "");

/** Percent-encodes everything but what is unreserved (RFC 3986, 2.3) and the slash. */
export const escape = (wire: string): string =>
  wire.replace(/[^A-Za-z0-9\-._~/]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

/** Bytes that may stand raw in a target: servers take 8-bit bytes there, though RFC 3986 does not. */
export const inTarget = (wire: string): string => wire.replace(/[\0-\x20#\x7f]/g, escape);

/** Raw paths: percent-encoded, with escapes already in them, or with raw 8-bit bytes. */
export const rawPaths: fc.Arbitrary<string> = fc
  .array(fc.oneof(wireBytes.map(escape), wireBytes.map(inTarget)), { minLength: 1, maxLength: 2 })
  .map((segments) => `/${segments.map((segment) => segment.replace(/\?/g, "%3F")).join("/")}`);
