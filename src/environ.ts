/**
 * Raw requests to the environ (or scope) that a profile promises, and back.
 *
 * Together with answer.ts the only walker of declarations. A declaration is compiled once into a plan.
 */
import { BytesDict } from "./bytes-dict.ts";
import { headerName, mergeHeaders } from "./cgi/headers.ts";
import { percentDecode } from "./cgi/percent.ts";
import { type AnyChoice, type AnyCodec, decodeWith, encodeWith, isChoice, reads, typeName } from "./codec.ts";
import { bytes, decodeAll } from "./codecs/bytes.ts";
import { latin1 } from "./codecs/latin1.ts";
import { isLowerCase, lower } from "./codecs/lower-case.ts";
import { located, StringModelError } from "./errors.ts";
import type { RawHeader, RawRequest } from "./exchange.ts";
import { PlainObjects } from "./plain-objects.ts";
import type { Address, Entry, Environ, HeaderPlacement, Profile } from "./profile.ts";
import { assemble, complete, type Draft, type Fragment, facts, type Slot, slotInfo } from "./slots.ts";
import { type ByteString, empty } from "./wire.ts";

type Dictionary = Record<string, unknown>;

/** A declaration, compiled. @internal */
export interface Plan {
  readonly choices: readonly { readonly choice: AnyChoice; readonly slots: readonly Slot[] }[];
  readonly steps: readonly Step[];
  readonly byKey: ReadonlyMap<string, Entry | AnyChoice>;
  /** What a conforming environ must have. */
  readonly required: readonly ByteString[];
  /** The codec of meta-variables that no profile names: that of the CGI values; ASGI has none, and header values are next to them. */
  readonly others: AnyCodec;
  readonly objects: PlainObjects;
}

/** One variable: where its value comes from. Undefined when the request does not have it. */
export interface Step {
  readonly key: ByteString;
  readonly entry: Entry;
  value(request: Fragment, settled: Settled): unknown;
}

const plans = new WeakMap<Profile, Plan>();

/** @internal */
export function planOf(profile: Profile): Plan {
  const known = plans.get(profile);
  if (known) return known;
  const plan = compile(profile);
  plans.set(profile, plan);
  return plan;
}

function compile({ environ, headers }: Profile): Plan {
  const entries = Object.entries(environ) as [ByteString, Entry][];
  const chosen = new Map<AnyChoice, Slot[]>();
  for (const [, entry] of entries) {
    if (entry.is !== "variable" || !isChoice(entry.codec)) continue;
    chosen.set(entry.codec, [...(chosen.get(entry.codec) ?? []), entry.slot]);
  }
  const choices = [...chosen].map(([choice, slots]) => ({ choice, slots }));
  const byKey = new Map<string, Entry | AnyChoice>(entries);
  for (const { choice } of choices) byKey.set(choice.recordedIn, choice);
  return {
    choices,
    steps: entries.map(([key, entry]) => ({ key, entry, value: valueOf(entry) })),
    byKey,
    required: entries.filter(([, entry]) => isRequired(entry)).map(([key]) => key),
    others: headers.as === "pairs" ? headers.value : headers.codec,
    objects: new PlainObjects(),
  };
}

/* ---- hub to model ---------------------------------------------------------- */

/**
 * The environ (or scope) that `profile` promises an application for this request.
 *
 * A variable whose slot the gateway did not see is absent. Values are of the profile's types: ask the
 * declaration whether that is bytes, bytes-in-unicode, text or escaped text.
 *
 * @throws {StringModelError} UNDECODABLE, with the variable and the offset of the first bad byte, where
 *   the model has no value for the bytes; BAD_VARIABLE where a port is no number, or where a variable
 *   that an application added (`request.extra`) has the name of one of the profile's own.
 */
export function writeEnviron<P extends Profile>(profile: P, request: RawRequest): Environ<P> {
  return writeFragment(profile, request);
}

/**
 * As {@link writeEnviron}, of what is known of a request: what is not known is absent. Without a method it
 * is a part of an environ, and the profile's constants are left out too.
 *
 * @throws {StringModelError} as `writeEnviron` does.
 */
