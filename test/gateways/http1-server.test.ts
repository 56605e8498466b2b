import { mkdtempSync, rmSync } from "node:fs";
import { METHODS } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Handler, RawRequest, RawResponse } from "../../src/exchange.ts";
import { http1Protocol } from "../../src/gateways/http1/connection.ts";
import { methods } from "../../src/gateways/http1/methods.ts";
import type { ExchangeRecord, GatewayOptions } from "../../src/gateways/options.ts";
import { drain, gatewaySuite } from "../../src/testing/testing.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { latin1 } from "./clients/http1.ts";
import { cuts, type MemoryPeer, open } from "./memory-peer.ts";
import { http1InMemory, http1OverTcp, http1OverUnix } from "./under-test/http1.ts";

describe("in memory", () => runSuite(gatewaySuite(http1InMemory())));
describe("over TCP", () => runSuite(gatewaySuite(http1OverTcp)));

describe("over a Unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "http1-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  runSuite(gatewaySuite(http1OverUnix(folder)));
});

/* ---- what is said of the protocol itself ---------------------------------------- */

const date = /Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n/g;
const undated = (text: string) => text.replace(date, "");
const ok = (body: string, more: Partial<RawResponse> = {}): RawResponse => ({ status: 200, headers: [], body: [latin1(body)], ...more });
const line = (name: string, value: string) => [name as ByteString, value as ByteString] as const;

/** What the server sends to these packets, without Date. */
function answer(handler: Handler, packets: readonly string[], options: GatewayOptions = {}): { peer: MemoryPeer; text: string } {
  const { peer, connection } = open(http1Protocol, handler, options);
  for (const packet of packets) connection.receive(latin1(packet));
  return { peer, text: undated(peer.sent) };
}

const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

