/** AJP/1.3 under any bytes: a request, or a named refusal; never another exception, never a hang. */
import fc from "fast-check";
import { StringModelError } from "../../src/errors.ts";
import type { Handler, RawRequest } from "../../src/exchange.ts";
import { readForwardRequest } from "../../src/gateways/ajp/forward-request.ts";
import { ajpProtocol } from "../../src/gateways/ajp.ts";
import { defaultGatewayLimits } from "../../src/gateways/limits.ts";
import { byteString, toBytes } from "../../src/wire.ts";
import { dataPacket, type Forward, forwardPacket, forwardPayload, named, packet, pingPacket } from "../gateways/clients/ajp.ts";
import { MemoryPeer } from "../gateways/memory-peer.ts";

const text = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 20 });
/** Mostly what Apache would send, so that most of a conversation is understood. */
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });

const header: fc.Arbitrary<[string, string]> = mostly(
  fc.tuple(fc.constantFrom("Host", "Cookie", "X-A", "Proxy", "X_A"), fc.constantFrom("h", "a, b", "", "\xe9\xff")),
  fc.tuple(fc.oneof(fc.constantFrom("Content-Length", "Transfer-Encoding"), text), fc.oneof(fc.constantFrom("0", "-1", "gzip"), text)),
);

const framing: fc.Arbitrary<readonly [string, string][]> = fc.constantFrom(
  [],
  [],
  [["Content-Length", "3"]],
  [["Content-Length", "6"]],
  [["Transfer-Encoding", "chunked"]],
);

const forward: fc.Arbitrary<Forward> = fc
  .record(
    {
      method: mostly(fc.constantFrom("GET", "POST", "HEAD", "PATCH", "get"), text),
      protocol: mostly(fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0"), text),
      uri: mostly(fc.constantFrom("/", "/a%2Fb", "*", "/%zz", "/\xff"), text),
      query: mostly(fc.constantFrom("", "q=1", "a?b"), text),
      remoteHost: text,
      serverName: mostly(fc.constantFrom("h", "::1"), text),
      isSsl: fc.nat(255),
      attributes: mostly(
        fc.tuple(text, text).map(([name, value]) => named(name.replaceAll("\0", ""), value.replaceAll("\0", ""))),
        text,
      ),
      secret: fc.constantFrom("s3cret", "s3creT"),
    },
    { requiredKeys: [] },
  )
  .chain((rest) =>
    fc.tuple(fc.uniqueArray(header, { maxLength: 4, selector: ([name]) => name }), framing).map(([headers, framing]) => ({
      ...rest,
      headers: [...headers, ...framing],
    })),
  );

const piece = fc.oneof(
  { weight: 4, arbitrary: forward.map(forwardPacket) },
  // A request with the body that it says it has.
  { weight: 4, arbitrary: forward.map((forward) => forwardPacket(forward) + bodyFor(forward)) },
  { weight: 2, arbitrary: fc.constantFrom(pingPacket, dataPacket("abc"), dataPacket("")) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom(packet("\x07"), packet("")), text, text.map(dataPacket)) },
);

const bodyFor = ({ headers = [] }: Forward): string =>
  headers.some(([name, value]) => name === "Content-Length" && Number(value) > 0) ? dataPacket("abc") : "";

/** A byte changed, taken out, or put in. */
const mutation = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom("change", "remove", "insert") });

const mutated = (wire: string, mutations: readonly { at: number; byte: number; kind: string }[]): string =>
  mutations.reduce((wire, { at, byte, kind }) => {
    const place = at % (wire.length + 1);
    return wire.slice(0, place) + (kind === "remove" ? "" : String.fromCharCode(byte)) + wire.slice(place + (kind === "insert" ? 0 : 1));
  }, wire);

export const conversation = fc.record({
  wire: fc
    .tuple(
      fc.array(piece, { maxLength: 6 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(mutation, { maxLength: 3 }) }),
    )
    .map(([pieces, mutations]) => mutated(pieces.join(""), mutations)),
  cuts: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }),
  reads: fc.boolean(),
});

/** The handler is called with whole requests only; what is sent does not depend on the cuts; and every connection can be given up. */
export function checkConversation({ wire, cuts, reads }: { wire: string; cuts: readonly number[]; reads: boolean }): void {
  const sent = [[], cuts].map((cuts) => converse(toBytes(byteString(wire)), cuts, reads));
  if (sent[0] !== sent[1]) throw new Error("the answers depend on where the bytes were cut");
  if (!/^(?:AB[\s\S]*|!)?$/.test(sent[0]!)) throw new Error("sent what is no packet");
  if (wrong.length > 0) throw new Error(wrong.splice(0)[0]);
}

/** Feeds it all, and says what was sent. */
function converse(wire: Uint8Array, cuts: readonly number[], reads: boolean): string {
  const peer = new MemoryPeer();
  const handler: Handler = (request) => {
    checkRequest(request);
    return { status: 200, headers: [], body: reads ? request.body : [] };
  };
  const connection = ajpProtocol(peer, handler, { onError: () => {}, limits: { body: 1000 } });
  let at = 0;
  for (const size of [...cuts, wire.length]) {
    if (at < wire.length) connection.receive(wire.subarray(at, at + size));
    at += size;
  }
  const { sent, destroyed } = peer;
  connection.finish();
  connection.lost();
  return `${sent}${destroyed ? "!" : ""}`;
}

const wrong: string[] = [];

/** A handler's error is caught, so this one is kept. */
function checkRequest({ method, target, headers }: RawRequest): void {
  if (method === "" || /[\0-\x20\x7f]/.test(`${method}${target}`)) wrong.push("a control character in a request line");
  if (headers.some(([name, value]) => name === "" || /[\0\r\n]/.test(name + value))) wrong.push("a control character in a header");
}

/** One payload: read, or refused by name. */
export function checkPayload(payload: string): void {
  try {
    readForwardRequest(toBytes(byteString(payload)), defaultGatewayLimits);
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
  }
}

export function fuzz(runs: number, seed?: number): void {
  const options = { numRuns: runs, ...(seed !== undefined && { seed }) };
  fc.assert(fc.property(conversation, checkConversation), options);
  const payloads = fc
    .tuple(forward, fc.array(mutation, { maxLength: 4 }))
    .map(([forward, changes]) => mutated(forwardPayload(forward), changes));
  fc.assert(fc.property(fc.oneof(payloads, text), checkPayload), options);
}
