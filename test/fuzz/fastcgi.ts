/** FastCGI from any peer at all: answered or refused, never another exception, never a hang. */
import * as fc from "fast-check";
import { StringModelError } from "../../src/errors.ts";
import type { Handler, RawResponse } from "../../src/exchange.ts";
import { fastcgiProtocol } from "../../src/gateways/fastcgi/connection.ts";
import { RecordReader } from "../../src/gateways/fastcgi/record-reader.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import {
  Answer,
  abort,
  begin,
  bytes,
  pair,
  pairs,
  params,
  plainVariables,
  readRecords,
  record,
  stdin,
  whole,
} from "../gateways/clients/fastcgi.ts";
import { ticks } from "../gateways/fastcgi-served.ts";
import { open } from "../gateways/memory-peer.ts";

const id = fc.constantFrom(1, 2, 3, 4, 65_535, 0);
const text = fc.string({ unit: fc.nat(255).map((byte) => String.fromCharCode(byte)), maxLength: 40 });
const name = fc.constantFrom(
  "HTTP_X",
  "CONTENT_LENGTH",
  "REQUEST_METHOD",
  "QUERY_STRING",
  "PATH_INFO",
  "FCGI_MPXS_CONNS",
  "FCGI_MAX_REQS",
  "",
);
const variables = fc
  .array(
    fc.oneof(
      fc.tuple(name, text).map(([name, value]) => pair(name, value)),
      fc.nat(12).map((n) => pair("CONTENT_LENGTH", String(n))),
      text,
    ),
  )
  .map((more) => pairs(plainVariables) + more.join(""));

/** What a web server sends, and what none does. */
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(id, text, fc.constantFrom("/", "/", "/throw", "/broken", "/long"), fc.nat(9))
      .map(([id, body, PATH_INFO, close]) => whole(id, { PATH_INFO }, body, close > 0)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(id, variables, fc.boolean())
      .map(
        ([id, content, sized]) => begin(id) + params(id, sized ? pairs({ ...plainVariables, CONTENT_LENGTH: "9" }) : content) + params(id),
      ),
  },
  { weight: 3, arbitrary: fc.tuple(id, fc.oneof(text, fc.constant(""))).map(([id, content]) => stdin(id, content)) },
  { weight: 2, arbitrary: id.map(abort) },
  { weight: 1, arbitrary: fc.tuple(id, fc.constantFrom(1, 2, 9)).map(([id, role]) => begin(id, { role })) },
  { weight: 1, arbitrary: fc.tuple(id, fc.oneof(variables, fc.constant(""))).map(([id, content]) => params(id, content)) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(12), id, text, fc.nat(255)).map(([type, id, content, padding]) => record(type, id, content, padding)),
  },
  { weight: 1, arbitrary: fc.tuple(fc.nat(255), id).map(([type, id]) => record(type, id)) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(["FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "X"])
      .map((names) => record(9, 0, names.map((name) => pair(name)).join(""))),
  },
);

const change = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) });

/** Bytes in packets: mostly records, a few bytes of them changed, cut anywhere. */
export const packets: fc.Arbitrary<Uint8Array[]> = fc
  .tuple(
    fc.array(piece, { maxLength: 12 }),
    fc.oneof(fc.constant([]), fc.array(change, { maxLength: 2 })),
    fc.array(fc.nat(600), { maxLength: 8 }),
  )
  .map(([pieces, changes, cuts]) => {
    const wire = bytes(pieces.join(""));
    for (const { at, byte } of changes) if (wire.length > 0) wire[Math.floor(at * wire.length)] = byte;
    const packets: Uint8Array[] = [];
    let at = 0;
    for (const length of [...cuts, wire.length]) {
      if (at < wire.length && length > 0) packets.push(wire.subarray(at, at + length));
      at += length;
    }
    return packets;
  });

