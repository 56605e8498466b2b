/** Request bodies arrive at the handler as the client sent them. */
import type { Body } from "../../exchange.ts";
import { fromBytes } from "../../wire.ts";
import { check, same } from "../check.ts";
import type { GatewayCase } from "./case.ts";
import { bytesOf, exchanged, type GatewayUnderTest } from "./exchange.ts";

export function requestBodyCases(gateway: GatewayUnderTest): GatewayCase[] {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const large = Uint8Array.from({ length: 1 << 20 }, (_, i) => i % 251);
  const arrives = async (body: Body, expected: Uint8Array) => {
    const seen = await exchanged(gateway, { method: "POST", body });
    same(seen.body.length, expected.length, "the length of the body");
    check(fromBytes(seen.body) === fromBytes(expected), "the body's bytes are others");
  };
  const source = "RFC 9112, 6";
  return [
    { name: "an empty body arrives", source, run: () => arrives([], new Uint8Array(0)) },
    { name: "a body of every byte arrives", source, run: () => arrives([every], every) },
    {
      name: "a body that looks like framing arrives",
      source,
      run: () => arrives([bytesOf("0\r\n\r\nGET / HTTP/1.1\r\n")], bytesOf("0\r\n\r\nGET / HTTP/1.1\r\n")),
    },
    { name: "a body of 1 MiB arrives", source, run: () => arrives([large], large) },
    {
      name: "a body in several chunks arrives in order",
      source,
      run: () => arrives([every, large, every], bytesOf(fromBytes(every) + fromBytes(large) + fromBytes(every))),
    },
    {
      name: "a body without Content-Length arrives, and so do empty chunks in it",
      source: "RFC 9112, 7.1",
      needs: ["unsizedRequest"],
      run: () => arrives(unsized([every, new Uint8Array(0), every]), bytesOf(fromBytes(every) + fromBytes(every))),
    },
    {
      name: "a request that the handler does not read is answered all the same",
      source: "RFC 9112, 9.3",
      async run() {
        const response = await gateway.exchange(() => ({ status: 200, headers: [], body: [bytesOf("no")] }), {
          method: "POST",
          target: "/",
          headers: [],
          body: [every],
        });
        same([response.status, fromBytes(response.body)], [200, "no"], "the answer");
      },
    },
  ];
}

async function* unsized(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
