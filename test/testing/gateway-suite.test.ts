/** A gateway in memory passes the suite; gateways that lose something do not. */
import { describe, expect, test } from "vitest";
import type { RawHeader, RawRequest } from "../../src/exchange.ts";
import { drain, gatewaySuite } from "../../src/testing/testing.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { type Faults, memoryGateway } from "./memory-gateway.ts";
import { failing, runSuite } from "./suite.ts";

describe("in memory", () => runSuite(gatewaySuite(memoryGateway())));

test("what a gateway says it lacks is left out", () => {
  const names = gatewaySuite({ ...memoryGateway(), lacks: { rawBytes: "node:http refuses them" } }).map(({ name }) => name);
  expect(names).not.toContain('the path "/\\xff\\x80" arrives percent-decoded once');
  expect(names).toContain('the path "/%FF" arrives percent-decoded once');
});

describe("the suite fails", () => {
  const caught = async (faults: Faults, ...expected: RegExp[]) => {
    for (const name of expected) expect(await failing(gatewaySuite(memoryGateway(faults)), name), String(name)).not.toEqual([]);
  };
  const headers = (change: (line: RawHeader) => readonly RawHeader[]): Faults => ({
    request: (request) => ({ ...request, headers: request.headers.flatMap(change) }),
    response: (response) => ({ ...response, headers: response.headers.flatMap(change) }),
  });
  const utf8 = (wire: string) => fromBytes(new TextEncoder().encode(wire));
  const path = (change: (path: string) => string): Faults => ({
    request: (request: RawRequest) => ({ ...request, pathInfo: change(request.pathInfo) as ByteString }),
  });

  test("a gateway that encodes a path again", () => caught(path(utf8), /^the path "\/caf%E9"/));
  test("a gateway that decodes a path twice", () => caught(path(decodeURIComponent), /^the path "\/%25E9"/));
  test("a gateway that cleans a path", () =>
    caught(
      path((path) => path.replace(/\/+/g, "/")),
      /^the path "\/\/a/,
    ));
  test("a gateway that makes a target of what it read", () =>
    caught({ request: (request) => ({ ...request, target: encodeURI(request.pathInfo) as ByteString }) }, /^the target "\/a%2Fb"/));
  test("a gateway that decodes the query", () =>
    caught({ request: (request) => ({ ...request, query: unescape(request.query) as ByteString }) }, /^the query "q=%C3/));
  test("a gateway that makes methods upper case", () =>
    caught({ request: (request) => ({ ...request, method: request.method.toUpperCase() as ByteString }) }, /^the method get/));

  test("a gateway that encodes header values again", () =>
    caught(
      headers(([name, value]) => [[name, utf8(value)]]),
      /^a header value of ISO-8859-1/,
      /^a response header value of ISO-8859-1/,
    ));
  test("a gateway that drops empty headers", () =>
    caught(
      headers((line) => (line[1] === "" ? [] : [line])),
      /^a header value that is empty/,
      /^a response header value that is empty/,
    ));
  test("a gateway that joins repeated headers", () => {
    const merged = (lines: readonly RawHeader[]) =>
      [...Map.groupBy(lines, ([name]) => name.toLowerCase())].map(
        ([name, of]): RawHeader => [name as ByteString, of.map(([, value]) => value).join(", ") as ByteString],
      );
    return caught(
      {
        request: (request) => ({ ...request, headers: merged(request.headers) }),
        response: (response) => ({ ...response, headers: merged(response.headers) }),
      },
      /^repeated headers arrive apart/,
      /^two Set-Cookie lines stay two/,
    );
  });
  test("a gateway that lets an underscore stand for a hyphen", () =>
    caught(
      headers(([name, value]) => [[name.replaceAll("_", "-") as ByteString, value]]),
      /^a header with an underscore does not shadow/,
    ));
  test("a gateway that makes HTTP_PROXY", () =>
    caught(
      { request: (request) => ({ ...request, variables: new Map([["HTTP_PROXY" as ByteString, "x" as ByteString]]) }) },
      /^Proxy becomes no variable/,
    ));
  test("a gateway that has a reason of its own", () =>
    caught({ response: (response) => ({ ...response, reason: "Fine" as ByteString }) }, /^a reason phrase of its own/));

  test("a gateway that reads the whole response first", () =>
    caught(
      { response: async (response) => ({ ...response, body: await drain(response.body) }) },
      /^the client has the first chunk before the second/,
    ));
  test("a gateway that reads the whole request first", () =>
    caught(
      {
        request(request) {
          const whole = drain(request.body);
          async function* body() {
            yield* await whole;
          }
          return { ...request, body: body() };
        },
      },
      /^the handler has the first chunk before the second/,
    ));
  test("a gateway that writes bodies as text", () =>
    caught(
      {
        response: async (response) => ({
          ...response,
          body: (await drain(response.body)).map((chunk) => new TextEncoder().encode(new TextDecoder().decode(chunk))),
        }),
      },
      /^a body of every byte reaches the client/,
    ));
  test("a gateway that ends a broken body well", () =>
    caught({ broken: "ends well" }, /^a body that throws midway, without Content-Length/));
  test("a gateway that never leaves a body", () => caught({ leave: () => {} }, /^the handler's body is left, once/));
  test("a gateway that leaves a body twice", () =>
    caught({ leave: async (chunks) => [await chunks.return?.(), await chunks.return?.()] }, /^the handler's body is left, once/));
  test("a gateway that tells the client why", () =>
    caught(
      { failure: (error) => ({ status: 500, headers: [], body: [toBytes(String(error) as ByteString)] }) },
      /^a handler that rejects gives the client a 500/,
    ));
  test("a gateway that takes an error for an answer", () =>
    caught({ failure: () => ({ status: 200, headers: [], body: [] }) }, /^a handler that throws gives the client a 500/));
  test("a gateway that gives HEAD a body", () =>
    caught(
      { piece: (piece) => (piece.startsWith("HTTP/1.1 200") && piece.includes("Content-Length: 5") ? `${piece}hello` : piece) },
      /^an answer to HEAD has no content/,
    ));
  test("a gateway that loses the last piece", () =>
    caught({ piece: (piece) => (piece === "0\r\n\r\n" ? "" : piece) }, /^a body of 1 MiB reaches the client/));
  test("a gateway that lets a head be split", () =>
    caught(
      {
        response: (response) => ({ ...response, headers: [["X-Injected" as ByteString, "1" as ByteString]] }),
      },
      /^a head with .* in it does not reach the client/,
    ));
});
