/**
 * The head of a request: request line and header section (RFC 9112, 2 to 5).
 *
 * Pure: bytes and an offset in, a head and the offset after it out. Whatever is cut short of a good
 * request is TRUNCATED, so a reader of sockets waits for more on that code alone.
 */
import type { RawHeader } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import type { ObsFold } from "./fields.ts";
import { scanFields, sliceValue } from "./fields.ts";
import type { BodyLength } from "./framing.ts";
import { bodyLength, checkHost, noFields, noteField } from "./framing.ts";
import type { Http1Limits } from "./limits.ts";
import { afterLineEnd, cr, endsLine, isTarget, isToken, pastEnd, refuse, sliceWire, space, tooLarge } from "./syntax.ts";
import type { Target } from "./target.ts";
import { readTarget } from "./target.ts";

export interface RequestHead {
  readonly method: ByteString;
  /** As it was sent. */
  readonly target: ByteString;
  readonly parts: Target;
  /** `HTTP/1.0` or `HTTP/1.1`. */
  readonly protocol: ByteString;
  /** As they were sent; nothing is replaced yet. */
  readonly headers: RawHeader[];
  /** The place of Host in `headers`, or -1. */
  readonly hostAt: number;
  /** The places of the first Connection, and of Expect. */
  readonly connectionAt: number;
  readonly expectAt: number;
  readonly bodyLength: BodyLength;
  /** The offset after the empty line. */
  readonly end: number;
}

const http10 = "HTTP/1.0" as ByteString;
const http11 = "HTTP/1.1" as ByteString;

/**
 * Reads the head that starts at `start`.
 *
 * @throws {StringModelError} TRUNCATED, TOO_LARGE, BAD_LINE_END, BAD_REQUEST_LINE, BAD_METHOD, BAD_TARGET,
 *   BAD_VERSION, BAD_HEADER_NAME, BAD_HEADER_VALUE, OBS_FOLD, BAD_HOST, BAD_CONTENT_LENGTH,
 *   BAD_TRANSFER_CODING, CONFLICTING_FRAMING; offsets count from the start of `wire`
 */
export function readHead(wire: Uint8Array, start: number, limits: Http1Limits, obsFold: ObsFold): RequestHead {
  const end = limits.head === null ? wire.length : Math.min(wire.length, start + limits.head);
  const methodEnd = scanMethod(wire, start, end);
  const targetAt = methodEnd + 1;
  const targetEnd = scanTarget(wire, targetAt, end, limits.target ?? wire.length);
  const versionEnd = scanVersion(wire, targetEnd + 1, end);
  const minor = wire[versionEnd - 1]! - 0x30;
  const scanned = scanFields(wire, afterLineEnd(wire, versionEnd, end), end, limits.headers ?? wire.length, obsFold);

  const head = sliceWire(wire, start, scanned.end);
  const method = head.slice(0, methodEnd - start) as ByteString;
  const target = head.slice(targetAt - start, targetEnd - start) as ByteString;
  const headers: RawHeader[] = [];
  const seen = noFields();
  for (let i = 0; i < scanned.count; i++) {
    const name = scanned.names[i]!;
    if (name.kind !== undefined) noteField(seen, name.kind, i, scanned.offsets[3 * i]!);
    headers.push([name.name, sliceValue(scanned, head, start, i)]);
  }
  checkHost(seen, minor, headers, scanned);
  return {
    method,
    target,
    parts: readTarget(method, target, targetAt),
    protocol: minor === 0 ? http10 : http11,
    headers,
    hostAt: seen.host,
    connectionAt: seen.connection,
    expectAt: seen.expect,
    bodyLength: bodyLength(seen, minor, headers, limits.body, scanned),
    end: scanned.end,
  };
}

/** The offset of the one space after the method. */
function scanMethod(wire: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isToken[wire[at]!] === 1) at++;
  if (at >= end) throw pastEnd(wire, end);
  // An empty line before the request is for readers of a whole connection to skip (RFC 9112, 2.2).
  if (at === start && (wire[at] === space || wire[at] === cr)) throw refuse("BAD_REQUEST_LINE", "white space before the method", at);
  if (wire[at] !== space) throw badEnd(wire, at, end, refuse("BAD_METHOD", "not a token", at));
  return at;
}

/** The offset of the one space after the target. */
function scanTarget(wire: Uint8Array, start: number, end: number, most: number): number {
  let at = start;
  while (at < end && isTarget[wire[at]!] === 1) at++;
  if (at - start > most) throw tooLarge("target", `a target of more than ${most} bytes`, start + most);
  if (at >= end) throw pastEnd(wire, end);
  if (wire[at] !== space) throw badEnd(wire, at, end, refuse("BAD_TARGET", "a control character or #", at));
  if (at === start) throw refuse("BAD_REQUEST_LINE", "two spaces where one belongs", at);
  return at;
}

/** The offset after `HTTP/1.0` or `HTTP/1.1`, where a line end is to be. */
function scanVersion(wire: Uint8Array, start: number, end: number): number {
  for (let i = 0; i < 7; i++) {
    if (start + i >= end) throw pastEnd(wire, end);
    if (wire[start + i] !== http11.charCodeAt(i)) throw notAVersion(wire, start, start + i, end);
  }
  const at = start + 7;
  if (at >= end) throw pastEnd(wire, end);
  if (wire[at] !== 0x30 && wire[at] !== 0x31) throw notAVersion(wire, start, at, end);
  if (at + 1 >= end) throw pastEnd(wire, end);
  if (!endsLine(wire[at + 1]!)) throw notAVersion(wire, start, at + 1, end);
  return at + 1;
}

function notAVersion(wire: Uint8Array, start: number, bad: number, end: number): Error {
  // More words before the end of the line: a space in the target, or after the version.
  for (let at = start; at < end && !endsLine(wire[at]!); at++) {
    if (wire[at] === space) return refuse("BAD_REQUEST_LINE", "a third space", at);
  }
  if (endsLine(wire[bad]!)) afterLineEnd(wire, bad, end);
  return refuse("BAD_VERSION", "neither HTTP/1.0 nor HTTP/1.1", bad);
}

/** What is wrong with a word that stops at `at`: how the line ends, that it ends, or else the byte itself. */
function badEnd(wire: Uint8Array, at: number, end: number, otherwise: Error): Error {
  if (!endsLine(wire[at]!)) return otherwise;
  afterLineEnd(wire, at, end);
  return refuse("BAD_REQUEST_LINE", "a line of fewer than three words", at);
}
