/**
 * Field lines: the header section of a message, and the trailer section after a chunked body (RFC 9112, 5).
 *
 * Two passes: the first finds and checks every line in the bytes, the second slices the values out of a
 * string. Nothing is sliced of a section that is refused or not complete.
 */
import type { ByteString } from "../../wire.ts";
import type { FieldName } from "./names.ts";
import { learnName, sameName } from "./names.ts";
import { afterLineEnd, colon, endsLine, isToken, pastEnd, refuse, space, tab, tooLarge } from "./syntax.ts";

/** A line folded over several is refused, or each fold is read as one space (RFC 9112, 5.2 allows both). */
export type ObsFold = "refuse" | "replace";

/** Where the lines of one section are. Valid until the next scan: there is one, and readers are synchronous. */
export interface ScannedFields {
  readonly names: readonly FieldName[];
  /** Three a line: the name, the value, the end of the line. */
  readonly offsets: Int32Array;
  readonly count: number;
  /** The offset after the empty line. */
  readonly end: number;
  /** Some value has folds in it. */
  readonly folded: boolean;
}

const names: FieldName[] = [];
let offsets = new Int32Array(3 * 128);

/**
 * Finds the lines of a section that starts at `start` and ends with an empty line before `end`.
 *
 * @throws {StringModelError} BAD_HEADER_NAME, BAD_HEADER_VALUE, OBS_FOLD, BAD_LINE_END, TRUNCATED, TOO_LARGE
 */
export function scanFields(wire: Uint8Array, start: number, end: number, most: number, obsFold: ObsFold): ScannedFields {
  const view = new DataView(wire.buffer, wire.byteOffset, wire.byteLength);
  let count = 0;
  let folded = false;
  let at = start;
  for (;;) {
    if (at >= end) throw pastEnd(wire, end);
    if (endsLine(wire[at]!)) return { names, offsets, count, end: afterLineEnd(wire, at, end), folded };
    if (count === most) throw tooLarge("head", `more than ${most} field lines`, at);
    const name = sameName(view, at, end, count) ?? newName(wire, at, end, count);
    if (offsets.length < 3 * count + 3) offsets = grown(offsets);
    names[count] = name;
    offsets[3 * count] = at;
    at += name.name.length + 1;
    while (at < end && isBlank(wire[at]!)) at++;
    offsets[3 * count + 1] = at;
    for (;;) {
      at = valueEnd(view, at, end);
      if (at >= end) throw pastEnd(wire, end);
      offsets[3 * count + 2] = at;
      if (!endsLine(wire[at]!)) throw refuse("BAD_HEADER_VALUE", "control character in a field value", at);
      at = afterLineEnd(wire, at, end);
      if (at >= end || !isBlank(wire[at]!)) break;
      if (obsFold === "refuse") throw refuse("OBS_FOLD", "a line that begins with white space", at);
      folded = true;
    }
    count++;
  }
}

function newName(wire: Uint8Array, start: number, end: number, i: number): FieldName {
  let at = start;
  while (at < end && isToken[wire[at]!] === 1) at++;
  if (at >= end) throw pastEnd(wire, end);
  // A bad line end is the better story for "Name<LF>", and throws by itself.
  if (at > start && endsLine(wire[at]!)) afterLineEnd(wire, at, end);
  if (wire[at] !== colon || at === start) throw refuse("BAD_HEADER_NAME", "not a token directly followed by a colon", at);
  return learnName(wire, start, at, i);
}

/**
 * The offset of the first byte that no field value has: a control other than TAB, or DEL (RFC 9110, 5.5).
 *
 * Eight bytes a step: most bytes of a head pass through here, and one at a time they are the slowest part
 * of reading a request.
 */
function valueEnd(view: DataView, start: number, end: number): number {
  let at = start;
  while (at + 8 <= end) {
    const low = controls(view.getInt32(at, true));
    const high = controls(view.getInt32(at + 4, true));
    if ((low | high) === 0) {
      at += 8;
      continue;
    }
    at += low === 0 ? 4 + firstLane(high) : firstLane(low);
    if (view.getUint8(at) !== tab) return at;
    at++;
  }
  while (at < end && isValueByte(view.getUint8(at))) at++;
  return at;
}

/**
 * Of four bytes in one integer, the top bit of each that is below 0x20 or is 0x7F.
 *
 * Without their top bits, adding 0x60 carries into the top bit of a byte from 0x20 on, and adding 1 of 0x7F; none
 * carries into its neighbour. Bytes that had a top bit are obs-text.
 */
function controls(four: number): number {
  const seven = four & 0x7f7f7f7f;
  return (~(seven + 0x60606060) | (seven + 0x01010101)) & ~four & 0x80808080;
}

/** Which byte the lowest set bit is in. */
function firstLane(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3;
}

function isValueByte(byte: number): boolean {
  return byte === tab || (byte >= space && byte !== 0x7f);
}

function grown(full: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(full.length * 2);
  larger.set(full);
  return larger;
}

/**
 * The value of field `i`, white space around it removed and each fold one space. `head` is the text of the
 * bytes that start at `base`.
 */
export function sliceValue(scanned: ScannedFields, head: ByteString, base: number, i: number): ByteString {
  const start = scanned.offsets[3 * i + 1]! - base;
  let end = scanned.offsets[3 * i + 2]! - base;
  while (end > start && isBlank(head.charCodeAt(end - 1))) end--;
  const value = head.slice(start, end) as ByteString;
  return scanned.folded && value.includes("\r") ? unfold(value) : value;
}

function unfold(value: ByteString): ByteString {
  return trimmed(value.split("\r\n").map(trimmed).join(" ")) as ByteString;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}
