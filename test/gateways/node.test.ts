/** Node's own servers pass the gateway suite, and say what they cannot carry. */
import { createServer, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, type Server as NetServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { RawRequest, RawResponse } from "../../src/exchange.ts";
import { type NodeListener, nodeListener } from "../../src/gateways/node.ts";
import type { ExchangeRecord } from "../../src/gateways/options.ts";
import { drain, gatewaySuite } from "../../src/testing/testing.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { latin1, overSocket } from "./clients/http1.ts";
import { overHttp2 } from "./clients/http2.ts";
import { listening, nodeHttp, nodeHttp2, nodeHttps, nodeHttpWithHeaders } from "./under-test/node.ts";

describe("node:http", () => runSuite(gatewaySuite(nodeHttp())));
describe("node:http with headers of its own, as Express sets them", () => runSuite(gatewaySuite(nodeHttpWithHeaders)));
describe("node:https", () => runSuite(gatewaySuite(nodeHttps)));
describe("node:http2", () => runSuite(gatewaySuite(nodeHttp2)));

/* ---- what is said of the listener itself ------------------------------------------ */

const open: NetServer[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    (server as Server).closeAllConnections?.();
  }
});

const ok = (body = "", more: Partial<RawResponse> = {}): RawResponse => ({ status: 200, headers: [], body: [latin1(body)], ...more });
const line = (name: string, value: string) => [name as ByteString, value as ByteString] as const;

/** All that comes back, until the server ends the connection. */
async function answer(listener: NodeListener, message: string, before: (server: Server) => void = () => {}): Promise<string> {
  const { server, port } = await listening(createServer(listener));
  open.push(server);
  before(server);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(message, "latin1");
  let text = "";
  for await (const chunk of socket.setEncoding("latin1")) text += chunk;
  return text;
}

const undated = (text: string) => text.replace(/Date: [^\r]*\r\n/, "");
const get = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

describe("a response", () => {
  test("has the lines in order and case, Content-Length last, and Node's Date", async () => {
    const headers = [line("X-b", "1"), line("content-length", "1"), line("SET-cookie", "a"), line("Set-Cookie", "b")];
    const text = await answer(
      nodeListener(() => ok("x", { headers })),
      get,
    );
    expect(text).toMatch(/^Date: /m);
    expect(undated(text)).toBe(
      "HTTP/1.1 200 OK\r\nX-b: 1\r\nSET-cookie: a\r\nSet-Cookie: b\r\ncontent-length: 1\r\nConnection: close\r\n\r\nx",
    );
  });

  test.each([
    ["a string body", ["x"]],
    ["a large body", ["x".repeat(20_000)]],
    ["no body", []],
  ])("keeps the bytes of a head, and of Content-Disposition, before %s (nodejs/node#50213)", async (_, chunks) => {
    const headers = [line("Content-Disposition", "attachment; filename=\xe9"), line("X-A", "\xff\x80")];
    const text = await answer(
      nodeListener(() => ok("", { headers, reason: "\xc7" as ByteString, body: chunks.map(latin1) })),
      get,
    );
    expect(text).toContain("HTTP/1.1 200 \xc7\r\nContent-Disposition: attachment; filename=\xe9\r\nX-A: \xff\x80\r\n");
  });

  test("whose first chunk is waited for keeps the bytes of its head too", async () => {
    async function* later() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield latin1("\xe9");
    }
    const text = await answer(
      nodeListener(() => ok("", { headers: [line("X-A", "\xe9")], body: later() })),
      get,
    );
    expect(text).toMatch(/X-A: \xe9\r\n[\s\S]*\r\n\r\n1\r\n\xe9\r\n0\r\n\r\n$/);
  });

  test("leaves with its head in one write", async () => {
    const writes: unknown[] = [];
    await answer((req, res) => {
      const { socket } = res as unknown as { socket: { write(...args: unknown[]): boolean } };
      const write = socket.write.bind(socket);
      socket.write = (...args) => writes.push(args[0]) > 0 && write(...args);
      nodeListener(() => ok("hello"))(req, res);
    }, get);
    expect(writes.filter((wire) => wire !== "").map((wire) => String(wire).slice(-9))).toEqual(["\r\n\r\nhello"]);
  });
});