export function writeFragment<P extends Profile>(profile: P, request: Fragment): Environ<P> {
  if (profile.keys === "bytes") {
    const dict = new BytesDict();
    write(profile, request, (key, value) => dict.byKey.set(key, value));
    return dict as Environ<P>;
  }
  const keys: ByteString[] = [];
  const values: unknown[] = [];
  write(profile, request, (key, value) => {
    keys.push(key);
    values.push(value);
  });
  return planOf(profile).objects.of(keys, values) as Environ<P>;
}

/** @internal */
export type Put = (key: ByteString, value: unknown) => void;

/** Every variable in the order of the dictionary. @internal */
export function write(profile: Profile, request: Fragment, put: Put): void {
  const plan = planOf(profile);
  // The variable that is being written, for the error that names it.
  let key: string | undefined;
  try {
    const settled = settleAll(plan, request, put);
    for (const step of plan.steps) {
      key = step.key;
      const value = step.value(request, settled);
      if (value !== undefined) put(step.key, value);
    }
    if (request.headers && profile.headers.as === "pairs") {
      key = profile.headers.key;
      put(key as ByteString, writePairs(profile.headers, request.headers));
    } else if (request.headers && profile.headers.as === "HTTP_*") {
      for (const [name, value] of mergeHeaders(request.headers)) {
        key = name;
        put(name, decodeWith(profile.headers.codec, value));
      }
    }
    for (const [name, wire] of request.variables ?? []) {
      key = name;
      refuseClash(profile, plan, name);
      put(name, decodeWith(plan.others, wire));
    }
    for (const [name, value] of request.extra ?? []) {
      key = name;
      refuseClash(profile, plan, name);
      put(name, value);
    }
  } catch (error) {
    throw placed(error, profile, key);
  }
}

/** The error with its place, unless a request that was opened has put another profile's name to it. @internal */
export function placed(error: unknown, profile: Profile, key: string | undefined): unknown {
  if (error instanceof StringModelError && error.where.profile !== undefined) return error;
  return located(error, { profile: profile.id, key });
}

function valueOf(entry: Entry): Step["value"] {
  switch (entry.is) {
    case "variable": {
      const { read } = slotInfo(entry.slot);
      const { codec } = entry;
      return (request, settled) => {
        const wire = read(request);
        if (wire === undefined) return undefined;
        return decodeWith(isChoice(codec) ? settled.get(codec)! : codec, wire);
      };
    }
    case "fact":
      return facts[entry.fact].read;
    case "constant":
      return ({ method }) => (method === undefined ? undefined : entry.value);
    case "address":
      return (request) => writeAddress(entry, request);
  }
}

function writeAddress({ host, port, codec }: Address, request: Fragment): unknown {
  const hostWire = slotInfo(host).read(request);
  const portWire = slotInfo(port).read(request);
  if (hostWire === undefined) {
    if (portWire) throw new StringModelError("BAD_VARIABLE", "there is a port without its host");
    return undefined;
  }
  return [decodeWith(codec, hostWire), portOf(portWire)];
}

/** RFC 3875, 4.1: empty means missing. @throws {StringModelError} BAD_VARIABLE */
function portOf(wire = empty): number {
  let port = 0;
  for (let i = 0; i < wire.length; i++) {
    const digit = wire.charCodeAt(i) - 0x30;
    port = digit >= 0 && digit <= 9 ? port * 10 + digit : Infinity;
  }
  if (wire.length > 5 || port > 65535) throw new StringModelError("BAD_VARIABLE", "a port is a decimal number up to 65535");
  return port;
}

export type Settled = ReadonlyMap<AnyChoice, AnyCodec>;
const nothingSettled: Settled = new Map();

/** Picks, per choice, the first codec that reads every variable declared with it, and records its name. @internal */
export function settleAll(plan: Plan, request: Fragment, put: Put): Settled {
  if (plan.choices.length === 0) return nothingSettled;
  const settled = new Map<AnyChoice, AnyCodec>();
  for (const { choice, slots } of plan.choices) {
    const wires: ByteString[] = [];
    for (const slot of slots) {
      const wire = slotInfo(slot).read(request);
      if (wire !== undefined) wires.push(wire);
    }
    if (wires.length === 0) continue;
    const codec = choice.among.find((candidate) => readsAll(candidate, wires));
    if (!codec)
      throw new StringModelError("UNDECODABLE", `in none of ${choice.among.map(({ name }) => name).join(", ")}`, {
        key: choice.recordedIn,
      });
    settled.set(choice, codec);
    put(choice.recordedIn as ByteString, codec.name);
  }
  return settled;
}

