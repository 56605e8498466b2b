/** What `serve` opens for HTTP unless told otherwise: node:http, with the limits and the manners of the wire's own reader. */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { Handler, RawResponse } from "../../src/exchange.ts";
import type { GatewayLimits } from "../../src/gateways/limits.ts";
import type { ExchangeRecord } from "../../src/gateways/options.ts";
import { type Endpoint, protocols } from "../../src/serve/endpoints.ts";
import { drain } from "../../src/testing/testing.ts";
import { latin1 } from "../gateways/clients/http1.ts";

const open: Endpoint[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(open.splice(0).map((endpoint) => endpoint.stop(0)));
});

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const ok = (body = "ok"): RawResponse => ({ status: 200, headers: [], body: [latin1(body)] });
const never: Handler = () => new Promise(() => {});
const answersAfter =
  (milliseconds: number): Handler =>
  async () => {
    await sleep(milliseconds);
    return ok();
  };
const reading: Handler = async ({ body }) => ok(String((await drain(body)).length));

/** A server, and the records of its exchanges. */
async function serve(handler: Handler, limits: Partial<GatewayLimits> = {}) {
  const records: ExchangeRecord[] = [];
  const endpoint = protocols.http(handler, { limits, onExchange: (record) => void records.push(record), onError: () => {} });
  open.push(endpoint);
  await once(endpoint.server.listen(0, "127.0.0.1"), "listening");
  const { port } = endpoint.server.address() as AddressInfo;
  return { endpoint, port, records, logged: () => records.map(({ request, status }) => [request?.target, status]) };
}

/** A client that has sent this, and collects what comes back. */
async function client(port: number, message: string) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  sockets.push(socket);
  const got = { text: "", how: "open" };
  socket.setEncoding("latin1").on("data", (text: string) => {
    got.text += text;
  });
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => () => {
      if (got.how === "open") got.how = how;
      resolve();
    };
    socket.on("end", end("ended")).on("error", end("reset"));
  });
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  await once(socket, "connect");
  if (message !== "") socket.write(message, "latin1");
  return { socket, got, ended, closed };
}

/** All that comes until the server ends. */
async function answer(port: number, message: string): Promise<string> {
  const { got, ended } = await client(port, message);
  await ended;
  return got.text;
}

const get = (target = "/", more = "") => `GET ${target} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
const post = (framing: string, body = "") => `POST / HTTP/1.1\r\nHost: h\r\n${framing}\r\n\r\n${body}`;
const closing = (status: number) => new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*Connection: close\\r\\n`);

