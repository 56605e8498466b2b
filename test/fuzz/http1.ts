/**
 * The server of HTTP/1.1 under any bytes, beside node:http under the same.
 *
 * It accepts nothing that llhttp refuses, save raw 8-bit bytes in a target, and agrees on everything that both accept; and what it makes of
 * bytes does not depend on how they are cut.
 */
import { createServer, type Server } from "node:http";
import { Duplex } from "node:stream";
import fc from "fast-check";
import type { Handler } from "../../src/exchange.ts";
import { http1Protocol } from "../../src/gateways/http1/connection.ts";
import { drain } from "../../src/testing/testing.ts";
import { fromBytes } from "../../src/wire.ts";
import { latin1 } from "../gateways/clients/http1.ts";
import { accepted, refused, unmark } from "../gateways/http1-vectors.ts";
import { MemoryPeer } from "../gateways/memory-peer.ts";

/** A request that came as a whole, as one of the two saw it. */
interface Seen {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  /** Without Host, which an absolute target replaces here, and not in Node. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly keepAlive: boolean;
}

const isHost = ([name]: readonly [string, string]) => name.toLowerCase() === "host";

/* ---- ours ----------------------------------------------------------------------- */

export interface Outcome {
  readonly seen: readonly Seen[];
  /** All that was sent, without Date. */
  readonly sent: string;
}

export async function byUs(packets: readonly Uint8Array[]): Promise<Outcome> {
  const read: Omit<Seen, "keepAlive">[] = [];
  const handler: Handler = async ({ method, target, protocol, headers, body }) => {
    const text = (await drain(body)).map(fromBytes).join("");
    read.push({ method, target: target!, protocol, headers: headers.filter((line) => !isHost(line)), body: text });
    return { status: 299, headers: [], body: [] };
  };
  const peer = new MemoryPeer();
  const connection = http1Protocol(peer, handler, { onError: () => {} });
  for (const packet of packets) {
    connection.receive(packet);
    await settled();
  }
  connection.finish();
  await settled();
  connection.lost();
  if (!peer.ended && !peer.destroyed) throw new Error("the connection was left open");
  const sent = peer.sent.replace(/Date: [^\r]*\r\n/g, "");
  // Only the handler says 299.
  const answers = sent.split("HTTP/1.1 ").filter((answer) => answer.startsWith("299"));
  return { seen: read.slice(0, answers.length).map((one, i) => ({ ...one, keepAlive: !/Connection: close/.test(answers[i]!) })), sent };
}

/** Everything that waits for nothing but others has been done. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/* ---- Node's ---------------------------------------------------------------------- */

const nodeSaw = new WeakMap<object, Seen[]>();

function nodeServer(): Server {
  // Limits of size are others here and there, and not what this is about.
  const server = createServer({ maxHeaderSize: 1 << 20 }, (req, res) => {
    const chunks: Buffer[] = [];
    const { method = "", url = "", rawHeaders } = req;
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("error", () => {});
    req.on("end", () => {
      const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]!] as const] : []));
      nodeSaw.get(req.socket)!.push({
        method,
        target: url,
        protocol: `HTTP/${req.httpVersion}`,
        headers: headers.filter((line) => !isHost(line)),
        body: Buffer.concat(chunks).toString("latin1"),
        keepAlive: res.shouldKeepAlive,
      });
      res.end();
    });
  });
  // The requests before the one that is refused are looked at all the same.
  server.on("clientError", () => {});
  return server;
}

const server = nodeServer();

export async function byNode(message: string): Promise<readonly Seen[]> {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const seen: Seen[] = [];
  nodeSaw.set(socket, seen);
  socket.on("error", () => {});
  server.emit("connection", socket);
  socket.push(Buffer.from(message, "latin1"));
  for (let turn = 0; turn < 8; turn++) await settled();
  socket.destroy();
  return seen;
}

/* ---- what is said of both --------------------------------------------------------- */

/** @throws {Error} when they disagree */
export async function checkAgainstNode(message: string): Promise<void> {
  const { seen } = await byUs([latin1(message)]);
  if (seen.length === 0) return;
  const eightBit = seen.findIndex(({ target }) => /[\x80-\xff]/.test(target));
  const ours = eightBit === -1 ? seen : seen.slice(0, eightBit);
  const theirs = await byNode(message);
  for (const [i, one] of ours.entries()) {
    const [is, was] = [JSON.stringify(one), JSON.stringify(theirs[i])];
    if (is !== was) throw new Error(`request ${i}: we read ${is}, and Node ${was}`);
  }
}

/** What is wrong is found earlier or later, depending on the cuts, and with it the reason; and who has it all need not be told to go on. */
const inEssence = ({ seen, sent }: Outcome): string =>
  JSON.stringify([seen, sent.replace(/HTTP\/1\.1 100 Continue\r\n\r\n/g, "").replace(/HTTP\/1\.1 [45][\s\S]*/, "refused")]);

/** @throws {Error} when it matters how they come */
export async function checkCuts(message: string, cuts: readonly number[]): Promise<void> {
  const wire = latin1(message);
  const places = [0, ...cuts.map((cut) => cut % (wire.length + 1)).sort((a, b) => a - b), wire.length];
  const packets = places.slice(1).map((end, i) => wire.subarray(places[i], end));
  const whole = await byUs([wire]);
  const cut = await byUs(packets.filter(({ length }) => length > 0));
  const [is, was] = [inEssence(cut), inEssence(whole)];
  if (is !== was) throw new Error(`cut it is ${is}, and whole ${was}`);
}

/* ---- messages --------------------------------------------------------------------- */

const words = fc.constantFrom(
  ...'\0\t\n\r\x0b\x7f\x80\xff :,;=#?%/*()"\\@[]+-',
  "\r\n",
  "\r\n\r\n",
  "0",
  "1",
  "a",
  "GET",
  " / ",
  "HTTP/1.1",
  "HTTP/1.0",
  "http://h",
  "Host: h\r\n",
  "Connection: close\r\n",
  "Connection: keep-alive\r\n",
  "Connection: upgrade\r\nUpgrade: x\r\n",
  "Content-Length: 1\r\n",
  "Transfer-Encoding: chunked\r\n",
  "X-A: b\r\n",
  "1\r\na\r\n",
  ';a="b\\"c"',
  ";a=b",
  "0\r\n\r\n",
  "QUERY /q HTTP/1.1\r\n",
  "OPTIONS * ",
);

const good = [...Object.values(accepted), ...Object.values(refused).map(([, marked]) => unmark(marked).message)];
const one = fc.oneof(
  fc.constantFrom(...good),
  fc.array(words, { maxLength: 12 }).map((all) => `POST / HTTP/1.1\r\nHost: h\r\n${all.join("")}`),
  fc.array(words, { maxLength: 12 }).map((all) => `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${all.join("")}`),
);
const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), words), { maxLength: 3 });

/** Up to three messages on one connection, with bytes put in and taken out. */
export const conversation: fc.Arbitrary<string> = fc.tuple(fc.array(one, { minLength: 1, maxLength: 3 }), edits).map(([messages, edits]) =>
  edits.reduce((text, [place, gone, word]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + word + text.slice(at + gone);
  }, messages.join("")),
);

export async function fuzz(runs: number, seed?: number): Promise<void> {
  const options = { numRuns: runs, ...(seed !== undefined && { seed }) };
  await fc.assert(fc.asyncProperty(conversation, checkAgainstNode), options);
  await fc.assert(fc.asyncProperty(conversation, fc.array(fc.nat(), { maxLength: 8 }), checkCuts), options);
}