function readsAll(codec: AnyCodec, wires: readonly ByteString[]): boolean {
  for (const wire of wires) if (!reads(codec, wire)) return false;
  return true;
}

/** Refuses a variable that would shadow what the profile declares, or a header. @internal */
export function refuseClash(profile: Profile, plan: Plan, key: string): void {
  if (isHeaderKey(profile, key) || plan.byKey.has(key))
    throw new StringModelError("BAD_VARIABLE", "is not the profile's own, and has the name of one that is");
}

/** True of the places of headers, those among them that we never write. @internal */
export function isHeaderKey({ headers }: Profile, key: string): boolean {
  if (headers.as === "pairs") return key === headers.key;
  return headerName(key as ByteString) !== undefined || strayHeaders.has(key);
}

/** @internal */
export function writePairs({ name, value }: Extract<HeaderPlacement, { as: "pairs" }>, headers: readonly RawHeader[]): unknown {
  if (!isBytesPair(name, value)) return headers.map(([n, v]) => [decodeWith(name, n), decodeWith(value, v)]);
  const wires: ByteString[] = [];
  for (const [n, v] of headers) wires.push(name.python.lower ? lower(n) : n, v);
  return pairsOf(decodeAll(wires));
}

/** True where both are bytes, the names perhaps in lower case. @internal */
export const isBytesPair = (name: AnyCodec, value: AnyCodec): boolean =>
  value.decode === bytes.decode && (name.decode === bytes.decode || isLowerCase(name, bytes));

/** Names and values by turns, as pairs. @internal */
export function pairsOf<T>(items: readonly T[]): [T, T][] {
  const pairs: [T, T][] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push([items[i]!, items[i + 1]!]);
  return pairs;
}

/* ---- model to hub ---------------------------------------------------------- */

/**
 * The request that an environ describes, in bytes again.
 *
 * Header names come back in lower case and, from a CGI-shaped profile, in the order of the dictionary; the
 * raw path comes back where the environ has it and it still belongs to SCRIPT_NAME and PATH_INFO. Variables
 * that the profile does not declare are carried in `extra`, by reference.
 *
 * @throws {StringModelError} MISSING_VARIABLE, WRONG_TYPE, UNENCODABLE, UNKNOWN_ENCODING or BAD_VARIABLE, with the key.
 */
export function readEnviron<P extends Profile>(profile: P, environ: Environ<P>): RawRequest {
  refuseMissing(profile, planOf(profile), environ);
  return complete(readFragment(profile, environ));
}

/** @throws {StringModelError} MISSING_VARIABLE @internal */
export function refuseMissing(profile: Profile, { required }: Plan, environ: unknown): void {
  for (const key of required) {
    if (get(environ, key) === undefined) throw new StringModelError("MISSING_VARIABLE", "is required", { profile: profile.id, key });
  }
}

/**
 * As {@link readEnviron}, of an environ that need not be whole: what it does not have stays undefined.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE, UNKNOWN_ENCODING, BAD_VARIABLE, or MISSING_VARIABLE for
 *   the record of a choice without which a value has no bytes; with the key.
 */
export function readFragment<P extends Profile>(profile: P, environ: Environ<P>): Fragment {
  const plan = planOf(profile);
  const draft: Draft = {};
  const headers: RawHeader[] = [];
  const variables = new Map<ByteString, ByteString>();
  const extra = new Map<ByteString, unknown>();
  const look = (key: string) => get(environ, key);
  for (const key of keysOf(environ)) {
    const value = look(key);
    try {
      const entry = plan.byKey.get(key);
      if (entry !== undefined) {
        if ("is" in entry) readEntry(entry, value, look, draft);
      } else if (!readHeader(profile, key, value, look, headers)) readOther(plan, key, value, variables, extra);
    } catch (error) {
      throw located(error, { profile: profile.id, key });
    }
  }
  preferRawPath(plan, look, draft);
  // Of a whole environ it is known that there were none.
  if (headers.length > 0 || draft.method !== undefined) draft.headers = headers;
  if (variables.size > 0) draft.variables = variables;
  if (extra.size > 0) draft.extra = extra;
  return assemble(draft);
}

