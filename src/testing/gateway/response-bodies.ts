/** The body of a response reaches the client as the handler gave it, or not at all where HTTP has none. */
import type { Body, RawHeader, RawResponse } from "../../exchange.ts";
import { type ByteString, fromBytes } from "../../wire.ts";
import { check, same } from "../check.ts";
import { joined } from "../drain.ts";
import type { GatewayCase } from "./case.ts";
import { bytesOf, exchanged, type GatewayUnderTest, valuesOf } from "./exchange.ts";

const sized = (length: number): RawHeader[] => [["Content-Length" as ByteString, String(length) as ByteString]];

export function responseBodyCases(gateway: GatewayUnderTest): GatewayCase[] {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const large = Uint8Array.from({ length: 1 << 20 }, (_, i) => i % 251);
  const arrives = async (body: Body, expected: Uint8Array, headers: RawHeader[] = []) => {
    const { response } = await exchanged(gateway, {}, { body, headers });
    same(response.body.length, expected.length, "the length of the body");
    check(fromBytes(response.body) === fromBytes(expected), "the body's bytes are others");
    check(response.complete, "the response is not complete");
  };
  const small = Array.from({ length: 1000 }, (_, i) => bytesOf(`${i},`));
  const source = "RFC 9112, 6";
  async function* later() {
    yield every;
    yield large;
  }
  function* now() {
    yield every;
    yield every;
  }
  return [
    { name: "an empty body reaches the client", source, run: () => arrives([], new Uint8Array(0)) },
    { name: "an empty body with its Content-Length reaches the client", source, run: () => arrives([], new Uint8Array(0), sized(0)) },
    { name: "a body of every byte reaches the client", source, run: () => arrives([every], every) },
    { name: "a body with its Content-Length reaches the client", source, run: () => arrives([every], every, sized(256)) },
    { name: "a body of 1 MiB reaches the client", source, run: () => arrives([large], large) },
    { name: "a thousand small chunks reach the client in order", source, run: () => arrives(small, joined(small)) },
    {
      name: "an empty chunk does not end the body",
      source: "RFC 9112, 7.1",
      run: () => arrives([every, new Uint8Array(0), every], joined([every, every])),
    },
    { name: "the body of a generator reaches the client", source: "exchange.ts, Body", run: () => arrives(now(), joined([every, every])) },
    {
      name: "the body of an async generator reaches the client",
      source: "exchange.ts, Body",
      run: () => arrives(later(), joined([every, large])),
    },
  ];
}

export function bodilessCases(gateway: GatewayUnderTest): GatewayCase[] {
  const bodiless = (name: string, method: string, answer: Partial<RawResponse>): GatewayCase => ({
    name: `${name} has no content, whatever the handler gives`,
    source: "RFC 9110, 6.4.1; RFC 9112, 6.3",
    async run() {
      const { response } = await exchanged(gateway, { method }, { ...answer, body: [bytesOf("hello")] });
      same(response.status, answer.status ?? 200, "the status");
      same(fromBytes(response.body), "", "the body");
      check(response.complete, "the response is not complete");
    },
  });
  return [
    bodiless("an answer to HEAD", "HEAD", { headers: sized(5) }),
    bodiless("an answer to HEAD without Content-Length", "HEAD", {}),
    bodiless("a 204", "GET", { status: 204 }),
    bodiless("a 304", "GET", { status: 304 }),
    {
      name: "an answer to HEAD keeps the Content-Length that the handler gives",
      source: "RFC 9110, 8.6",
      async run() {
        const { response } = await exchanged(gateway, { method: "HEAD" }, { headers: sized(5) });
        same(valuesOf(response.headers, "content-length"), ["5"], "the values of Content-Length");
      },
    },
  ];
}
