/**
 * Header names met before, so that equal names are one string and their part in framing is known.
 *
 * One peer sends its headers in one order: the bytes at place i are compared with the name that stood
 * there in the request before, which costs less than checking, slicing and hashing a fresh string.
 */
import type { ByteString } from "../../wire.ts";
import { colon, sliceWire } from "./syntax.ts";

/** What a field is to the framing of a message, and to the connection after it. */
export type FieldKind = (typeof kinds)[number] | undefined;
const kinds = ["host", "content-length", "transfer-encoding", "connection", "expect"] as const;
const lengthsOfKinds = new Set<number>(kinds.map(({ length }) => length));

export interface FieldName {
  /** As it was sent. */
  readonly name: ByteString;
  readonly kind: FieldKind;
}

// Names come from peers, so neither memory grows without end, and neither keeps anything long.
const longest = 63;
const places = 64;
const known = new Map<string, FieldName>();
const last: FieldName[] = new Array<FieldName>(places).fill({ name: "" as ByteString, kind: undefined });

// The names in `last`, each with its colon, as little-endian words of four bytes: the mask is for the last word.
const wordsEach = (longest + 1) / 4;
const words = new Int32Array(places * wordsEach + 1);
const masks = new Int32Array(places);
const lengths = new Int32Array(places);

/** The name that stood in place `i` before, when the bytes at `start` are it and its colon. */
export function sameName(view: DataView, start: number, end: number, i: number): FieldName | undefined {
  if (i >= places) return undefined;
  const full = lengths[i]! & ~3;
  // A word may reach past the colon; where the bytes end, the long way round takes over.
  if (lengths[i] === 0 || start + full + 4 > end) return undefined;
  let word = i * wordsEach;
  for (let at = start; at < start + full; at += 4) if (view.getInt32(at, true) !== words[word++]) return undefined;
  // No bytes are left where the mask is empty, and `word` may then belong to the next place.
  if (((view.getInt32(start + full, true) ^ words[word]!) & masks[i]!) !== 0) return undefined;
  return last[i];
}

/** The name between two offsets, known to be a token with a colon after it, in place `i`. */
export function learnName(wire: Uint8Array, start: number, end: number, i: number): FieldName {
  // Its own string, not a slice of the head: that would keep somebody's cookies alive.
  const name = sliceWire(wire, start, end);
  if (name.length > longest) return describe(name);
  const found = known.get(name) ?? keep(describe(name));
  if (i < places) remember(i, found);
  return found;
}

function keep(name: FieldName): FieldName {
  if (known.size >= 1024) known.clear();
  known.set(name.name, name);
  return name;
}

function remember(i: number, found: FieldName): void {
  const length = found.name.length + 1;
  words.fill(0, i * wordsEach, (i + 1) * wordsEach);
  for (let j = 0; j < length; j++) {
    const byte = j === length - 1 ? colon : found.name.charCodeAt(j);
    words[i * wordsEach + (j >> 2)]! |= byte << (8 * (j & 3));
  }
  masks[i] = (1 << (8 * (length & 3))) - 1;
  lengths[i] = length;
  last[i] = found;
}

const describe = (name: ByteString): FieldName => ({ name, kind: kindOf(name) });

export function kindOf(name: ByteString): FieldKind {
  if (!lengthsOfKinds.has(name.length)) return undefined;
  const lower = name.toLowerCase();
  return kinds.find((kind) => kind === lower);
}
