/** The body of a message that is all there: a declared number of bytes, or chunks (RFC 9112, 6 and 7.1). */

import { scanFields } from "./fields.ts";
import type { BodyLength } from "./framing.ts";
import type { Http1Limits } from "./limits.ts";
import { cr, isToken, isValue, lf, pastEnd, refuse, tooLarge } from "./syntax.ts";

const semicolon = 0x3b;
const equals = 0x3d;
const quote = 0x22;
const backslash = 0x5c;

export interface ReadBody {
  /** Views into the message, not copies; no chunk is empty. */
  readonly chunks: Uint8Array[];
  /** The offset after the body and its trailers. */
  readonly end: number;
}

/** The body that starts at `start`. @throws {StringModelError} TRUNCATED, TOO_LARGE, BAD_CHUNK, and those of {@link readTrailers} */
export function readBody(wire: Uint8Array, start: number, length: BodyLength, limits: Http1Limits): ReadBody {
  if (length === "chunked") return readChunks(wire, start, limits);
  if (length === 0) return { chunks: [], end: start };
  if (wire.length - start < length) throw pastEnd(wire, wire.length);
  return { chunks: [wire.subarray(start, start + length)], end: start + length };
}

function readChunks(wire: Uint8Array, start: number, limits: Http1Limits): ReadBody {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let at = start;
  for (;;) {
    const { size, end } = readChunkLine(wire, at, limits.chunkLine);
    if (size === 0) return { chunks, end: readTrailers(wire, end, limits) };
    total += size;
    if (limits.body !== null && total > limits.body) throw tooLarge("body", `a body of more than ${limits.body} bytes`, at);
    if (wire.length - end < size) throw pastEnd(wire, wire.length);
    chunks.push(wire.subarray(end, end + size));
    at = afterChunk(wire, end + size);
  }
}

/**
 * The size that a chunk begins with, and the offset of its first byte.
 *
 * Extensions are passed over once they are known for such: tokens and quoted strings, without white space between them.
 *
 * @throws {StringModelError} BAD_CHUNK, TRUNCATED, TOO_LARGE
 */
export function readChunkLine(wire: Uint8Array, start: number, most: number | null): { readonly size: number; readonly end: number } {
  const end = most === null ? wire.length : Math.min(wire.length, start + most);
  let size = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = hexDigit(wire[at]!);
    if (digit === -1) break;
    size = size * 16 + digit;
    if (size > Number.MAX_SAFE_INTEGER) throw refuse("BAD_CHUNK", "a size above 2^53 - 1", at);
  }
  if (at >= end) throw pastEnd(wire, end, "chunk line");
  if (at === start) throw refuse("BAD_CHUNK", "no size", at);
  while (at < end && wire[at] === semicolon) at = afterExtension(wire, at + 1, end);
  if (at >= end) throw pastEnd(wire, end, "chunk line");
  return { size, end: afterChunkLineEnd(wire, at, end) };
}

/** The offset after one extension: a name, and perhaps a value (RFC 9112, 7.1.1). */
function afterExtension(wire: Uint8Array, start: number, end: number): number {
  const nameEnd = afterToken(wire, start, end);
  if (nameEnd >= end || wire[nameEnd] !== equals) return nameEnd;
  if (nameEnd + 1 < end && wire[nameEnd + 1] === quote) return afterQuoted(wire, nameEnd + 2, end);
  return afterToken(wire, nameEnd + 1, end);
}

function afterToken(wire: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isToken[wire[at]!] === 1) at++;
  if (at === start && at < end) throw refuse("BAD_CHUNK", "an extension that is no token", at);
  return at;
}

function afterQuoted(wire: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (wire[at] === quote) return at + 1;
    if (wire[at] === backslash) at++;
    if (at < end && isValue[wire[at]!] === 0) throw refuse("BAD_CHUNK", "a control character in an extension", at);
  }
  return end;
}

function afterChunkLineEnd(wire: Uint8Array, at: number, end: number): number {
  if (wire[at] !== cr) throw refuse("BAD_CHUNK", "neither an extension nor a line end", at);
  if (at + 1 >= end) throw pastEnd(wire, end, "chunk line");
  if (wire[at + 1] !== lf) throw refuse("BAD_CHUNK", "CR without LF", at);
  return at + 2;
}

function afterChunk(wire: Uint8Array, at: number): number {
  if (at >= wire.length) throw pastEnd(wire, wire.length);
  if (wire[at] !== cr) throw refuse("BAD_CHUNK", "more bytes than the size says", at);
  return afterChunkLineEnd(wire, at, wire.length);
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/**
 * The offset after a trailer section. Trailers are checked and dropped: no string model has a place for them.
 *
 * @throws {StringModelError} as the header section does for a malformed line; for a line that must not come
 *   this late (RFC 9110, 6.5.1): BAD_HOST, CONFLICTING_FRAMING for Content-Length, BAD_TRANSFER_CODING
 */
export function readTrailers(wire: Uint8Array, start: number, limits: Http1Limits): number {
  const end = limits.head === null ? wire.length : Math.min(wire.length, start + limits.head);
  const scanned = scanFields(wire, start, end, limits.headers ?? wire.length, "refuse");
  for (let i = 0; i < scanned.count; i++) {
    const at = scanned.offsets[3 * i]!;
    const kind = scanned.names[i]!.kind;
    if (kind !== undefined && kind in lateFields) throw refuse(lateFields[kind as keyof typeof lateFields], `${kind} in a trailer`, at);
  }
  return scanned.end;
}

const lateFields = {
  host: "BAD_HOST",
  "content-length": "CONFLICTING_FRAMING",
  "transfer-encoding": "BAD_TRANSFER_CODING",
} as const;
