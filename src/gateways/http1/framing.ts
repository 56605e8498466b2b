/**
 * The fields that decide where a message ends and whom it is for: Content-Length, Transfer-Encoding, Host.
 *
 * Where RFC 9112 lets a recipient repair (`Content-Length: 1, 1`), we refuse: two recipients that repair
 * differently are how requests are smuggled.
 */

import { badAuthority } from "../../cgi/authority.ts";
import { StringModelError } from "../../errors.ts";
import type { RawHeader } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import type { ScannedFields } from "./fields.ts";
import type { FieldKind } from "./names.ts";
import { refuse, tooLarge } from "./syntax.ts";

/** The places of fields among the headers, -1 for one that is not there; of Connection and Expect, the first. */
export interface FramingFields {
  host: number;
  length: number;
  coding: number;
  connection: number;
  expect: number;
}

export const noFields = (): FramingFields => ({ host: -1, length: -1, coding: -1, connection: -1, expect: -1 });

/** Bytes of the body, or `"chunked"`. A request with neither field has none (RFC 9112, 6.3). */
export type BodyLength = number | "chunked";

/** Remembers that field `i`, whose name is at `offset`, is of this kind. @throws {StringModelError} when it is the second of one that stands alone */
export function noteField(seen: FramingFields, kind: FieldKind, i: number, offset: number | undefined): void {
  if (kind === "host") {
    if (seen.host !== -1) throw refuse("BAD_HOST", "a second Host", offset);
    seen.host = i;
  } else if (kind === "content-length") {
    if (seen.length !== -1) throw refuse("BAD_CONTENT_LENGTH", "a second Content-Length", offset);
    seen.length = i;
  } else if (kind === "transfer-encoding") {
    if (seen.coding !== -1) throw refuse("BAD_TRANSFER_CODING", "a second Transfer-Encoding", offset);
    seen.coding = i;
  } else if (kind === "connection") {
    if (seen.connection === -1) seen.connection = i;
  } else if (kind === "expect") {
    if (seen.expect === -1) seen.expect = i;
  }
}

/**
 * Checks Host against the minor version. Where the lines were not scanned, because another reader did it, a refusal has no offset.
 *
 * @throws {StringModelError} BAD_HOST (RFC 9112, 3.2)
 */
export function checkHost(seen: FramingFields, minor: number, headers: readonly RawHeader[], scanned?: ScannedFields): void {
  if (seen.host === -1) {
    if (minor > 0) throw refuse("BAD_HOST", "HTTP/1.1 without Host", scanned && scanned.end - 2);
    return;
  }
  const bad = badAuthority(headers[seen.host]![1]);
  if (bad !== -1) throw refuse("BAD_HOST", "not a host with an optional port", valueAt(scanned, seen.host, bad));
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
  most: number | null,
  scanned?: ScannedFields,
): BodyLength {
  if (seen.coding === -1)
    return seen.length === -1 ? 0 : declaredLength(headers[seen.length]![1], most, (i) => valueAt(scanned, seen.length, i));
  if (minor === 0) throw refuse("BAD_TRANSFER_CODING", "HTTP/1.0 has no transfer codings", nameAt(scanned, seen.coding));
  if (seen.length !== -1) {
    throw refuse("CONFLICTING_FRAMING", "Content-Length beside Transfer-Encoding", nameAt(scanned, Math.max(seen.length, seen.coding)));
  }
  const coding = headers[seen.coding]![1].toLowerCase();
  if (coding !== "chunked") {
    // The body's end could be found, but nobody here takes the other coding off (RFC 9112, 6.1): a server says so with 501.
    const key = /^(?!chunked\b)[^,]+,[ \t]*chunked$/.test(coding) ? "coding" : undefined;
    throw new StringModelError("BAD_TRANSFER_CODING", "not exactly chunked", { key, offset: valueAt(scanned, seen.coding) });
  }
  return "chunked";
}

function declaredLength(value: ByteString, most: number | null, at: (i: number) => number | undefined): number {
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) throw refuse("BAD_CONTENT_LENGTH", "not a decimal digit", at(i));
    length = length * 10 + digit;
    if (length > Number.MAX_SAFE_INTEGER) throw refuse("BAD_CONTENT_LENGTH", "above 2^53 - 1", at(i));
  }
  if (value === "") throw refuse("BAD_CONTENT_LENGTH", "empty", at(0));
  if (most !== null && length > most) throw tooLarge("body", `a body of more than ${most} bytes`, at(0));
  return length;
}

function nameAt(scanned: ScannedFields | undefined, i: number): number | undefined {
  return scanned?.offsets[3 * i];
}

/** The offset of character `at` of field `i`'s value. */
function valueAt(scanned: ScannedFields | undefined, i: number, at = 0): number | undefined {
  return scanned && scanned.offsets[3 * i + 1]! + at;
}
