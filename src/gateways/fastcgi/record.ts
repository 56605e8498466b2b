/** Records, which all of FastCGI is made of: a header of eight bytes, content, padding (FastCGI Specification, 3.3 and 8). */
import { freshBytes } from "../../codecs/host.ts";
import { StringModelError } from "../../errors.ts";

/** The field `type` of a record. */
export const types = {
  beginRequest: 1,
  abortRequest: 2,
  endRequest: 3,
  params: 4,
  stdin: 5,
  stdout: 6,
  stderr: 7,
  data: 8,
  getValues: 9,
  getValuesResult: 10,
  unknownType: 11,
} as const;

/** The field `protocolStatus` of FCGI_END_REQUEST. */
export const protocolStatuses = { requestComplete: 0, cannotMultiplex: 1, overloaded: 2, unknownRole: 3 } as const;

/** The only role there is here; the others are Authorizer, 2, and Filter, 3. */
export const responder = 1;
/** The flag of FCGI_BEGIN_REQUEST that keeps the connection. */
export const keepConnection = 1;

/** A record header is so many bytes. */
export const headerLength = 8;
/** Most of a stream that one record has here: the largest that needs no padding. */
export const mostContent = 65_528;

export interface RecordHeader {
  readonly type: number;
  /** Zero for management records. */
  readonly id: number;
  readonly contentLength: number;
  readonly paddingLength: number;
}

/** The header at `at`. @throws {StringModelError} TRUNCATED; BAD_PACKET for another version than 1 */
export function readHeader(wire: Uint8Array, at = 0): RecordHeader {
  if (wire.length - at < headerLength) throw new StringModelError("TRUNCATED", "a record header is eight bytes", { offset: wire.length });
  if (wire[at] !== 1) throw new StringModelError("BAD_PACKET", "not version 1 of FastCGI", { offset: at });
  return { type: wire[at + 1]!, id: uint16(wire, at + 2), contentLength: uint16(wire, at + 4), paddingLength: wire[at + 6]! };
}

export const uint16 = (wire: Uint8Array, at: number): number => (wire[at]! << 8) | wire[at + 1]!;

export interface OutgoingRecord {
  readonly type: number;
  readonly id: number;
  /** At most 65,535 bytes, all together. */
  readonly content: readonly Uint8Array[];
}

/** Records in one piece, each padded to a multiple of eight bytes (3.3). */
export function writeRecords(records: readonly OutgoingRecord[]): Uint8Array {
  const lengths = records.map(({ content }) => content.reduce((sum, { length }) => sum + length, 0));
  const wire = freshBytes(lengths.reduce((sum, length) => sum + headerLength + length + padding(length), 0));
  let at = 0;
  records.forEach(({ type, id, content }, i) => {
    at = putHeader(wire, at, type, id, lengths[i]!);
    for (const part of content) {
      wire.set(part, at);
      at += part.length;
    }
    // The array may hold what was in memory before.
    at += padding(lengths[i]!);
    wire.fill(0, at - padding(lengths[i]!), at);
  });
  return wire;
}

/** A part of a stream: in one record where it fits. */
export function streamRecords(type: number, id: number, content: readonly Uint8Array[]): OutgoingRecord[] {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  if (length === 0) return [];
  if (length <= mostContent) return [{ type, id, content }];
  return content.flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / mostContent) }, (_, i) => ({
      type,
      id,
      content: [part.subarray(i * mostContent, (i + 1) * mostContent)],
    })),
  );
}

/** The header of a record that needs no padding, alone. */
export function writeHeader(type: number, id: number, length: number): Uint8Array {
  const wire = new Uint8Array(headerLength);
  putHeader(wire, 0, type, id, length);
  return wire;
}

/** FCGI_END_REQUEST (5.5). */
export function endRequest(id: number, appStatus: number, protocolStatus: number): OutgoingRecord {
  const content = new Uint8Array(8);
  new DataView(content.buffer).setUint32(0, appStatus);
  content[4] = protocolStatus;
  return { type: types.endRequest, id, content: [content] };
}

/** FCGI_UNKNOWN_TYPE (4.2). */
export const unknownType = (type: number): OutgoingRecord => ({
  type: types.unknownType,
  id: 0,
  content: [Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0)],
});

const padding = (length: number): number => -length & 7;

function putHeader(wire: Uint8Array, at: number, type: number, id: number, length: number): number {
  wire[at] = 1;
  wire[at + 1] = type;
  wire[at + 2] = id >> 8;
  wire[at + 3] = id;
  wire[at + 4] = length >> 8;
  wire[at + 5] = length;
  wire[at + 6] = padding(length);
  wire[at + 7] = 0;
  return at + headerLength;
}
