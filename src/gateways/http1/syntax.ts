/**
 * What the readers of HTTP/1.x share: byte classes, the line end, and slicing bytes into a ByteString.
 *
 * Offsets are those of the array that was given, everywhere.
 */
import { StringModelError } from "../../errors.ts";
import type { ByteString } from "../../wire.ts";
import { fromBytes } from "../../wire.ts";

export const tab = 0x09;
export const lf = 0x0a;
export const cr = 0x0d;
export const space = 0x20;
export const colon = 0x3a;

/** 1 for the bytes of a token (RFC 9110, 5.6.2). */
export const isToken = new Uint8Array(256);
for (const plain of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  isToken[plain.charCodeAt(0)] = 1;
}

/** 1 for the bytes of a field value: TAB, SP, visible ASCII and obs-text (RFC 9110, 5.5). */
export const isValue = new Uint8Array(256).fill(1, space).fill(0, 0x7f, 0x80);
isValue[tab] = 1;

/** 1 for the bytes we take in a target: what is visible, save the fragment's `#`. Bytes above 0x7F as sent: Apache takes them. */
export const isTarget = new Uint8Array(256).fill(1, 0x21).fill(0, 0x7f, 0x80);
isTarget[0x23] = 0;

/** A part of a message that has a limit of its own: a server answers with another status for each. */
export type LimitedPart = "head" | "target" | "body" | "chunk line";

/** A refusal for reading past `end`: TRUNCATED when there are no more bytes, TOO_LARGE when the limit of a part hides them. */
export function pastEnd(wire: Uint8Array, end: number, part: LimitedPart = "head"): StringModelError {
  if (end < wire.length) return tooLarge(part, "past the limit", end);
  return new StringModelError("TRUNCATED", "the message ends here", { offset: end });
}

export function tooLarge(part: LimitedPart, detail: string, offset: number | undefined): StringModelError {
  return new StringModelError("TOO_LARGE", detail, { key: part, offset });
}

/** True for the bytes that end a line, rightly or not. */
export function endsLine(byte: number): boolean {
  return byte === cr || byte === lf;
}

/**
 * The offset after the CR LF at `at`, where a byte that {@link endsLine} is known to be.
 *
 * A recipient may take a bare LF for a line end (RFC 9112, 2.2); two recipients that disagree about it are
 * how requests are smuggled, so we don't.
 *
 * @throws {StringModelError} BAD_LINE_END, TRUNCATED, TOO_LARGE
 */
export function afterLineEnd(wire: Uint8Array, at: number, end: number): number {
  if (wire[at] !== cr) throw refuse("BAD_LINE_END", "LF without CR", at);
  if (at + 1 >= end) throw pastEnd(wire, end);
  if (wire[at + 1] !== lf) throw refuse("BAD_LINE_END", "CR without LF", at);
  return at + 2;
}

export function refuse(code: StringModelError["code"], detail: string, offset: number | undefined): StringModelError {
  return new StringModelError(code, detail, { offset });
}

/** The bytes from `start` to `end` as a string of their own. */
export const sliceWire: (wire: Uint8Array, start: number, end: number) => ByteString = findSlicer();

// Node's slicer takes any Uint8Array, and a view made first would cost as much as the slice.
function findSlicer(): (wire: Uint8Array, start: number, end: number) => ByteString {
  const prototype = (globalThis as { Buffer?: { prototype: { latin1Slice?: (start: number, end: number) => string } } }).Buffer?.prototype;
  const slicer = prototype?.latin1Slice;
  try {
    if (slicer?.call(Uint8Array.of(0x41, 0xe9, 0x42) as never, 1, 2) === "\xe9") {
      return (wire, start, end) => slicer.call(wire as never, start, end) as ByteString;
    }
  } catch {
    // Not Node's: its stand-in wants a Buffer of its own kind.
  }
  return (wire, start, end) => fromBytes(wire.subarray(start, end));
}
