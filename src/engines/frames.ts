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
  ready: 16,
  failed: 17,
  head: 18,
  chunk: 19,
  end: 20,
  error: 21,
  log: 22,
} as const;

export interface Frame {
  readonly kind: number;
  /** The number of the request. */
  readonly request: number;
  readonly payload: Buffer;
}

/** Bytes of a body that may be sent before the first frame that makes room. */
export const window = 256 * 1024;
/** A chunk of a body is no longer than this. */
export const piece = 64 * 1024;

const prefix = 9;
const longest = 16 * 1024 * 1024;
const absent = 0xffffffff;

/* ---- writing ---------------------------------------------------------------- */

/** A frame whose payload is nothing, or bytes. */
export function frame(kind: number, request: number, payload?: Uint8Array): Buffer {
  const wire = Buffer.allocUnsafe(prefix + (payload?.length ?? 0));
  writePrefix(wire, kind, request, payload?.length ?? 0);
  if (payload !== undefined) wire.set(payload, prefix);
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

export const requestFrame = (number: number, request: RawRequest, hasBody: boolean): Buffer =>
  fieldsFrame(kinds.request, number, requestFields(request, hasBody));

function requestFields(request: RawRequest, hasBody: boolean): (ByteString | undefined)[] {
  const { variables } = request;
  const fields: (ByteString | undefined)[] = [
    request.method,
    request.target,
    request.scriptName,
    request.pathInfo,
    request.rawPath,
    request.query,
    request.protocol,
    request.scheme,
    request.serverName,
    request.serverPort,
    request.remoteAddr,
    request.remotePort,
    hasBody ? ("1" as ByteString) : undefined,
    String(variables?.size ?? 0) as ByteString,
  ];
  if (variables !== undefined) for (const [name, value] of variables) fields.push(name, value);
  for (const [name, value] of request.headers) fields.push(name, value);
  return fields;
}

function writePrefix(wire: Buffer, kind: number, request: number, length: number): void {
  wire.writeUInt32LE(length, 0);
  wire[4] = kind;
  wire.writeUInt32LE(request, 5);
}

/* ---- reading ---------------------------------------------------------------- */

/** Cuts what arrives into frames, however it was cut on the way. */
export class FrameReader {
  #pending: Buffer[] = [];
  #length = 0;
  /** So many bytes are wanted before there is another look. */
  #wanted = prefix;

  /** The frames that are complete now; their payloads are parts of `wire` where they can be. @throws {StringModelError} BAD_PACKET */
  push(wire: Buffer): Frame[] {
    this.#pending.push(wire);
    this.#length += wire.length;
    if (this.#length < this.#wanted) return [];
    const whole = this.#pending.length === 1 ? wire : Buffer.concat(this.#pending, this.#length);
    const frames: Frame[] = [];
    let at = 0;
    this.#wanted = prefix;
    while (whole.length - at >= prefix) {
      const length = whole.readUInt32LE(at);
      if (length > longest) throw bad(`a frame of ${length} bytes`);
      const start = at + prefix;
      if (whole.length < start + length) {
        this.#wanted = prefix + length;
        break;
      }
      frames.push({ kind: whole[at + 4]!, request: whole.readUInt32LE(at + 5), payload: whole.subarray(start, start + length) });
      at = start + length;
    }
    this.#length = whole.length - at;
    this.#pending = this.#length > 0 ? [whole.subarray(at)] : [];
    return frames;
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

/** A response's head. @throws {StringModelError} BAD_PACKET */
export function readHead(payload: Buffer): Omit<RawResponse, "body"> {
  const [status, reason, ...rest] = readFields(payload);
  if (status === undefined || !/^[1-9]\d\d$/.test(status) || rest.length % 2 !== 0 || rest.includes(undefined))
    throw bad("not the head of a response");
  const headers: RawHeader[] = [];
  for (let i = 0; i < rest.length; i += 2) headers.push([rest[i]!, rest[i + 1]!]);
  return { status: Number(status), reason, headers };
}

const bad = (detail: string) => new StringModelError("BAD_PACKET", detail, { key: "engine" });