describe("a limit on time", () => {
  const each: (keyof GatewayLimits)[] = ["idleTime", "headTime", "stallTime", "totalTime"];
  test.each(each.flatMap((name) => [[name, 1] as const, [name, 30_000] as const, [name, null] as const]))(
    "%s may be %s",
    async (name, value) => {
      const { port } = await serve(answersAfter(0), { [name]: value, ...(value === 1 ? { [name]: 500 } : {}) });
      expect(await answer(port, get("/", "Connection: close\r\n"))).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test("on a stall does not count while the application works", async () => {
    const { port } = await serve(answersAfter(500), { stallTime: 100 });
    expect(await answer(port, get("/", "Connection: close\r\n"))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("on a stall answers 408 to a body that does not come", async () => {
    const { port, logged } = await serve(reading, { stallTime: 100 });
    expect(await answer(port, post("Content-Length: 10", "ab"))).toMatch(closing(408));
    expect(logged()).toEqual([["/", 408]]);
  });

  test("on a stall lets a body come slowly", async () => {
    const { port } = await serve(reading, { stallTime: 200 });
    const { socket, got, ended } = await client(port, post("Connection: close\r\nContent-Length: 6"));
    for (const byte of "abcdef") {
      await sleep(80);
      socket.write(byte);
    }
    await ended;
    expect(got.text).toMatch(/6$/);
  });

  test.each([
    ["of chunks", () => Array(400).fill(new Uint8Array(65_536))],
    ["of one chunk", () => [new Uint8Array(20_000_000)]],
  ])("on a stall breaks off an answer %s that is not taken", async (_, body) => {
    const { port } = await serve(async () => ({ ...ok(), body: body() }), { stallTime: 100 });
    const { socket, ended } = await client(port, "");
    socket.pause();
    socket.write(get());
    await sleep(500);
    socket.resume();
    await ended;
    expect(socket.bytesRead).toBeLessThan(20_000_000);
  });

  test("on all of it answers 503 to an application that does not end", async () => {
    const { port, logged } = await serve(never, { totalTime: 100 });
    expect(await answer(port, get())).toMatch(closing(503));
    expect(logged()).toEqual([["/", 503]]);
  });

  test("on all of it breaks an answer off that has begun", async () => {
    async function* endless() {
      yield latin1("a");
      await new Promise(() => {});
    }
    const { port } = await serve(() => ({ ...ok(), body: endless() }), { totalTime: 100 });
    const { got, ended } = await client(port, get());
    await ended;
    expect(got.how).toBe("reset");
  });

  test("on a head answers 408 to half of one, and tells the log", async () => {
    const { port, logged } = await serve(answersAfter(0), { headTime: 100 });
    expect(await answer(port, "GET / HTTP/1.1\r\nHost: h\r\n")).toMatch(closing(408));
    expect(logged()).toEqual([[undefined, 408]]);
  });

  test("on idleness ends a connection on which nothing comes, without a word", async () => {
    const { port, records } = await serve(answersAfter(0), { idleTime: 100, headTime: 50 });
    const since = Date.now();
    expect(await answer(port, "")).toBe("");
    expect(Date.now() - since).toBeGreaterThan(90);
    expect(records).toEqual([]);
  });

  test("on idleness ends a connection that has had an answer", async () => {
    const { port } = await serve(answersAfter(0), { idleTime: 100 });
    expect(await answer(port, get())).toMatch(/ok$/);
  });
});

describe("a body", () => {
  test("of chunks that is too large is 413, and not read on", async () => {
    const handler = createHandler(async (environ, start) => {
      await environ["wsgi.input"].read();
      start("200 OK", []);
      return [];
    }, pep3333);
    const { port } = await serve(handler, { body: 100_000 });
    const { socket, got, ended, closed } = await client(port, post("Transfer-Encoding: chunked"));
    flood(socket);
    await ended;
    expect(got.text).toMatch(closing(413));
    await cutOff(closed);
  });

  test("that nobody reads is dropped up to 64 KiB, for the sake of the next request", async () => {
    const { port } = await serve(() => ok());
    const { got } = await client(port, post("Content-Length: 60000", "x".repeat(60_000)) + get("/", "Connection: close\r\n"));
    await sleep(100);
    expect(got.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  test("that nobody reads ends the connection after that", async () => {
    const { port } = await serve(() => ok());
    const { socket, got, ended, closed } = await client(port, post("Transfer-Encoding: chunked"));
    flood(socket);
    await ended;
    expect(got).toMatchObject({ how: "ended", text: expect.stringMatching(/^HTTP\/1\.1 200 [\s\S]*ok$/) });
    await cutOff(closed);
  });

  test.each([
    ["is malformed", "zz\r\n"],
    ["ends early", "5\r\nab"],
  ])("that %s is 400, and told to the log with its request", async (_, chunk) => {
    const { port, logged } = await serve(reading);
    const { socket, got, ended } = await client(port, post("Transfer-Encoding: chunked"));
    await sleep(20);
    socket.end(chunk);
    await ended;
    expect(got.text).toMatch(closing(400));
    expect(logged()).toEqual([["/", 400]]);
  });
});

/** As long as a client is heard that has its answer. */
async function cutOff(closed: Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
  await closed;
  vi.useRealTimers();
}

/** Sends chunks as long as they are taken. */
function flood(socket: Socket): void {
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536), Buffer.from("\r\n")]);
  const go = () => {
    if (socket.destroyed) return;
    if (socket.write(chunk)) setImmediate(go);
    else socket.once("drain", go);
  };
  go();
}

describe("a request", () => {
  test.each([
    [null, 1500, 200],
    [1500, 1500, 200],
    [1500, 1501, 431],
    [50, 51, 431],
  ])("under a limit of %s field lines may have them all: %i is %i", async (headers, lines, status) => {
    let count = 0;
    const { port } = await serve(
      (request) => {
        count = request.headers.length;
        return ok();
      },
      { headers },
    );
    const text = await answer(port, get("/", `Connection: close\r\n${"X: y\r\n".repeat(lines - 2)}`));
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(count).toBe(status === 200 ? lines : 0);
  });

  test.each([
    ["garbage", 400, "\x01\r\n\r\n"],
    ["a head of more than the limit", 431, get("/", `X: ${"x".repeat(70_000)}\r\n`)],
    ["HTTP/2.0", 505, "GET / HTTP/2.0\r\nHost: h\r\n\r\n"],
    ["no Host", 400, "GET / HTTP/1.1\r\n\r\n"],
    ["CONNECT", 501, "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n"],
  ])("that is %s is answered %i, and told to the log", async (_, status, message) => {
    const { port, logged } = await serve(() => ok());
    expect(await answer(port, message)).toMatch(closing(status));
    expect(logged()).toEqual([[undefined, status]]);
  });

  test("whose client leaves before the head is told to the log with status 0", async () => {
    const { port, logged, records } = await serve(never);
    const { socket } = await client(port, get());
    await sleep(50);
    socket.resetAndDestroy();
    await sleep(50);
    expect(logged()).toEqual([["/", 0]]);
    expect(records[0]!.ended).toBe("left");
  });

  test("whose client ends its side is answered, and the connection ends", async () => {
    const { port } = await serve(answersAfter(100));
    const { socket, got, ended } = await client(port, "");
    socket.end(get());
    await ended;
    expect(got).toMatchObject({ how: "ended", text: expect.stringMatching(/ok$/) });
  });

  test("before garbage is answered, and the garbage is not", async () => {
    const { port } = await serve(answersAfter(50));
    const text = await answer(port, `${get()}\x01\r\n\r\n`);
    expect(text).toMatch(closing(200));
    expect(text.match(/HTTP\//g)).toHaveLength(1);
  });

  test("that offers an upgrade is its connection's last, as Node drops what comes with it", async () => {
    const { port } = await serve(answersAfter(20));
    const text = await answer(port, get("/", "Connection: Upgrade\r\nUpgrade: h2c\r\n") + get("/next"));
    expect(text).toMatch(closing(200));
  });
});

describe("told to stop", () => {
  test("the server answers the next request of a connection that was idle, as its last", async () => {
    const { endpoint, port } = await serve(() => ok());
    const { socket, got, ended } = await client(port, get());
    await once(socket, "data");
    const stopped = endpoint.stop(5000);
    await sleep(200);
    got.text = "";
    socket.end(get());
    await ended;
    expect(got.text).toMatch(closing(200));
    expect(await stopped).toBe(0);
  });

  test("the server reads a connection that it has taken", async () => {
    const { endpoint, port } = await serve(() => ok());
    const { socket, got, ended } = await client(port, "");
    await sleep(20);
    const stopped = endpoint.stop(5000);
    await sleep(200);
    socket.end(get());
    await ended;
    expect(got.text).toMatch(closing(200));
    expect(await stopped).toBe(0);
  });

  test("what is under way is told that it is the last", async () => {
    const { endpoint, port } = await serve(answersAfter(100));
    const text = answer(port, get());
    await sleep(50);
    const stopped = endpoint.stop(5000);
    expect(await text).toMatch(closing(200));
    expect(await stopped).toBe(0);
  });

  test("the server ends connections that stay idle, also where nothing has come", async () => {
    const { endpoint, port } = await serve(() => ok());
    const used = await client(port, get());
    await client(port, "");
    await once(used.socket, "data");
    const since = Date.now();
    expect(await endpoint.stop(5000)).toBe(0);
    expect(Date.now() - since).toBeLessThan(3500);
  });

  test("the server answers what has come behind a request that is under way", async () => {
    const { endpoint, port } = await serve((request) => (request.target === "/" ? answersAfter(100)(request) : ok("next")));
    const text = answer(port, get() + get("/next"));
    await sleep(50);
    const stopped = endpoint.stop(5000);
    expect((await text).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(await stopped).toBe(0);
  });

  test("the server does not wait for a body whose answer is out", async () => {
    const { endpoint, port } = await serve(() => ok());
    const { socket } = await client(port, post("Transfer-Encoding: chunked"));
    await once(socket, "data");
    expect(await endpoint.stop(8000)).toBe(0);
  }, 10_000);

  test("what does not end in time is broken off, and counted", async () => {
    const { endpoint, port } = await serve(never);
    const { got, ended } = await client(port, get());
    await sleep(50);
    expect(await endpoint.stop(100)).toBe(1);
    await ended;
    expect(got.how).toBe("reset");
  });
});
