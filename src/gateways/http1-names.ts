/**
 * Header names met before, so that equal names are one string and their part in framing is known.
 *
 * One peer sends its headers in one order: the bytes at place i are compared with the name that stood
 * there in the request before, which costs less than slicing and hashing a fresh string.
 */
import type { ByteString } from "../wire.ts";
import { toBytes } from "../wire.ts";
import { colon, sliceWire } from "./http1-syntax.ts";

/** What a field is to the framing of a message. */
export type FieldKind = "host" | "content-length" | "transfer-encoding" | undefined;

export interface FieldName {
  /** As it was sent. */
  readonly name: ByteString;
  readonly wire: Uint8Array;
  readonly kind: FieldKind;
}

// Names come from peers, so neither memory grows without end, and neither keeps anything long.
const longest = 64;
const last: FieldName[] = Array.from({ length: 64 }, () => describe("" as ByteString));
const known = new Map<string, FieldName>();

/** The name that stood in place `i` before, when these bytes are it and a colon follows. */
export function sameName(wire: Uint8Array, start: number, end: number, i: number): FieldName | undefined {
  if (i >= last.length) return undefined;
  const name = last[i]!;
  const bytes = name.wire;
  const after = start + bytes.length;
  if (bytes.length === 0 || after >= end || wire[after] !== colon) return undefined;
  for (let j = 0; j < bytes.length; j++) if (wire[start + j] !== bytes[j]) return undefined;
  return name;
}

/** The name between two offsets, known to be a token, in place `i`. */
export function learnName(wire: Uint8Array, start: number, end: number, i: number): FieldName {
  // Its own string, not a slice of the head: that would keep somebody's cookies alive.
  const name = sliceWire(wire, start, end);
  if (name.length > longest) return describe(name);
  let found = known.get(name);
  if (found === undefined) {
    if (known.size >= 1024) known.clear();
    known.set(name, (found = describe(name)));
  }
  if (i < last.length) last[i] = found;
  return found;
}

function describe(name: ByteString): FieldName {
  const lower = name.toLowerCase();
  const kind = lower === "host" || lower === "content-length" || lower === "transfer-encoding" ? lower : undefined;
  return { name, wire: toBytes(name), kind };
}
