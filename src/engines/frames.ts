/** The frames between an engine and its interpreters: the pure reader and writer. `runtime/frames.py` specifies them. */
import { StringModelError } from "../errors.ts";
import type { RawHeader, RawRequest, RawResponse } from "../exchange.ts";
import { type ByteString, fromBytes } from "../wire.ts";

export const kinds = {
  config: 1,
  request: 2,
  body: 3,
  bodyEnd: 4,
  bodyBroken: 5,
  cancel: 6,
  room: 7,
  stop: 8,
  anyRequest: 9,
  ready: 16,
  failed: 17,
  head: 18,
  chunk: 19,
  end: 20,
  error: 21,
  log: 22,
  answer: 23,
  back: 24,
} as const;

export interface Frame {
  readonly kind: number;
  /** The number of the request. */
  readonly request: number;
  readonly payload: Buffer;
}

/** Bytes of a body that may be sent before the first frame that makes room. */
export const window = 256 * 1024;
/** A frame of a request's body is no longer than this. */
export const piece = 64 * 1024;

const prefix = 9;
/** A frame that has more is not read. */
export const longest = 16 * 1024 * 1024;
const absent = 0xffffffff;

/* ---- writing ---------------------------------------------------------------- */

/** A frame whose payload is nothing, or bytes. */
export function frame(kind: number, request: number, payload?: Uint8Array): Buffer {
  const wire = Buffer.allocUnsafe(prefix + (payload?.length ?? 0));
  writePrefix(wire, kind, request, payload?.length ?? 0);
  if (payload !== undefined) wire.set(payload, prefix);
  return wire;
}

/** What goes before a payload of so many bytes, which follows as it is. */
export function prefixFor(kind: number, request: number, length: number): Buffer {
  const wire = Buffer.allocUnsafe(prefix);
  writePrefix(wire, kind, request, length);
  return wire;
}

/** A frame that says of how much room there is. */
export function roomFrame(request: number, bytes: number): Buffer {
  const wire = Buffer.allocUnsafe(prefix + 4);
  writePrefix(wire, kinds.room, request, 4);
  wire.writeUInt32LE(bytes, prefix);
  return wire;
}

/** A frame of byte strings, of which each may be absent. */
export function fieldsFrame(kind: number, request: number, fields: readonly (ByteString | undefined)[]): Buffer {
  const text = fields.join("");
  const start = prefix + 4 + 4 * fields.length;
  const wire = Buffer.allocUnsafe(start + text.length);
  writePrefix(wire, kind, request, wire.length - prefix);
  wire.writeUInt32LE(fields.length, prefix);
  for (let i = 0, at = prefix + 4; i < fields.length; i++, at += 4) wire.writeUInt32LE(fields[i]?.length ?? absent, at);
  wire.write(text, start, "latin1");
  return wire;
}

/** The parts that a request may have, in the order of the bits that say which are there. */
const parts = [
  "method",
  "target",
  "scriptName",
  "pathInfo",
  "rawPath",
  "query",
  "protocol",
  "scheme",
  "serverName",
  "serverPort",
  "remoteAddr",
  "remotePort",
] as const satisfies readonly (keyof RawRequest)[];
const bodyFollows = 1 << parts.length;

/** The head of a request. */
export function requestFrame(number: number, request: RawRequest, hasBody: boolean): Buffer {
  const strings = requestStrings(request, hasBody);
  const text = strings.join("\0");
  // A NUL in one of them would look like the end of it.
  if (nulsIn(text) !== strings.length - 1) return fieldsFrame(kinds.anyRequest, number, strings);
  const wire = Buffer.allocUnsafe(prefix + text.length);
  writePrefix(wire, kinds.request, number, text.length);
  wire.write(text, prefix, "latin1");
  return wire;
}

function requestStrings(request: RawRequest, hasBody: boolean): ByteString[] {
  const { variables } = request;
  const strings = ["", String(variables?.size ?? 0)] as ByteString[];
  let mask = hasBody ? bodyFollows : 0;
  for (let i = 0; i < parts.length; i++) {
    const value = request[parts[i]!];
    if (value === undefined) continue;
    mask |= 1 << i;
    strings.push(value);
  }
  strings[0] = String(mask) as ByteString;
  if (variables !== undefined) for (const [name, value] of variables) strings.push(name as ByteString, value);
  for (const [name, value] of request.headers) strings.push(name, value);
  return strings;
}

function nulsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\0"); at >= 0; at = text.indexOf("\0", at + 1)) count++;
  return count;
}

function writePrefix(wire: Buffer, kind: number, request: number, length: number): void {
  wire.writeUInt32LE(length, 0);
  wire[4] = kind;
  wire.writeUInt32LE(request, 5);
}

/* ---- reading ---------------------------------------------------------------- */

/**
 * Cuts what arrives into frames, however it was cut on the way. Of a CHUNK, parts are handed on as they come, each as a CHUNK:
 * only the bytes of a body count, and they are not copied.
 */
export class FrameReader {
  #pending: Buffer[] = [];
  #length = 0;
  /** So many bytes are wanted before there is another look. */
  #wanted = prefix;
  /** Bytes of a chunk that has come in part, and whose it is. */
  #left = 0;
  #request = 0;

