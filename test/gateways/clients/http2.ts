/** A client of HTTP/2 by node:http2. */
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from "node:http2";
import type { RawHeader } from "../../../src/exchange.ts";
import { joined } from "../../../src/testing/drain.ts";
import type { WireRequest, WireResponse } from "../../../src/testing/testing.ts";
import type { ByteString } from "../../../src/wire.ts";

export async function overHttp2(session: ClientHttp2Session, request: WireRequest): Promise<WireResponse> {
  const { body = [], leaveAfter } = request;
  const stream = session.request(fieldsOf(request), { endStream: Array.isArray(body) && body.length === 0 });
  const chunks: Uint8Array[] = [];
  let length = 0;
  let head: { status: number; headers: RawHeader[] } = { status: 0, headers: [] };
  let broken = false;
  stream.on("error", () => {
    broken = true;
  });
  const closed = new Promise<void>((resolve) => stream.on("close", resolve));
  const leaves = () => {
    if (leaveAfter !== undefined && head.status !== 0 && length >= leaveAfter) stream.close(constants.NGHTTP2_CANCEL);
  };
  stream.on("response", (_headers, _flags, raw?: string[]) => {
    head = headOf(raw ?? []);
    leaves();
  });
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    request.onChunk?.(chunk);
    leaves();
  });
  void send(stream, body);
  await closed;
  return { ...head, body: joined(chunks), complete: !broken && stream.rstCode === 0 };
}

function fieldsOf({ method, target, headers, body = [] }: WireRequest): OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = { ":method": method, ":path": target, ":authority": "example.org" };
  for (const [name, given] of headers) {
    const key = name.toLowerCase();
    // A value with white space around it is malformed (RFC 9113, 8.2.1), so that nobody has to take it away.
    const value = given.trim();
    const before = fields[key];
    fields[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  if (Array.isArray(body) && body.length > 0) fields["content-length"] = String(body.reduce((sum, chunk) => sum + chunk.length, 0));
  return fields;
}

async function send(stream: ClientHttp2Stream, body: NonNullable<WireRequest["body"]>): Promise<void> {
  if (Array.isArray(body) && body.length === 0) return;
  for await (const chunk of body) {
    if (stream.destroyed) return;
    if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(() => {});
  }
  stream.end();
}

function headOf(raw: readonly string[]): { status: number; headers: RawHeader[] } {
  const lines = raw.flatMap((name, i) => (i % 2 === 0 ? [[name as ByteString, raw[i + 1] as ByteString] as RawHeader] : []));
  return { status: Number(lines.find(([name]) => name === ":status")?.[1]), headers: lines.filter(([name]) => !name.startsWith(":")) };
}