/** The records of packets as one string, with the refusal at their end, if there is one. */
function recordsIn(packets: readonly Uint8Array[]): string {
  let seen = "";
  const saw = (text: string) => {
    seen += text;
  };
  const reader = new RecordReader({
    begin: (header) => saw(`\n${Object.values(header)}:`),
    content: (wire) => saw(fromBytes(wire)),
    end: () => saw("."),
  });
  try {
    for (const packet of packets) reader.receive(packet);
  } catch (error) {
    if (!(error instanceof StringModelError) || error.code !== "BAD_PACKET") throw error;
    seen += "refused";
  }
  return seen;
}

const joined = (packets: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(packets));

/** How a record is cut changes nothing. */
export function checkReader(packets: readonly Uint8Array[]): void {
  const [cut, uncut] = [recordsIn(packets), recordsIn(packets.length === 0 ? [] : [joined(packets)])];
  if (cut !== uncut) throw new Error(`read as ${JSON.stringify(cut)} in packets, and as ${JSON.stringify(uncut)} in one`);
}

const nowhere = { write: () => {}, writelines: () => {}, flush: () => {} };
const server = { multithread: false, multiprocess: false, runOnce: false, errors: nowhere };

/** Every request is answered, refused or left, and what is written is records that a web server can read. */
export async function checkConnection(packets: readonly Uint8Array[], end: "finish" | "lost"): Promise<void> {
  let [called, told] = [0, 0];
  const handler: Handler = (request) => {
    called++;
    return answers[request.pathInfo]?.() ?? read(request);
  };
  const onExchange = ({ request }: { readonly request?: unknown }) => {
    if (request !== undefined) told++;
  };
  const { peer, connection } = open(fastcgiProtocol({ connections: 1, requests: 3 }), handler, { onError: () => {}, onExchange, server });
  for (const packet of packets) {
    connection.receive(packet);
    if (called % 2 === 0) await ticks();
  }
  if (!peer.destroyed) connection[end]();
  for (let i = 0; i < 5 && told < called; i++) await ticks();
  if (told !== called) throw new Error(`${called} requests, of which ${told} came to an end`);
  await ticks();
  if (end === "finish" && !peer.ended && !peer.destroyed) throw new Error("the connection does not end");
  checkWritten(peer.sent);
}

function checkWritten(sent: string): void {
  const { records, end } = readRecords(sent);
  if (end !== sent.length) throw new Error(`no record: ${JSON.stringify(sent.slice(end))}`);
  const answers = new Map<number, Answer>();
  for (const one of records) {
    if (one.id === 0) continue;
    const answer = answers.get(one.id) ?? new Answer();
    answers.set(one.id, answer);
    answer.take(one);
    if (answer.ended === undefined) continue;
    if (answer.stdout !== "" && !(answer.response.status >= 200)) throw new Error(`no response: ${JSON.stringify(answer.stdout)}`);
    answers.delete(one.id);
  }
}

const ok = (body: RawResponse["body"]): RawResponse => ({ status: 200, headers: [["X-A" as ByteString, "1" as ByteString]], body });

const answers: Readonly<Record<string, () => RawResponse>> = {
  "/throw": () => {
    throw new Error("the handler");
  },
  "/broken": () => ok(brokenBody()),
  "/long": () => ok([new Uint8Array(100_001), new Uint8Array(3)]),
};

async function* brokenBody(): AsyncGenerator<Uint8Array> {
  yield bytes("one");
  throw new Error("the body");
}

const read = async ({ body, server }: Parameters<Handler>[0]): Promise<RawResponse> => {
  const chunks: Uint8Array[] = [];
  server.errors.write("reading\nand");
  for await (const chunk of body) chunks.push(chunk);
  return ok(chunks);
};

/** Tries so many inputs. */
export async function fuzz(runs: number, seed?: number): Promise<void> {
  const options = { numRuns: runs, ...(seed !== undefined && { seed }) };
  fc.assert(fc.property(packets, checkReader), options);
  await fc.assert(fc.asyncProperty(packets, fc.constantFrom("finish", "lost"), checkConnection), options);
}
