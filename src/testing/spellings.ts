/** The values that a model has for given bytes of an answer. */
import { type AnyCodec, reads } from "../codec.ts";
import type { Answer } from "../profile.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../wire.ts";

/** One part of an answer: a value of the model's, and the bytes it has to be on the wire. */
export interface Given {
  readonly value: unknown;
  readonly wire: ByteString;
}

/** The values that a model accepts at this place for these bytes, one for every type that has one. */
export function spellings(answer: Answer, wire: ByteString): Given[] {
  return answer.accepts.filter((codec) => reads(codec, wire)).map((codec) => ({ wire, value: codec.decode(wire) }));
}

/** One of the spellings, `which` counting round; of the ASCII `plain` where the model has none for `wire`. */
export function spell(answer: Answer, wire: string, which: number, plain: string): Given {
  const types = answer.accepts.filter((codec, i, all) => all.findIndex((other) => other.python.type === codec.python.type) === i);
  const able = types.filter((codec) => reads(codec, byteString(wire)));
  const codec: AnyCodec = able[which % able.length] ?? types[which % types.length]!;
  const meant = byteString(able.length > 0 ? wire : plain);
  return { value: codec.decode(meant), wire: lowered(codec, meant) as ByteString };
}

/** A value of a codec of header names is in lower case, and that is no substitution (RFC 9110, 5.1). */
export function lowered(codec: AnyCodec, value: unknown): unknown {
  if (!codec.python.lower) return value;
  const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return value instanceof Uint8Array ? toBytes(lower(fromBytes(value)) as ByteString) : lower(String(value));
}