/** True when a conforming environ must have it. */
function isRequired(entry: Entry): boolean {
  if (entry.optional || entry.mirror || entry.extra) return false;
  return entry.is === "variable" && !slotInfo(entry.slot).optional;
}

/** Puts the slots that the value of one variable holds. @internal */
export function readEntry(entry: Entry, value: unknown, look: (key: string) => unknown, draft: Draft): void {
  if (value === null && entry.none) return;
  if (entry.is === "variable" && !entry.mirror) {
    draft[entry.slot] = encodeWith(isChoice(entry.codec) ? recorded(entry.codec, look) : entry.codec, value);
  } else if (entry.is === "fact") {
    (draft as Dictionary)[entry.fact] = value;
  } else if (entry.is === "address") readAddress(entry, value, draft);
}

/** The codec whose name the environ has on record. */
function recorded(choice: AnyChoice, look: (key: string) => unknown): AnyCodec {
  const name = look(choice.recordedIn);
  if (name === undefined)
    throw new StringModelError("MISSING_VARIABLE", "is required to read the values it was chosen for", { key: choice.recordedIn });
  const codec = choice.among.find(
    (candidate) => candidate.name === name || (typeof name === "string" && alias(candidate.name) === alias(name)),
  );
  if (!codec) throw new StringModelError("UNKNOWN_ENCODING", "names none of the codecs to choose from", { key: choice.recordedIn });
  return codec;
}

/** Charset labels differ in case and punctuation between servers (`utf-8`, `UTF8`; `latin-1`, `ISO-8859-1`). */
function alias(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return plain === "latin1" ? "iso88591" : plain;
}

function readAddress({ host, port, codec }: Address, value: unknown, draft: Draft): void {
  if (!Array.isArray(value) || value.length !== 2) throw new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not [host, port]`);
  draft[host] = encodeWith(codec, value[0]);
  // Of a Unix socket there is none, and 0 stands for one that is not known.
  if (value[1] === null || (value[1] === 0 && slotInfo(port).optional)) return;
  if (!Number.isInteger(value[1]) || value[1] < 0 || value[1] > 65535)
    throw new StringModelError("WRONG_TYPE", "the port is no integer from 0 to 65535");
  draft[port] = String(value[1]) as ByteString;
}

/** Takes `key` if it is a header's place; false when it is not. @internal */
export function readHeader(
  { headers: placement }: Profile,
  key: string,
  value: unknown,
  look: (key: string) => unknown,
  headers: RawHeader[],
): boolean {
  if (placement.as === "pairs") {
    if (key !== placement.key) return false;
    if (typeof value !== "object" || value === null || !(Symbol.iterator in value))
      throw new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not pairs`);
    for (const pair of value as Iterable<unknown>) {
      if (!Array.isArray(pair) || pair.length !== 2) throw new StringModelError("WRONG_TYPE", "an item is not [name, value]");
      headers.push([encodeWith(placement.name, pair[0]), encodeWith(placement.value, pair[1])]);
    }
    return true;
  }
  const name = headerName(key as ByteString) ?? strayHeaders.get(key);
  if (name === undefined) return false;
  // Servers that keep `HTTP_CONTENT_TYPE` beside `CONTENT_TYPE` say the same thing twice.
  if (key.startsWith("HTTP_CONTENT_") && strayHeaders.has(key) && look(key.slice(5)) !== undefined) return true;
  const wire = encodeWith(placement.codec, value);
  // RFC 3875, 4.1.2 and 4.1.3: these two are unset, or empty, when there is no body.
  if (wire !== "" || key.startsWith("HTTP_")) headers.push([name, wire]);
  return true;
}

/** Variables that we never make of a header, and other servers do. @internal */
export const strayHeaders: ReadonlyMap<string, ByteString> = new Map(
  Object.entries({ HTTP_PROXY: "proxy", HTTP_CONTENT_TYPE: "content-type", HTTP_CONTENT_LENGTH: "content-length" }) as [
    string,
    ByteString,
  ][],
);

