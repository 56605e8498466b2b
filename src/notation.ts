/**
 * Environs and answers as JSON, in one notation that any language can check.
 *
 * Bytes are `{"bytes": "<lower-case hex>"}`, a str is `{"str": "..."}` (a lone surrogate is written `\udcXX`);
 * numbers, booleans and null are themselves; a tuple or list is an array; a dict inside a value is
 * `{"dict": [[key, value], ...]}`; a stream or callable is `{"object": "wsgi.input"}`. An environ is an array
 * of `[key, value]` pairs, sorted by key.
 */
import { BytesDict } from "./bytes-dict.ts";
import { entriesOf } from "./environ.ts";
import { StringModelError } from "./errors.ts";
import type { Environ, Profile } from "./profile.ts";
import { type ByteString, fromBytes, fromHex, toBytes, toHex } from "./wire.ts";

export type Notation =
  | { readonly bytes: string }
  | { readonly str: string }
  | { readonly object: string }
  | { readonly dict: readonly (readonly [Notation, Notation])[] }
  | number
  | boolean
  | null
  | readonly Notation[];

export type NotedEnviron = readonly (readonly [key: Notation, value: Notation])[];

/** A value of an environ or an answer. `name` is what a stream or callable goes by. */
export function note(value: unknown, name: string): Notation {
  if (value instanceof Uint8Array) return { bytes: toHex(fromBytes(value)) };
  if (typeof value === "string") return { str: value };
  if (typeof value === "boolean" || value === null || Number.isFinite(value)) return value as boolean | number | null;
  if (value === undefined) return null;
  if (value instanceof Opaque) return { object: name };
  if (Array.isArray(value)) return value.map((item) => note(item, name));
  if (isPlain(value)) return { dict: Object.entries(value).map(([key, item]) => [{ str: key }, note(item, name)] as const) };
  return { object: name };
}

/** A stream or callable that came as `{"object": ...}`; carried, not looked into. */
export class Opaque {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false;
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Symbol.iterator in value === false &&
    Object.values(value).every((v) => typeof v !== "function")
  );
};

/** The environ of a profile in the notation. */
export function noteEnviron<P extends Profile>(profile: P, environ: Environ<P>): NotedEnviron {
  const facts = new Set(
    Object.entries(profile.environ)
      .filter(([, entry]) => entry.is === "fact")
      .map(([key]) => key),
  );
  const pairs = [...entriesOf(environ)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.map(([key, value]) => [
    environ instanceof BytesDict ? { bytes: toHex(key as ByteString) } : { str: key },
    facts.has(key) && typeof value === "object" ? { object: key } : note(value, key),
  ]);
}

/** Deeper than this no environ goes; a peer's line may. */
const deepest = 32;

/** The value that a notation stands for. @throws {StringModelError} BAD_JSON */
export function denote(json: unknown, depth = 0): unknown {
  if (depth > deepest) throw new StringModelError("BAD_JSON", `nested more than ${deepest} deep`);
  if (typeof json === "boolean" || json === null) return json;
  if (typeof json === "number") {
    if (!Number.isFinite(json) || (Number.isInteger(json) && !Number.isSafeInteger(json)))
      throw new StringModelError("BAD_JSON", "a number too large to be kept exactly");
    return json;
  }
  if (Array.isArray(json)) return json.map((item) => denote(item, depth + 1));
  if (typeof json !== "object") throw new StringModelError("BAD_JSON", 'a string is written {"str": ...} or {"bytes": ...}');
  const [kind, ...others] = Object.keys(json as object);
  const inner = (json as Record<string, unknown>)[kind ?? ""];
  if (others.length > 0 || kind === undefined)
    throw new StringModelError("BAD_JSON", "a value is an object with one key: bytes, str, object or dict");
  if (kind === "dict" && Array.isArray(inner)) return Object.fromEntries(inner.map((pair) => keyedByStr(denotePair(pair, depth + 1))));
  if (typeof inner !== "string") throw new StringModelError("BAD_JSON", `${kind} is not followed by a string`);
  if (kind === "bytes") return toBytes(fromHex(inner));
  if (kind === "str") return inner;
  if (kind === "object") return new Opaque(inner);
  throw new StringModelError("BAD_JSON", `no such kind of value: ${kind.slice(0, 40)}`);
}

function keyedByStr([key, value]: readonly [unknown, unknown]): readonly [string, unknown] {
  if (typeof key !== "string") throw new StringModelError("BAD_JSON", "a dict inside a value has str keys");
  return [key, value];
}

function denotePair(pair: unknown, depth: number): readonly [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new StringModelError("BAD_JSON", "an item is not [key, value]");
  return [denote(pair[0], depth), denote(pair[1], depth)];
}

/**
 * The environ that a notation stands for, in the dictionary of the profile.
 *
 * @throws {StringModelError} BAD_JSON when it is no array of pairs or a key is repeated; WRONG_TYPE when a key
 *   is not of the profile's type.
 */
export function denoteEnviron<P extends Profile>(profile: P, json: unknown): Environ<P> {
  if (!Array.isArray(json)) throw new StringModelError("BAD_JSON", "an environ is an array of [key, value] pairs", { profile: profile.id });
  const dict = profile.keys === "bytes" ? new BytesDict() : (Object.create(null) as Record<string, unknown>);
  for (const [i, item] of json.entries()) {
    const place = { profile: profile.id, key: `[${i}]` };
    let key: unknown;
    let value: unknown;
    try {
      [key, value] = denotePair(item, 0);
    } catch (error) {
      throw error instanceof StringModelError ? error.at(place) : error;
    }
    const fits = dict instanceof BytesDict ? key instanceof Uint8Array : typeof key === "string";
    if (!fits) throw new StringModelError("WRONG_TYPE", `the key is not ${dict instanceof BytesDict ? "bytes" : "str"}`, place);
    const spelt = typeof key === "string" ? key : fromBytes(key as Uint8Array);
    const seen = dict instanceof BytesDict ? dict.byKey : dict;
    if (seen instanceof Map ? seen.has(spelt as ByteString) : spelt in seen)
      throw new StringModelError("BAD_JSON", "the key stands there twice", { ...place, key: spelt });
    if (dict instanceof BytesDict) dict.byKey.set(spelt as ByteString, value);
    else dict[spelt] = value;
  }
  return dict as Environ<P>;
}

/** A refusal in the notation. */
export function noteError(error: StringModelError) {
  const { profile = null, key = null, offset = null } = error.where;
  return { error: { code: error.code, message: error.message, profile, key, offset } };
}
