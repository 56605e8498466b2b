/**
 * The fields that decide where a message ends and whom it is for: Content-Length, Transfer-Encoding, Host.
 *
 * Where RFC 9112 lets a recipient repair (`Content-Length: 1, 1`), we refuse: two recipients that repair
 * differently are how requests are smuggled.
 */

import { badAuthority } from "../../cgi/authority.ts";
import type { RawHeader } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import type { ScannedFields } from "./fields.ts";
import type { FieldKind } from "./names.ts";
import { refuse } from "./syntax.ts";

/** The places of the three fields among the headers, -1 for one that is not there. */
export interface FramingFields {
  host: number;
  length: number;
  coding: number;
}

/** Bytes of the body, or `"chunked"`. A request with neither field has none (RFC 9112, 6.3). */
export type BodyLength = number | "chunked";

/** Remembers that field `i`, whose name is at `offset`, is of this kind. @throws {StringModelError} when it is the second */
export function noteField(seen: FramingFields, kind: FieldKind, i: number, offset: number): void {
  if (kind === "host") {
    if (seen.host !== -1) throw refuse("BAD_HOST", "a second Host", offset);
    seen.host = i;
  } else if (kind === "content-length") {
    if (seen.length !== -1) throw refuse("BAD_CONTENT_LENGTH", "a second Content-Length", offset);
    seen.length = i;
  } else if (kind === "transfer-encoding") {
    if (seen.coding !== -1) throw refuse("BAD_TRANSFER_CODING", "a second Transfer-Encoding", offset);
    seen.coding = i;
  }
}

/**
 * Checks Host against the minor version.
 *
 * @throws {StringModelError} BAD_HOST (RFC 9112, 3.2)
 */
export function checkHost(seen: FramingFields, minor: number, headers: readonly RawHeader[], scanned: ScannedFields): void {
  if (seen.host === -1) {
    if (minor > 0) throw refuse("BAD_HOST", "HTTP/1.1 without Host", scanned.end - 2);
    return;
  }
  const bad = badAuthority(headers[seen.host]![1]);
  if (bad !== -1) throw refuse("BAD_HOST", "not a host with an optional port", valueAt(scanned, seen.host) + bad);
}

/**
 * How long the body is (RFC 9112, 6).
 *
 * @throws {StringModelError} BAD_CONTENT_LENGTH, BAD_TRANSFER_CODING, CONFLICTING_FRAMING, TOO_LARGE
 */
export function bodyLength(
  seen: FramingFields,
  minor: number,
  headers: readonly RawHeader[],
  scanned: ScannedFields,
  most: number | null,
): BodyLength {
  if (seen.coding === -1) return seen.length === -1 ? 0 : declaredLength(headers[seen.length]![1], valueAt(scanned, seen.length), most);
  if (minor === 0) throw refuse("BAD_TRANSFER_CODING", "HTTP/1.0 has no transfer codings", nameAt(scanned, seen.coding));
  if (seen.length !== -1) {
    throw refuse("CONFLICTING_FRAMING", "Content-Length beside Transfer-Encoding", nameAt(scanned, Math.max(seen.length, seen.coding)));
  }
  if (headers[seen.coding]![1].toLowerCase() !== "chunked") {
    throw refuse("BAD_TRANSFER_CODING", "not exactly chunked", valueAt(scanned, seen.coding));
  }
  return "chunked";
}

function declaredLength(value: ByteString, at: number, most: number | null): number {
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) throw refuse("BAD_CONTENT_LENGTH", "not a decimal digit", at + i);
    length = length * 10 + digit;
    if (length > Number.MAX_SAFE_INTEGER) throw refuse("BAD_CONTENT_LENGTH", "above 2^53 - 1", at + i);
  }
  if (value === "") throw refuse("BAD_CONTENT_LENGTH", "empty", at);
  if (most !== null && length > most) throw refuse("TOO_LARGE", `a body of more than ${most} bytes`, at);
  return length;
}

function nameAt(scanned: ScannedFields, i: number): number {
  return scanned.offsets[3 * i]!;
}

function valueAt(scanned: ScannedFields, i: number): number {
  return scanned.offsets[3 * i + 1]!;
}