  /** The frames that are complete now; their payloads are parts of `wire` where they can be. @throws {StringModelError} BAD_PACKET */
  push(wire: Buffer): Frame[] {
    const frames: Frame[] = [];
    const rest = this.#left > 0 ? this.#goOn(wire, frames) : wire;
    this.#pending.push(rest);
    this.#length += rest.length;
    if (this.#length < this.#wanted) return frames;
    const whole = this.#pending.length === 1 ? rest : Buffer.concat(this.#pending, this.#length);
    const end = this.#cut(whole, frames);
    this.#length = whole.length - end;
    this.#pending = this.#length > 0 ? [whole.subarray(end)] : [];
    return frames;
  }

  /** The offset after what was taken. */
  #cut(whole: Buffer, frames: Frame[]): number {
    let at = 0;
    this.#wanted = prefix;
    while (whole.length - at >= prefix) {
      const length = whole.readUInt32LE(at);
      if (length > longest) throw bad(`a frame of ${length} bytes`);
      const kind = whole[at + 4]!;
      const request = whole.readUInt32LE(at + 5);
      const start = at + prefix;
      if (whole.length < start + length) {
        if (kind === kinds.chunk) {
          this.#request = request;
          this.#left = length;
          this.#goOn(whole.subarray(start), frames);
          return whole.length;
        }
        this.#wanted = prefix + length;
        break;
      }
      frames.push({ kind, request, payload: whole.subarray(start, start + length) });
      at = start + length;
    }
    return at;
  }

  /** What is left after the chunk. */
  #goOn(wire: Buffer, frames: Frame[]): Buffer {
    const payload = wire.length > this.#left ? wire.subarray(0, this.#left) : wire;
    this.#left -= payload.length;
    if (payload.length > 0) frames.push({ kind: kinds.chunk, request: this.#request, payload });
    return wire.subarray(payload.length);
  }
}

/** @throws {StringModelError} BAD_PACKET */
export function readFields(payload: Buffer): (ByteString | undefined)[] {
  if (payload.length < 4) throw bad("no number of fields");
  const count = payload.readUInt32LE(0);
  let at = 4 + 4 * count;
  if (at > payload.length) throw bad("fewer lengths than fields");
  const fields: (ByteString | undefined)[] = [];
  for (let i = 0; i < count; i++) {
    const length = payload.readUInt32LE(4 + 4 * i);
    if (length === absent) fields.push(undefined);
    else {
      if (at + length > payload.length) throw bad("a field ends after its frame");
      fields.push(fromBytes(payload.subarray(at, at + length)));
      at += length;
    }
  }
  if (at !== payload.length) throw bad("bytes follow the last field");
  return fields;
}

/** @throws {StringModelError} BAD_PACKET */
export function readRoom(payload: Buffer): number {
  if (payload.length !== 4) throw bad("room is one number");
  return payload.readUInt32LE(0);
}

/**
 * A response's head, with a body that is somebody's to put in. An object that is spread for it would be allocated among those that
 * live long, and cost the garbage collector more than everything else here together.
 *
 * @throws {StringModelError} BAD_PACKET
 */
export function readHead(payload: Buffer, body: RawResponse["body"]): RawResponse {
  const text = fromBytes(payload);
  const { status, reason, headers } = text === last.text ? again(text) : first(text);
  return { status, reason, headers, body };
}

type Head = Omit<RawResponse, "body">;

/** The next head is often the same, byte for byte. */
let last: { readonly text: string | undefined; head: Head | undefined } = { text: undefined, head: undefined };

/** Whoever gets it may do with it what he likes: it is nobody else's. */
function first(text: string): Head {
  const head = parseHead(text);
  last = { text, head: undefined };
  return head;
}

/** What several responses have may not be changed through one of them. */
function again(text: string): Head {
  last.head ??= frozen(parseHead(text));
  return last.head;
}

function frozen(head: Head): Head {
  for (const header of head.headers) Object.freeze(header);
  Object.freeze(head.headers);
  return head;
}

function parseHead(text: string): Head {
  const strings = text.split("\0") as ByteString[];
  const line = strings[0]!;
  if (!/^[1-9]\d\d( |$)/.test(line) || strings.length % 2 !== 1) throw bad("not the head of a response");
  const headers: RawHeader[] = [];
  for (let i = 1; i < strings.length; i += 2) headers.push([strings[i]!, strings[i + 1]!]);
  return { status: Number(line.slice(0, 3)), reason: line.length > 3 ? (line.slice(4) as ByteString) : undefined, headers };
}

/** A whole response: its head, and its body as one chunk or none. @throws {StringModelError} BAD_PACKET */
export function readAnswer(payload: Buffer): RawResponse {
  const end = payload.length < 4 ? Infinity : 4 + payload.readUInt32LE(0);
  if (end > payload.length) throw bad("a head ends after its frame");
  return readHead(payload.subarray(4, end), end === payload.length ? [] : [payload.subarray(end)]);
}

const bad = (detail: string) => new StringModelError("BAD_PACKET", detail, { key: "engine" });