describe("an answer", () => {
  test("whose body is an array has its Content-Length and leaves in one write", () => {
    const writes: unknown[] = [];
    const { peer, connection } = open(http1Protocol, () => ok("hello"));
    peer.write = (wire) => writes.push(wire) > 0;
    connection.receive(latin1(get));
    expect(writes.map((wire) => undated(String(wire)))).toEqual(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"]);
  });

  test("keeps the Date that the application gave (RFC 9110, 6.6.1)", () => {
    const { peer } = answer(() => ok("", { headers: [line("date", "yesterday")] }), [get]);
    expect(peer.sent).toBe("HTTP/1.1 200 OK\r\ndate: yesterday\r\nContent-Length: 0\r\n\r\n");
  });

  test("of unknown length is chunked (RFC 9112, 7.1)", () => {
    const body = new Set([latin1("abc"), latin1("0123456789abcdef")]);
    expect(answer(() => ok("", { body }), [get]).text).toBe(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
    );
  });

  test("of unknown length ends with the connection for HTTP/1.0 (RFC 9112, 6.3)", () => {
    const { peer, text } = answer(() => ok("", { body: new Set([latin1("abc")]) }), ["GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"]);
    expect(text).toBe("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
    expect(peer.ended).toBe(true);
  });

  test("of a large chunk has its framing around it", () => {
    const { text } = answer(() => ok("", { body: new Set([latin1("x".repeat(20_000))]) }), [get]);
    expect(text).toBe(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n${"x".repeat(20_000)}\r\n0\r\n\r\n`);
  });

  test("has no line of the application that belongs to the connection (RFC 9110, 7.6.1)", () => {
    const headers = [line("Connection", "X-A"), line("transfer-encoding", "gzip"), line("Upgrade", "h2c"), line("X-A", "1")];
    expect(answer(() => ok("a", { headers }), [get]).text).toBe("HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 1\r\n\r\na");
  });

  test("with 204 has no Content-Length, and one with 304 or to HEAD has the application's (RFC 9110, 8.6)", () => {
    const sized = (status: number) => () => ok("", { status, headers: [line("Content-Length", "5")], body: [] });
    expect(answer(sized(204), [get]).text).toBe("HTTP/1.1 204 No Content\r\n\r\n");
    expect(answer(sized(304), [get]).text).toBe("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
    expect(answer(sized(200), ["HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"]).text).toBe("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  });
});

describe("a connection", () => {
  const echo: Handler = async ({ method, target, body }) => ok(`${method} ${target} ${(await drain(body)).map(fromBytes).join("")};`);
  const [a, b, c] = [
    "GET /a HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz",
    "GET /c HTTP/1.1\r\nHost: h\r\n\r\n",
  ];

  test("answers pipelined requests in order, however they are cut (RFC 9112, 9.3.2)", async () => {
    const chunked = 'POST /d HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2;x="y"\r\nab\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n';
    for (const packets of cuts(latin1(`${a}${b}\r\n${chunked}${c}`))) {
      const { peer, connection } = open(http1Protocol, echo);
      for (const packet of packets) connection.receive(packet);
      await peer.until(() => connection.served === 4);
      expect(
        undated(peer.sent)
          .split(";")
          .map((text) => text.split("\r\n\r\n")[1])
          .slice(0, 4),
      ).toEqual(["GET /a ", "POST /b xyz", "POST /d abc", "GET /c "]);
    }
  });

  test("reads the next request when the one before has been answered", async () => {
    const called: string[] = [];
    let finish: (response: RawResponse) => void = () => {};
    const { peer, connection } = open(http1Protocol, ({ target }: RawRequest) => {
      called.push(target!);
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    connection.receive(latin1(a + c));
    expect([called, peer.paused]).toEqual([["/a"], true]);
    finish(ok(""));
    await peer.until(() => called.length === 2);
    expect(called).toEqual(["/a", "/c"]);
    finish(ok(""));
    await peer.until(() => !peer.paused);
    expect(connection.phase).toBe("idle");
  });

  test.each([
    ["HTTP/1.1", "", false],
    ["HTTP/1.1", "Connection: close\r\n", true],
    ["HTTP/1.1", "Connection: x\r\nCONNECTION: a, Close\r\n", true],
    ["HTTP/1.1", "Connection: closed\r\n", false],
    ["HTTP/1.0", "", true],
    ["HTTP/1.0", "Connection: Keep-Alive\r\n", false],
  ])("of %s with %j ends after the answer: %j (RFC 9112, 9.3)", (version, lines, ends) => {
    const { peer, text } = answer(() => ok(""), [`GET / ${version}\r\nHost: h\r\n${lines}\r\n`]);
    expect([peer.ended, /Connection: close/.test(text)]).toEqual([ends, ends]);
  });

  test("tells the client to go on when the body is first wanted (RFC 9110, 10.1.1)", async () => {
    const head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    const { peer, connection } = open(http1Protocol, echo);
    connection.receive(latin1(head));
    expect(peer.sent).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    connection.receive(latin1("ab"));
    await peer.until(() => connection.served === 1);
    expect(peer.sent).toMatch(/POST \/ ab;$/);
    expect(peer.ended).toBe(false);
  });

  test("ends where the client was never told to go on, since it may send its body or not (RFC 9110, 10.1.1)", () => {
    const head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    const { peer, text } = answer(() => ok("no"), [head]);
    expect(text).toBe("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
    expect(peer.ended).toBe(true);
  });

  test("drops a body that nobody reads, and goes on (RFC 9112, 9.3)", () => {
    const head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n";
    const { peer, connection } = open(http1Protocol, () => ok("no"));
    connection.receive(latin1(head));
    connection.receive(latin1("x".repeat(60_000) + get));
    expect([connection.served, peer.ended, connection.phase]).toEqual([2, false, "idle"]);
  });

  test("ends before a body that nobody reads is more than 64 KiB", () => {
    const head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 600000\r\n\r\n";
    const { peer, connection } = open(http1Protocol, () => ok("no"));
    for (const packet of [head, ...new Array(10).fill("x".repeat(60_000))]) connection.receive(latin1(packet));
    expect([connection.served, peer.ended]).toEqual([1, true]);
  });

  test("that is drained answers what is under way, says that it closes, and ends", async () => {
    let finish: (response: RawResponse) => void = () => {};
    const { peer, connection } = open(
      http1Protocol,
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    connection.receive(latin1(a + c));
    connection.drain();
    finish(ok("x"));
    await peer.until((peer) => peer.ended);
    expect(undated(peer.sent)).toBe("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
  });

  test("that is drained while idle answers a request that is on its way, says that it closes, and ends", () => {
    const { peer, connection } = open(http1Protocol, () => ok("x"));
    connection.drain();
    expect([peer.ended, connection.phase]).toEqual([false, "idle"]);
    connection.receive(latin1(a + c));
    expect(undated(peer.sent)).toBe("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
    expect(peer.ended).toBe(true);
  });

  test("whose peer does not take the answers is not read until it does", async () => {
    const { peer, connection } = open(http1Protocol, () => ok("x"));
    peer.room = false;
    connection.receive(latin1(a + c));
    connection.receive(latin1(a));
    expect([connection.served, peer.paused, connection.phase]).toEqual([1, true, "answer"]);
    peer.drain();
    await peer.until(({ paused }) => !paused);
    expect([connection.served, connection.phase]).toEqual([3, "idle"]);
  });

  test("whose peer never takes the answers is broken off", async () => {
    const { peer, connection } = open(http1Protocol, () => ok("x"));
    peer.room = false;
    connection.receive(latin1(a + c));
    connection.expire();
    peer.drain();
    await peer.drained();
    expect([connection.served, peer.destroyed]).toEqual([1, true]);
  });

  test("whose requests wait behind a body goes on waiting while the body is read", async () => {
    const { peer, connection } = open(http1Protocol, async ({ body }) => {
      for await (const _ of body) await new Promise((resolve) => setImmediate(resolve));
      return new Promise(() => {});
    });
    connection.receive(latin1("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n"));
    connection.receive(latin1("x".repeat(70_000)));
    connection.receive(latin1("x".repeat(70_000)));
    connection.receive(latin1(`${"x".repeat(10_000)}${a}`));
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(peer.paused).toBe(true);
  });

  test("that is too long in its phase is told so: idle nothing, a head 408, a handler 503, a request body 408, the middle of an answer by a reset", async () => {
    const expired = (packets: readonly string[], handler: Handler) => {
      const { peer, connection } = open(http1Protocol, handler, { onError: () => {} });
      for (const packet of packets) connection.receive(latin1(packet));
      connection.expire();
      return peer.ended ? peer.sent.slice(9, 12) : peer.destroyed ? "broken" : "open";
    };
    expect(expired([], echo)).toBe("");
    expect(expired(["GET /"], echo)).toBe("408");
    expect(expired([get], () => new Promise(() => {}))).toBe("503");
    expect(expired(["POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"], echo)).toBe("408");
    async function* never() {
      yield latin1("a");
      await new Promise(() => {});
    }
    expect(expired([get], () => ok("", { body: never() }))).toBe("broken");
  });

  test("tells of every exchange, and of requests that it could not read", () => {
    const records: ExchangeRecord[] = [];
    answer(() => ok("hello"), [get, "GET / HTTP/9\r\n\r\n"], { onExchange: (record) => void records.push(record) });
    expect(records.map(({ request, status, bytes, ended }) => [request?.method, status, bytes, ended])).toEqual([
      ["GET", 200, 5, "whole"],
      [undefined, 505, 27, "whole"],
    ]);
  });
});

test("the methods are those of llhttp, save CONNECT", () => {
  expect([...methods].sort()).toEqual(METHODS.filter((method) => method !== "CONNECT").sort());
});