describe("a request", () => {
  test.each([
    ["two Hosts (RFC 9112, 3.2)", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"],
    ["a bad authority (RFC 9112, 3.2)", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"],
    ["user information (RFC 9110, 4.2.4)", 400, "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n"],
    ["a fragment (RFC 9112, 3.2)", 400, "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"],
    ["another scheme (RFC 9112, 3.2.2)", 400, "GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n"],
    [
      "a coding that nobody takes off (RFC 9112, 6.1)",
      501,
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    ["more than a hundred lines", 431, `GET / HTTP/1.1\r\nHost: h\r\n${"X: y\r\n".repeat(100)}\r\n`],
    ["a target of more than 8 KiB", 414, `GET /${"x".repeat(8192)} HTTP/1.1\r\nHost: h\r\n\r\n`],
    ["a body of more than 1 GiB", 413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1073741825\r\n\r\n"],
  ])("with %s is answered %i, and the connection closed", async (_, status, message) => {
    const text = await answer(
      nodeListener(() => ok("called")),
      message,
    );
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*Connection: close`));
  });

  test.each([
    [undefined, 1000],
    [150, 150],
  ])("that may have lost lines is refused, where the server keeps %s", async (maxHeadersCount, lines) => {
    const listener = nodeListener(() => ok("called"), { limits: { headers: null } });
    const message = (count: number) => `GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${"X: y\r\n".repeat(count - 2)}\r\n`;
    const before = (server: Server) => {
      if (maxHeadersCount !== undefined) server.maxHeadersCount = maxHeadersCount;
    };
    expect(await answer(listener, message(lines + 200), before)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await answer(listener, message(lines), before)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await answer(listener, message(lines - 1), before)).toMatch(/called$/);
  });

  test("of a server that keeps all lines has lost none", async () => {
    let count = 0;
    const listener = nodeListener(
      ({ headers }) => {
        count = headers.length;
        return ok();
      },
      { limits: { headers: null } },
    );
    const message = `GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${"X: y\r\n".repeat(1998)}\r\n`;
    await answer(listener, message, (server) => {
      server.maxHeadersCount = 0;
    });
    expect(count).toBe(2000);
  });

  test("under Express has its mount as SCRIPT_NAME, and its target as it was sent", async () => {
    let seen: RawRequest | undefined;
    const listener = nodeListener((request) => {
      seen = request;
      return ok();
    });
    await answer((req, res) => {
      const mounted = Object.assign(req, { originalUrl: req.url, baseUrl: "/caf%C3%A9" });
      mounted.url = "/x%2Fy?q";
      listener(mounted, res);
    }, "GET /caf%C3%A9/x%2Fy?q HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    expect(seen).toMatchObject({ target: "/caf%C3%A9/x%2Fy?q", scriptName: "/caf\xc3\xa9", pathInfo: "/x/y", query: "q" });
  });

  test("without a body has an array, and one with framing a stream", async () => {
    const bodies: unknown[] = [];
    const listener = nodeListener((request) => {
      bodies.push(Array.isArray(request.body));
      return ok();
    });
    await answer(listener, get);
    await answer(listener, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\n\r\na");
    expect(bodies).toEqual([true, false]);
  });

  test("whose handler stops reading is answered on a connection that lives on", async () => {
    const listener = nodeListener(async ({ body }) => {
      for await (const chunk of body) return ok(fromBytes(chunk.subarray(0, 1)));
      return ok("none");
    });
    const { server, port } = await listening(createServer(listener));
    open.push(server);
    const response = await overSocket(connect(port, "127.0.0.1"), {
      method: "POST",
      target: "/",
      headers: [],
      body: [new Uint8Array(60_000).fill(0x61)],
    });
    expect([
      response.status,
      fromBytes(response.body),
      response.headers.some(([name, value]) => name === "Connection" && value === "close"),
    ]).toEqual([200, "a", false]);
  });

  test("whose chunks are more than the limit is refused to its handler", async () => {
    const listener = nodeListener(
      async ({ body }) =>
        ok(
          await drain(body).then(
            () => "whole",
            ({ code }) => code,
          ),
        ),
      { limits: { body: 3 } },
    );
    const chunks = "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n";
    expect(
      await answer(listener, `POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`),
    ).toMatch(/TOO_LARGE$/);
  });

  test("of HTTP/2 has :authority as Host, and first (RFC 9113, 8.3.1)", async () => {
    let seen: RawRequest | undefined;
    const { server, port } = await listening(
      createHttp2Server(
        nodeListener((request) => {
          seen = request;
          return ok();
        }),
      ),
    );
    open.push(server);
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    await overHttp2(session, { method: "GET", target: "/a%2Fb?q", headers: [["X-A", "\xe9"]] });
    session.destroy();
    expect(seen).toMatchObject({ protocol: "HTTP/2", serverName: "example.org", target: "/a%2Fb?q", body: [] });
    expect(seen!.headers).toEqual([
      ["host", "example.org"],
      ["x-a", "\xe9"],
    ]);
  });
});

test("every exchange is told of, and those that were refused", async () => {
  const records: ExchangeRecord[] = [];
  const listener = nodeListener(() => ok("hello"), { onExchange: (record) => void records.push(record) });
  await answer(listener, get);
  await answer(listener, "GET /#a HTTP/1.1\r\nHost: h\r\n\r\n");
  expect(records.map(({ request, status, bytes, ended }) => [request?.target, status, bytes, ended])).toEqual([
    ["/", 200, 5, "whole"],
    [undefined, 400, 12, "whole"],
  ]);
});
