/** An application's status, headers and body chunks to wire bytes, and back. The other walker of declarations. */
import { type AnyCodec, encodeWith, typeName } from "./codec.ts";
import { keepsAscii } from "./codecs/ascii.ts";
import { bytes } from "./codecs/bytes.ts";
import { located, StringModelError } from "./errors.ts";
import type { RawHeader, RawResponse } from "./exchange.ts";
import { copyOf, keep, recall, written } from "./last-head.ts";
import type { Answer, Chunk, Headers, Profile, Status } from "./profile.ts";
import { reasonPhrase } from "./reason-phrases.ts";
import { type ByteString, empty } from "./wire.ts";

/* ---- model to hub ---------------------------------------------------------- */

/**
 * The status line's number and reason phrase.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE; BAD_STATUS when it is not `999 Reason` (PEP 3333, The
 *   start_response() Callable) with a number from 100; HEAD_INJECTION, with the offset of the control character.
 */
export function readStatus<P extends Profile>(profile: P, value: Status<P>): Pick<RawResponse, "status" | "reason"> {
  const { status: answer } = profile.response;
  if (!("accepts" in answer)) return { status: readStatusCode(profile, value) };
  const { status, reason } = readLine(profile, readersOf(answer), value);
  return { status, reason };
}

function readStatusCode(profile: Profile, value: unknown): number {
  const place = { profile: profile.id, key: "status" };
  if (!Number.isInteger(value)) throw new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not an integer`, place);
  if ((value as number) < 100 || (value as number) > 999) throw new StringModelError("BAD_STATUS", "is not from 100 to 999", place);
  return value as number;
}

interface StatusLine {
  readonly status: number;
  readonly reason: ByteString;
}

const lines = new Map<ByteString, StatusLine>();

function readLine(profile: Profile, readers: Readers, value: unknown): StatusLine {
  const wire = recall(0, value, readers) ?? encodeAt(readers, value, profile, "status");
  const known = lines.get(wire);
  if (known !== undefined) return known;
  const place = { profile: profile.id, key: "status" };
  if (!/^[1-9]\d\d /.test(wire)) throw new StringModelError("BAD_STATUS", "is not three digits, a space and a reason phrase", place);
  refuseControls(wire, /[\0-\x1f\x7f]/, place);
  const line = { status: Number(wire.slice(0, 3)), reason: wire.slice(4) as ByteString };
  remember(lines, wire, { ...line, reason: copyOf(line.reason) });
  keep(0, value, wire);
  return line;
}

/**
 * Header lines, in order, repeats kept.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE; BAD_HEADER when a name is no token (RFC 9110, 5.1);
 *   HEAD_INJECTION when a value holds CR, LF, NUL or another control character but TAB (RFC 9110, 5.5). The key names the line.
 */
export function readHeaders<P extends Profile>(profile: P, headers: Headers<P>): RawHeader[] {
  const { headerName, headerValue } = profile.response;
  if (!Array.isArray(headers))
    throw new StringModelError("WRONG_TYPE", `is ${typeName(headers)}, not a list`, { profile: profile.id, key: "headers" });
  const names = readersOf(headerName);
  const values = readersOf(headerValue);
  const read: RawHeader[] = [];
  for (let i = 0; i < headers.length; i++) {
    const pair: unknown = headers[i];
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new StringModelError("WRONG_TYPE", "is not a pair of name and value", { profile: profile.id, key: `headers[${i}]` });
    const name = recall(2 * i + 1, pair[0], names) ?? readName(profile, names, pair[0], i);
    read.push([name, recall(2 * i + 2, pair[1], values) ?? readValue(profile, values, pair[1], i, name)]);
  }
  return read;
}

/** Names that were found to be tokens. */
const tokens = new Map<ByteString, true>();

function readName(profile: Profile, readers: Readers, value: unknown, i: number): ByteString {
  const name = encodeAt(readers, value, profile, "headers", i);
  if (!tokens.has(name)) {
    const place = { profile: profile.id, key: `headers[${i}]` };
    refuseControls(name, /[\0-\x1f\x7f]/, place);
    if (!token.test(name)) throw new StringModelError("BAD_HEADER", "the name is not a token", place);
    remember(tokens, name, true);
  }
  return keep(2 * i + 1, value, name);
}

function readValue(profile: Profile, readers: Readers, value: unknown, i: number, name: ByteString): ByteString {
  const wire = encodeAt(readers, value, profile, "headers", i, name);
  if (holdsControl(wire)) refuseControls(wire, /[\0-\x08\x0a-\x1f\x7f]/, { profile: profile.id, key: `headers[${i}] ${name}` });
  return keep(2 * i + 2, value, wire);
}

/** One chunk of the body, or of what `write()` is given; `key` names it in a refusal. @throws {StringModelError} WRONG_TYPE, UNENCODABLE */
export function readChunk<P extends Profile>(profile: P, chunk: Chunk<P>, key = "body"): Uint8Array {
  try {
    return codecFor(readersOf(profile.response.body), chunk).encodeBytes(chunk);
  } catch (error) {
    throw located(error, { profile: profile.id, key });
  }
}

/**
 * One value of an answer as wire bytes, with no look at what HTTP allows there.
 *
 * @throws {StringModelError} WRONG_TYPE, UNENCODABLE
 */
export function encodeAnswer(profile: Profile, part: "status" | "headerName" | "headerValue" | "body", value: unknown): ByteString {
  const answer = profile.response[part];
  if (!("accepts" in answer)) throw new StringModelError("WRONG_TYPE", "is a number in this model", { profile: profile.id, key: part });
  return encodeAt(readersOf(answer), value, profile, part);
}

/* ---- hub to model ---------------------------------------------------------- */

/**
 * The status as an application of this model would give it: a line, or a number.
 *
 * A response without a reason phrase (ASGI has none) gets the registered one, since WSGI demands a phrase.
 *
 * @throws {StringModelError} UNDECODABLE
 */
export function writeStatus<P extends Profile>(profile: P, { status, reason }: Pick<RawResponse, "status" | "reason">): Status<P> {
  const { status: answer } = profile.response;
  if (!("accepts" in answer)) return status as Status<P>;
  const line = lineOf(status, reason);
  try {
    return written(answer.accepts[0], line) as Status<P>;
  } catch (error) {
    throw located(error, { profile: profile.id, key: "status" });
  }
}

let lastStatus = Number.NaN;
let lastReason: ByteString | undefined;
let lastLine = empty;

/** An application has few: a line that is spelt once need not be joined again. */
function lineOf(status: number, reason: ByteString | undefined): ByteString {
  if (status === lastStatus && reason === lastReason) return lastLine;
  const line = `${status} ${reason ?? reasonPhrase(status)}` as ByteString;
  if (line.length <= 64) {
    lastStatus = status;
    lastReason = reason;
    lastLine = line;
  }
  return line;
}

/** Header lines in the first of the types that the model accepts. @throws {StringModelError} UNDECODABLE */
export function writeHeaders<P extends Profile>(profile: P, headers: readonly RawHeader[]): Headers<P> {
  const name = profile.response.headerName.accepts[0];
  const value = profile.response.headerValue.accepts[0];
  const list: [unknown, unknown][] = [];
  try {
    for (let i = 0; i < headers.length; i++) {
      const header = headers[i]!;
      list.push([written(name, header[0]), written(value, header[1])]);
    }
  } catch (error) {
    throw located(error, { profile: profile.id, key: `headers[${list.length}]` });
  }
  return list as unknown as Headers<P>;
}

/** A body chunk in the first of the types that the model accepts. */
export function writeChunk<P extends Profile>(profile: P, chunk: Uint8Array): Chunk<P> {
  return profile.response.body.accepts[0].decode(chunk) as Chunk<P>;
}

/* ---- helpers ---------------------------------------------------------------- */

/** tchar, one or more (RFC 9110, 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The codecs for what an application may give: bytes for bytes, a str codec for a str. */
interface Readers {
  readonly bytes: AnyCodec;
  readonly str: AnyCodec;
  /** True where bytes are themselves. */
  readonly readsBytes: boolean;
  /** True where a str of ASCII is itself. */
  readonly readsAscii: boolean;
}

const compiled = new WeakMap<Answer, Readers>();

function readersOf(answer: Answer): Readers {
  const known = compiled.get(answer);
  if (known !== undefined) return known;
  const { accepts } = answer;
  const codecFor = (type: "bytes" | "str") => accepts.find(({ python }) => python.type === type) ?? accepts[0];
  const [ofBytes, ofStr] = [codecFor("bytes"), codecFor("str")];
  const readers = { bytes: ofBytes, str: ofStr, readsBytes: ofBytes.encode === bytes.encode, readsAscii: keepsAscii(ofStr) };
  compiled.set(answer, readers);
  return readers;
}

const codecFor = (readers: Readers, value: unknown): AnyCodec => (value instanceof Uint8Array ? readers.bytes : readers.str);

/** The wire of a value; `i` and `name` tell which line, should it be refused. */
function encodeAt(readers: Readers, value: unknown, profile: Profile, key: string, i?: number, name?: ByteString): ByteString {
  try {
    return encodeWith(codecFor(readers, value), value);
  } catch (error) {
    const line = i === undefined ? key : `${key}[${i}]`;
    throw located(error, { profile: profile.id, key: name === undefined ? line : `${line} ${name}` });
  }
}

/** Status lines and header names are few, but an application may make them of anything: what is long is not kept, nor ever many. */
function remember<V>(known: Map<ByteString, V>, wire: ByteString, value: V): void {
  if (known.size >= 512) known.clear();
  if (wire.length <= 64) known.set(copyOf(wire), value);
}

/** True where {@link refuseControls} has something to refuse in a value, and never false there. A loop is quicker than a regular expression here. */
function holdsControl(wire: ByteString): boolean {
  for (let i = 0; i < wire.length; i++) {
    const code = wire.charCodeAt(i);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

function refuseControls(wire: ByteString, controls: RegExp, place: { profile: string; key: string }): void {
  const offset = wire.search(controls);
  if (offset < 0) return;
  const code = wire.charCodeAt(offset).toString(16).padStart(2, "0");
  throw new StringModelError("HEAD_INJECTION", `holds the control character 0x${code}`, { ...place, offset });
}
