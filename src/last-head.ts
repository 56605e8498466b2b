/**
 * What the last answer had in each place of its head: the status, then names and values by turns.
 *
 * Most of it is in the next one too, and comparing costs less than reading, checking and making it again.
 */
import { type AnyCodec, decodeWith } from "./codec.ts";
import { makesLatin1 } from "./codecs/ascii.ts";
import { bytes } from "./codecs/bytes.ts";
import { isLowerCase, lower } from "./codecs/lower-case.ts";
import { type ByteString, fromBytes, isAsciiText, spells, toBytes } from "./wire.ts";

/** What is further down, or longer, is not kept. */
const most = 64;

/* ---- read ------------------------------------------------------------------- */

/** Bytes that were found to be good in their place. */
const read: ByteString[] = [];
/** Those of ASCII: a str of it is the same in most models. */
const isAscii: boolean[] = [];

/** How values are read: bytes as they are, and a str of ASCII as the bytes that it spells. */
export interface Reads {
  readonly readsBytes: boolean;
  readonly readsAscii: boolean;
}

/** The bytes of a value, if they are those of the last answer, and so are known to be good there. */
export function recall(place: number, value: unknown, { readsBytes, readsAscii }: Reads): ByteString | undefined {
  const last = read[place];
  if (last === undefined) return undefined;
  if (typeof value === "string") return value === last && readsAscii && isAscii[place] ? last : undefined;
  return value instanceof Uint8Array && readsBytes && spells(value, last) ? last : undefined;
}

/** Keeps the bytes of a value that are good in their place, and gives them. */
export function keep(place: number, value: unknown, wire: ByteString): ByteString {
  if (place >= most || wire.length > most) return wire;
  read[place] = value instanceof Uint8Array ? wire : copyOf(wire);
  isAscii[place] = isAsciiText(wire);
  return wire;
}

/** A slice keeps alive what it was cut from; this does not. */
export const copyOf = (wire: ByteString): ByteString => fromBytes(toBytes(wire));

/* ---- written ---------------------------------------------------------------- */

/** A value of a head in a model. An array is a new one each time: a middleware may write to what its own response has. */
export function written(codec: AnyCodec, wire: ByteString): unknown {
  // A handler of somebody's may give what is no byte string.
  if (typeof wire === "string" && makesLatin1(codec)) return wire;
  if (typeof wire !== "string" || !makesBytes(codec)) return decodeWith(codec, wire);
  return toBytes(codec.python.lower ? lower(wire) : wire);
}

const makesBytes = (codec: AnyCodec): boolean =>
  codec.python.type === "bytes" && (codec.decode === bytes.decode || isLowerCase(codec, bytes));
