/** What smugglers, and clients that are slow or gone, can do to the two servers of HTTP/1.1: nothing. */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { Handler } from "../../src/exchange.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import { inTime } from "../../src/testing/case.ts";
import { drain } from "../../src/testing/testing.ts";
import { fromBytes } from "../../src/wire.ts";
import { latin1 } from "./clients/http1.ts";
import { safetyCases } from "./safety/http1.ts";

type Start = (handler: Handler, options?: GatewayOptions) => Server;

const quiet = { onError: () => {} };
const servers: Record<"wire" | "node", Start> = {
  wire: (handler, options) => createServer({ allowHalfOpen: true }, http1(handler, { ...quiet, ...options }).accept),
  node: (handler, options) => {
    const { headTime = null } = options?.limits ?? {};
    const times = headTime === null ? {} : { headersTimeout: headTime, requestTimeout: headTime, connectionsCheckingInterval: 10 };
    const server = createHttpServer({ maxHeaderSize: 65_536, ...times }, nodeListener(handler, { ...quiet, ...options }));
    // Otherwise Node ends with its client, and an answer that is not ready is lost.
    return Object.assign(server, { httpAllowHalfOpen: true });
  },
};

const open: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of open.splice(0)) server.close();
});

async function client(server: Server): Promise<Socket> {
  open.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

/** The server has ended its side, or broken off. */
const ended = (socket: Socket, ...events: ("end" | "close")[]): Promise<void> =>
  new Promise((resolve) => {
    for (const event of events.length > 0 ? events : (["end", "close"] as const)) socket.on(event, () => resolve());
  });

/** All that comes until the server ends, or breaks off. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (wire: Uint8Array) => {
    text += fromBytes(wire);
  });
  await inTime(ended(socket), "the end of the connection", 5000);
  return text;
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const close = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

describe.each(["wire", "node"] as const)("%s", (kind) => {
  const start = servers[kind];

  test.each(safetyCases.map((one) => [one.name, one] as const))("%s", async (_, { message, wire, node = wire, read = [] }) => {
    const got: string[] = [];
    const handler: Handler = async ({ target, headers, body }) => {
      const text = (await drain(body)).map(fromBytes).join("");
      const host = headers.find(([name]) => name.toLowerCase() === "host")![1];
      got.push(`${target} ${host} ${text}`);
      return { status: 200, headers: [], body: [latin1("ok")] };
    };
    const socket = await client(start(handler, { limits: { body: 1_048_576 } }));
    socket.write(message, "latin1");
    expect(statuses(await rest(socket))).toEqual(kind === "node" ? node : wire);
    // Node runs what is pipelined at once, and sends the answers in order.
    expect(got.sort()).toEqual([...read].sort());
  });

  const ok: Handler = () => ({ status: 200, headers: [], body: [latin1("ok")] });

  test("a client that has ended its side still gets its answer (RFC 9112, 9.6)", async () => {
    const later: Handler = () => new Promise((resolve) => setTimeout(() => resolve(ok(undefined as never)), 20));
    const socket = await client(start(later));
    socket.end(close);
    expect(await rest(socket)).toMatch(/\r\n\r\nok$/);
  });

  test("a client that ends in the middle of a head is refused (RFC 9112, 8)", async () => {
    const socket = await client(start(ok));
    socket.end("GET / HTTP/1.1\r\nHost: h\r\n");
    expect(statuses(await rest(socket))).toEqual([400]);
  });

  test.each(["ends", "leaves"])("a client that %s in the middle of its body makes reading fail (RFC 9112, 8)", async (how) => {
    let failed: (error: unknown) => void;
    const failure = new Promise<unknown>((resolve) => {
      failed = resolve;
    });
    const server = start(async ({ body }) => {
      await drain(body).catch(failed);
      return ok(undefined as never);
    });
    const socket = await client(server);
    socket.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
    setTimeout(() => (how === "ends" ? socket.end() : socket.resetAndDestroy()), 20);
    expect(await inTime(failure, "the failure")).toMatchObject({ name: "StringModelError" });
  });

  test("a client that leaves while the body streams has the application's close() run, once", async () => {
    let closed = 0;
    let told: () => void;
    const done = new Promise<void>((resolve) => {
      told = resolve;
    });
    const app = createHandler((_environ, startResponse) => {
      startResponse("200 OK", []);
      return {
        *[Symbol.iterator]() {
          for (;;) yield latin1("x".repeat(65_536));
        },
        close() {
          closed++;
          told();
        },
      };
    }, pep3333);
    const server = start(app);
    const socket = await client(server);
    socket.write(get);
    await once(socket, "data");
    socket.resetAndDestroy();
    await inTime(done, "close()");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(1);
    const connections = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    expect(connections).toBe(0);
  });

  test("a client that does not read makes the application wait", async () => {
    let made = 0;
    const socket = await client(
      start(() => ({
        status: 200,
        headers: [],
        body: (function* () {
          for (;;) yield new Uint8Array(65_536).fill(++made);
        })(),
      })),
    );
    socket.write(get);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const then = made;
    expect(then).toBeGreaterThan(0);
    expect(then).toBeLessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(made).toBe(then);
  });

  test("a client that writes byte by byte is understood", async () => {
    const socket = await client(start(async ({ body }) => ({ status: 200, headers: [], body: await drain(body) })));
    socket.setNoDelay(true);
    const message =
      "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n";
    const answer = rest(socket);
    for (const byte of message) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await answer).toMatch(/abc/);
  });

  test("a client that never finishes its head is told 408 (RFC 9110, 15.5.9)", async () => {
    const socket = await client(start(ok, { limits: { headTime: 50 } }));
    socket.write("GET / HTTP/1.1\r\n");
    expect(statuses(await rest(socket))).toEqual([408]);
  });

  test("a thousand requests in one packet are answered in order", async () => {
    const socket = await client(start(async ({ query }) => ({ status: 200, headers: [], body: [latin1(`<${query}>`)] })));
    const messages = Array.from(
      { length: 1000 },
      (_, i) => `GET /?${i} HTTP/1.1\r\nHost: h\r\n${i === 999 ? "Connection: close\r\n" : ""}\r\n`,
    );
    socket.write(messages.join(""));
    const numbers = [...(await rest(socket)).matchAll(/<(\d+)>/g)].map(([, n]) => Number(n));
    expect(numbers).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test("a request body is read no faster than the application reads it", async () => {
    let go: () => void;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const socket = await client(
      start(async ({ body }) => {
        let bytes = 0;
        for await (const chunk of body) {
          if (bytes === 0) await gate;
          bytes += chunk.length;
        }
        return { status: 200, headers: [], body: [latin1(`<${bytes}>`)] };
      }),
    );
    const size = 32 * 1024 * 1024;
    socket.write(`POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(new Uint8Array(size));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(socket.writableLength).toBeGreaterThan(0);
    go!();
    expect(await rest(socket)).toMatch(new RegExp(`<${size}>`));
  });

  test("Proxy is no variable HTTP_PROXY, and a name with an underscore is nobody's (CVE-2016-5388)", async () => {
    const app = createHandler((environ, startResponse) => {
      startResponse("200 OK", []);
      return [latin1(JSON.stringify([environ.HTTP_PROXY ?? null, environ.HTTP_X_USER ?? null]))];
    }, pep3333);
    const socket = await client(start(app));
    socket.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nProxy: evil\r\nX-User: me\r\nX_User: you\r\n\r\n");
    expect(await rest(socket)).toMatch(/\[null,"me"\]/);
  });

  test.each(["a\r\nX-B: 1", "a\n\nb", "a\0", "\u010a"])("an answer with %j in its head is a 500 (CWE-113)", async (value) => {
    const socket = await client(start(() => ({ status: 200, headers: [["X-A" as never, value as never]], body: [] })));
    socket.write(close);
    expect(statuses(await rest(socket))).toEqual([500]);
  });
});

describe("wire", () => {
  const ok: Handler = () => ({ status: 200, headers: [], body: [latin1("ok")] });

  test("a client that is refused while it sends reads its answer all the same (RFC 9112, 9.6)", async () => {
    const socket = await client(servers.wire(ok, { limits: { body: 10 } }));
    socket.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n");
    socket.write(new Uint8Array(10_000_000));
    expect(statuses(await rest(socket))).toEqual([413]);
  });

  test("a client that goes on sending after its refusal is broken off in time", async () => {
    const socket = await client(servers.wire(ok));
    const more = setInterval(() => socket.write("x"), 50);
    socket.resume().write("nonsense\r\n\r\n");
    await ended(socket, "end");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
    await inTime(ended(socket, "close"), "the end", 4000);
    vi.useRealTimers();
    clearInterval(more);
  });

  test("a body that nobody reads and that does not end is not taken for ever", async () => {
    const socket = await client(servers.wire(ok));
    socket.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n");
    const more = setInterval(() => socket.write(new Uint8Array(65_536)), 5);
    expect(statuses(await rest(socket))).toEqual([200]);
    clearInterval(more);
  });
});
