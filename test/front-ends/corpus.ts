/** A request of the corpus as it was sent, and as a handler behind a front end saw it: field by field. */
import type { Body, Handler, RawRequest } from "../../src/exchange.ts";
import { drain } from "../../src/testing/testing.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { exchangeHeader } from "./backends.ts";

export interface Seen {
  readonly request: RawRequest;
  readonly body: string;
}

/** Where they differ. A header is compared by all its lines: `header x-model`. */
export interface Difference {
  readonly field: string;
  readonly sent: string | undefined;
  readonly seen: string | undefined;
}

/** The message with the line that says whose it is, behind the request line. */
export function marked(wire: Uint8Array, id: string): Uint8Array {
  const end = wire.indexOf(0x0a) + 1;
  return Buffer.concat([wire.subarray(0, end), Buffer.from(`${exchangeHeader}: ${id}\r\n`), wire.subarray(end)]);
}

/** Waits for the request of this mark. */
export function seenBy(handlers: Map<string, Handler>, id: string): { seen?: Seen } {
  const kept: { seen?: Seen } = {};
  handlers.set(id, async (request) => {
    handlers.delete(id);
    kept.seen = { request, body: await textOf(request.body) };
    return { status: 200, reason: "OK" as ByteString, headers: [["Content-Length" as ByteString, "0" as ByteString]], body: [] };
  });
  return kept;
}

const textOf = async (body: Body): Promise<string> => (await drain(body)).map(fromBytes).join("");

export async function differences(sent: RawRequest, { request, body }: Seen): Promise<Difference[]> {
  const [before, after] = [fieldsOf(sent, await textOf(sent.body)), fieldsOf(request, body)];
  const fields = [...new Set([...before.keys(), ...after.keys()])];
  return fields.map((field) => ({ field, sent: before.get(field), seen: after.get(field) })).filter(({ sent, seen }) => sent !== seen);
}

function fieldsOf({ method, target, scriptName, pathInfo, query, headers }: RawRequest, body: string): Map<string, string | undefined> {
  const fields = new Map<string, string | undefined>([
    ["method", method],
    ["target", target],
    ["path", scriptName + pathInfo],
    ["query", query],
    ["body", body],
  ]);
  for (const [name, value] of headers) addLine(fields, `header ${name.toLowerCase()}`, value);
  return fields;
}

function addLine(fields: Map<string, string | undefined>, field: string, value: string): void {
  const before = fields.get(field);
  fields.set(field, before === undefined ? value : `${before}\n${value}`);
}