/** A variable that the profile does not declare: a server's, which is bytes in the hub, or anybody's, by reference. @internal */
export function readOther(
  plan: Plan,
  key: string,
  value: unknown,
  variables: Map<ByteString, ByteString>,
  extra: Map<ByteString, unknown>,
): void {
  if (isMetaVariable(plan, key, value)) variables.set(key as ByteString, encodeWith(plan.others, value));
  else extra.set(latin1.encode(key as never), value);
}

/** True of another meta-variable of a server (RFC 3875, 4.1), whose value is a string of the model. @internal */
export function isMetaVariable({ others }: Plan, key: string, value: unknown): boolean {
  const fits = others.python.type === "bytes" ? value instanceof Uint8Array : typeof value === "string";
  return fits && /^[A-Z][A-Z0-9_]*$/.test(key);
}

/** Where `path` was read by a codec that substitutes, the bytes are taken from `raw_path`, if that is still the same path. */
function preferRawPath({ steps }: Plan, look: (key: string) => unknown, draft: Draft): void {
  if (draft.rawPath === undefined) return;
  const sent = percentDecode(draft.rawPath);
  for (const { key, entry } of steps) {
    if (entry.is !== "variable" || isChoice(entry.codec) || !entry.codec.lossy) continue;
    const { codec } = entry;
    if (entry.slot === "path" && codec.decode(sent) === look(key)) draft.path = sent;
    if (entry.slot !== "scriptName" || draft.scriptName === empty) continue;
    for (let end = sent.indexOf("/", 1); ; end = sent.indexOf("/", end + 1)) {
      const mount = (end < 0 ? sent : sent.slice(0, end)) as ByteString;
      if (codec.decode(mount) === look(key)) draft.scriptName = mount;
      if (end < 0) break;
    }
  }
}

/* ---- either dictionary ------------------------------------------------------ */

/** @internal */
export function get(environ: unknown, key: string): unknown {
  return environ instanceof BytesDict ? environ.look(key as ByteString) : (environ as Dictionary)[key];
}

/**
 * Keys of an environ of either kind; bytes keys as byte strings. Of an object made by `Object.create(environ)` they are
 * the environ's too, as a look at any of them says.
 */
export function keysOf(environ: unknown): Iterable<string> {
  if (environ instanceof BytesDict) return environ.byKey.keys();
  const prototype: unknown = Object.getPrototypeOf(environ);
  // Object.entries of a dictionary takes five times as long as its keys and a look at each.
  if (prototype === null || prototype === Object.prototype) return Object.keys(environ as Dictionary);
  const keys: string[] = [];
  for (const key in environ as Dictionary) keys.push(key);
  return keys;
}

/**
 * Takes the values, if the keys are these, in this order; false where they are not, with some of the values taken.
 * Through an object of one shape this is much quicker than to list the keys, and to look at each. @internal
 */
export function takeValues(environ: unknown, keys: readonly string[], values: unknown[]): boolean {
  if (environ instanceof BytesDict) return takeFrom(environ.byKey, keys, values);
  const prototype: unknown = Object.getPrototypeOf(environ);
  if (prototype !== null && prototype !== Object.prototype) return false;
  let i = 0;
  for (const key in environ as Dictionary) {
    if (key !== keys[i]) return false;
    values[i++] = (environ as Dictionary)[key];
  }
  return i === keys.length;
}

function takeFrom(entries: ReadonlyMap<string, unknown>, keys: readonly string[], values: unknown[]): boolean {
  let i = 0;
  for (const [key, value] of entries) {
    if (key !== keys[i]) return false;
    values[i++] = value;
  }
  return i === keys.length;
}

/** True of what {@link keysOf} would list. @internal */
export function has(environ: unknown, key: string): boolean {
  if (environ instanceof BytesDict) return environ.hasKey(key as ByteString);
  if (!(key in (environ as Dictionary))) return false;
  // What every object has is no variable.
  return !(key in Object.prototype) || [...keysOf(environ)].includes(key);
}

/** Keys and values of an environ of either kind; bytes keys as byte strings. */
export function* entriesOf(environ: unknown): Iterable<readonly [string, unknown]> {
  for (const key of keysOf(environ)) yield [key, get(environ, key)];
}
