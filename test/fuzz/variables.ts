/** What the fuzzers of the CGI family have in common: variables as nobody would send them, and messages that were tampered with. */
import * as fc from "fast-check";
import type { Handler } from "../../src/exchange.ts";
import type { Protocol } from "../../src/gateways/connection.ts";
import { drain } from "../../src/testing/testing.ts";
import { open } from "../gateways/memory-peer.ts";

export const text = fc.string({ unit: fc.nat(255).map((byte) => String.fromCharCode(byte)), maxLength: 40 });

const names = ["REQUEST_METHOD", "REQUEST_URI", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_PORT", "HTTPS", "HTTP_HOST", "HTTP_X"];
const values = ["", "/", "/a%2Fb?q", "*", "on", "80", "65536", "GET", "a\r\nb", "\0", "/\xff"];

const variable = fc.tuple(fc.oneof(fc.constantFrom(...names), text), fc.oneof(fc.constantFrom(...values), text));

export const variables: fc.Arbitrary<[string, string][]> = fc
  .tuple(fc.constantFrom("0", "0", "3", "3", "7", "-1", "", "1e9", "99999999999"), fc.boolean(), fc.array(variable, { maxLength: 8 }))
  .map(([length, whole, more]) => [
    ["CONTENT_LENGTH", length],
    ...(whole ? ([["REQUEST_METHOD", "POST"]] as [string, string][]) : []),
    ...more,
  ]);

/** A message, changed in up to three places, and where it is cut. */
export const tampered = (message: fc.Arbitrary<string>) =>
  fc.record({
    message: fc.oneof({ weight: 9, arbitrary: message }, { weight: 1, arbitrary: text }),
    changes: fc.array(fc.record({ at: fc.nat(), byte: text }), { maxLength: 3 }),
    cuts: fc.array(fc.nat(), { maxLength: 5 }),
    ends: fc.boolean(),
  });

export type Tampered = ReturnType<typeof tampered> extends fc.Arbitrary<infer T> ? T : never;

/** The bytes, in pieces. */
export function pieces({ message, changes, cuts }: Tampered): Uint8Array[] {
  let wire = message;
  for (const { at, byte } of changes) {
    const place = at % (wire.length + 1);
    wire = wire.slice(0, place) + byte + wire.slice(place + 1);
  }
  const bytes = Uint8Array.from(wire, (unit) => unit.charCodeAt(0));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places
    .slice(1)
    .map((end, i) => bytes.subarray(places[i]!, end))
    .filter(({ length }) => length > 0);
}

/**
 * A request, or a refusal; never another exception, never a hang: the connection ends if its peer does.
 */
export async function survives(protocol: Protocol, given: Tampered): Promise<void> {
  let called = 0;
  let unexpected: unknown;
  const handler: Handler = async ({ body }) => {
    called++;
    await drain(body);
    return { status: 200, headers: [], body: [new Uint8Array(3)] };
  };
  const onError = (error: unknown) => {
    if ((error as { code?: string }).code !== "DISCONNECTED") unexpected = error;
  };
  const { peer, connection } = open(protocol, handler, { onError });
  for (const piece of pieces(given)) connection.receive(piece);
  if (given.ends) connection.finish();
  else connection.expire();
  for (let i = 0; i < 20 && !peer.ended && !peer.destroyed; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  connection.lost();
  if (unexpected !== undefined) throw unexpected;
  if (called > 1) throw new Error(`the handler was called ${called} times`);
  if (!peer.ended && !peer.destroyed) throw new Error("the connection hangs");
}
