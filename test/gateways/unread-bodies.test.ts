/** Uploads that nobody reads: what becomes of the answer, of the client that still sends, and of the connection (RFC 9112, 9.3 and 9.6). */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect as connectHttp2, constants, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Handler, RawRequest, RawResponse } from "../../src/exchange.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import { hasLingered } from "../../src/gateways/limits.ts";
import { nodeServer } from "../../src/gateways/node/server.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import { inTime } from "../../src/testing/case.ts";
import { fromBytes } from "../../src/wire.ts";
import { latin1 } from "./clients/http1.ts";

interface Started {
  readonly server: Server;
  stop(within: number): Promise<number>;
}

const servers = {
  wire(handler: Handler, options: GatewayOptions): Started {
    const gateway = http1(handler, options);
    const server = createServer({ allowHalfOpen: true }, gateway.accept);
    const stop = (within: number) => {
      server.close();
      return gateway.drain(within);
    };
    return { server, stop };
  },
  node: (handler: Handler, options: GatewayOptions): Started => nodeServer(handler, options),
  "a server of node:http with our listener"(handler: Handler, options: GatewayOptions): Started {
    const server = createHttpServer(nodeListener(handler, options));
    const stop = async () => {
      server.close();
      server.closeAllConnections();
      return 0;
    };
    return { server, stop };
  },
};
type Kind = keyof typeof servers;
const all = Object.keys(servers) as Kind[];
const ours: Kind[] = ["wire", "node"];

const started: Started[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(started.splice(0).map(({ stop }) => stop(0)));
});

/** A server, and a client that reads nothing before it is told to. */
async function serve(kind: Kind, handler: Handler, limits: GatewayOptions["limits"] = {}) {
  const made = servers[kind](handler, { limits: { headTime: 400, ...limits }, onError: () => {} });
  started.push(made);
  await once(made.server.listen(0, "127.0.0.1"), "listening");
  const socket = connect({ port: (made.server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  sockets.push(socket);
  let how = "open";
  socket.on("error", () => {
    how = "reset";
  });
  socket.on("close", () => {
    if (how === "open") how = "closed";
  });
  await once(socket, "connect");
  return { ...made, socket, how: () => how };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const written = (socket: Socket, wire: Uint8Array | string) =>
  new Promise<void>((resolve) => socket.write(wire, "latin1", () => resolve()));

/** All that comes until the server ends its side; then the client does. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (wire: Uint8Array) => {
    text += fromBytes(wire);
  });
  await inTime(new Promise((resolve) => socket.once("end", resolve).once("close", resolve)), "the end of the connection", 5000);
  socket.end();
  return text;
}

/** What has come by the time that nothing more does. */
async function sofar(socket: Socket, holds: (text: string) => boolean): Promise<string> {
  let text = "";
  const take = (wire: Uint8Array) => {
    text += fromBytes(wire);
  };
  socket.on("data", take);
  while (!holds(text)) await inTime(once(socket, "data"), "more of the answer", 5000);
  socket.off("data", take);
  return text;
}

const connections = (server: Server) => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

const length = 8 * 2 ** 20;
const piece = new Uint8Array(length / 16);
const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const post = (framing: string | number) =>
  `POST / HTTP/1.1\r\nHost: h\r\n${typeof framing === "number" ? `Content-Length: ${framing}` : framing}\r\n\r\n`;
/** More than a client's socket takes of its own accord. */
const long = "x".repeat(300_000);
const answers =
  (status: number, body = long): Handler =>
  () => ({ status, headers: [], body: [latin1(body)] });
const none = {} as RawRequest;
const closing = (status: number) => new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*?\\r\\nConnection: close\\r\\n`);
const lines = (text: string) => text.slice(0, text.indexOf("\r\n\r\n"));

async function flood(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    await written(socket, piece);
    await sleep(5);
  }
}

describe.each(all)("%s: a client that reads when it has sent 8 MiB", (kind) => {
  test.each([
    [200, 0],
    [413, 0],
    [413, 20],
  ])("has all of an answer %i to a body that nobody reads, with %i ms between its packets", async (status, between) => {
    const { socket, how } = await serve(kind, answers(status));
    await written(socket, post(length));
    for (let sent = 0; sent < length; sent += piece.length) {
      await written(socket, piece);
      if (between > 0) await sleep(between);
    }
    const text = await rest(socket);
    expect(text).toMatch(closing(status));
    expect([text.endsWith(`\r\n\r\n${long}`), how()]).toEqual([true, "open"]);
  });

  test("has it where it asked for the end itself, and where the body has chunks", async () => {
    for (const framing of [`Connection: close\r\nContent-Length: ${length}`, "Transfer-Encoding: chunked"]) {
      const { socket, how } = await serve(kind, answers(200));
      await written(socket, post(framing));
      if (framing.startsWith("T")) await written(socket, `${length.toString(16)}\r\n`);
      for (let sent = 0; sent < length; sent += piece.length) await written(socket, piece);
      const text = await rest(socket);
      expect([text.slice(9, 12), text.includes(long), how()]).toEqual(["200", true, "open"]);
    }
  });

  test("has the refusal of a body that says that it is too large", async () => {
    const { socket, how } = await serve(kind, answers(200), { body: 1000 });
    await written(socket, post(length));
    for (let sent = 0; sent < length; sent += piece.length) await written(socket, piece);
    expect(await rest(socket)).toMatch(closing(413));
    expect(how()).toBe("open");
  });
});

describe.each(ours)("%s: a client that reads when it has sent 8 MiB", (kind) => {
  test.each([
    [431, "GET / HTTP/1.1\r\nHost: h\r\nX: "],
    [400, "\x01\r\n"],
    [400, `${post("Transfer-Encoding: chunked")}zz\r\n`],
  ])("has the refusal %i of %j", async (status, message) => {
    const reading: Handler = async ({ body }) => {
      for await (const _ of body);
      return answers(200)(none);
    };
    const { socket, how } = await serve(kind, reading);
    await written(socket, message);
    for (let sent = 0; sent < length; sent += piece.length) await written(socket, piece.fill(0x61));
    expect(await rest(socket)).toMatch(closing(status));
    expect(how()).toBe("open");
  });
});

describe.each(all)("%s: Connection: close", (kind) => {
  const open = /^HTTP\/1\.1 200 OK\r\n(?![\s\S]*Connection: close)/;

  test("is said where more of the body is missing than is dropped", async () => {
    const { socket } = await serve(kind, answers(200, "no"));
    socket.write(post(65_537));
    expect(await rest(socket)).toMatch(closing(200));
  });

  test("is said where the handler has left the body", async () => {
    const handler: Handler = async ({ body }) => {
      for await (const chunk of body) return answers(200, `${chunk.length > 0}`)(none);
      throw new Error("there is no body");
    };
    const { socket } = await serve(kind, handler);
    socket.write(`${post(length)}abc`);
    expect(await rest(socket)).toMatch(/Connection: close\r\n[\s\S]*true$/);
  });

  test("is not said where all but 64 KiB has come, and the next request is answered", async () => {
    const { socket } = await serve(kind, answers(200, "no"));
    socket.write(post(65_536));
    expect(lines(await sofar(socket, (text) => text.endsWith("no")))).toMatch(open);
    socket.write(new Uint8Array(65_536));
    socket.write(get);
    expect(lines(await sofar(socket, (text) => text.endsWith("no")))).toMatch(open);
  });

  test("is not said where 64 KiB are missing of a body of which more has come, and the next request is answered", async () => {
    const handler: Handler = async () => {
      await sleep(50);
      return answers(200, "no")(none);
    };
    const { socket } = await serve(kind, handler);
    socket.write(`${post(100_000)}${"x".repeat(40_000)}`);
    expect(lines(await sofar(socket, (text) => text.endsWith("no")))).toMatch(open);
    socket.write(new Uint8Array(60_000));
    socket.write(get);
    expect(lines(await sofar(socket, (text) => text.endsWith("no")))).toMatch(open);
  });

  test("is not said where the body is read while the answer goes out, and the next request is answered", async () => {
    async function* echo(body: AsyncIterator<Uint8Array>, first: IteratorResult<Uint8Array>) {
      let bytes = 0;
      for (let next = first; !next.done; next = await body.next()) bytes += next.value.length;
      yield latin1(`<${bytes}>`);
    }
    const handler: Handler = async ({ body }): Promise<RawResponse> => {
      if (Array.isArray(body)) return answers(200, "next")(none);
      const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
      return { status: 200, headers: [], body: echo(chunks, await chunks.next()) };
    };
    const { socket } = await serve(kind, handler);
    socket.write(`${post(length)}abc`);
    socket.write(new Uint8Array(length - 3));
    expect(lines(await sofar(socket, (text) => text.includes(`<${length}>`)))).toMatch(open);
    socket.write(get);
    await sofar(socket, (text) => text.endsWith("next"));
  });
});

describe.each(all)("%s: a client that still sends when it has its answer", (kind) => {
  const later = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds);
  /** Longer than it takes until the clock is looked at. */
  const look = () => sleep(700);
  const ended = async (kind: Kind) => {
    const served = await serve(kind, answers(413, "no"));
    served.socket.resume().write(post(2 ** 30));
    await once(served.socket, "end");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    return served;
  };

  test("is heard for 30 seconds, if it is never silent for 5", async () => {
    const { socket, how } = await ended(kind);
    for (let i = 0; i < 2; i++) {
      later(4000);
      await written(socket, piece);
      await look();
    }
    expect(how()).toBe("open");
    socket.end();
    await inTime(once(socket, "close"), "the end", 5000);
    expect(how()).toBe("closed");
  });

  test("is cut off after 5 seconds of silence", async () => {
    const { server, how } = await ended(kind);
    later(5500);
    await look();
    expect(await connections(server)).toBe(0);
    expect(how()).toBe("open");
  });

  test("is cut off after 30 seconds, though it never stops", async () => {
    const { socket, how } = await ended(kind);
    const sending = flood(socket);
    await look();
    expect(how()).toBe("open");
    later(31_000);
    await inTime(sending, "the end", 5000);
    expect(how()).toBe("reset");
  });
});

describe.each(all)("%s: a client that reads late", (kind) => {
  test("has what the system holds of its answer, though its time is over", async () => {
    const { server, socket, how } = await serve(kind, answers(200, long.repeat(3)));
    socket.write(get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    await sleep(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
    await sleep(700);
    expect(await connections(server)).toBe(0);
    expect([(await rest(socket)).endsWith(`\r\n\r\n${long.repeat(3)}`), how()]).toEqual([true, "open"]);
  });
});

describe.each(ours)("%s: a server that stops", (kind) => {
  test("gives clients that have their answers 2 seconds, and does not count them as broken off", async () => {
    const { socket, stop } = await serve(kind, answers(413, "no"));
    socket.resume().write(post(2 ** 30));
    await once(socket, "end");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const sending = flood(socket);
    const stopped = stop(20_000);
    vi.setSystemTime(Date.now() + 2500);
    expect(await inTime(stopped, "the end", 5000)).toBe(0);
    await sending;
  });

  test("ends a connection that waits for the rest of a body, and does not count it", async () => {
    const { socket, stop } = await serve(kind, answers(200, "no"));
    socket.write(`${post(1000)}abc`);
    await sofar(socket, (text) => text.endsWith("no"));
    const ended = once(socket.resume(), "end").then(() => socket.end());
    expect(await inTime(stop(20_000), "the end", 5000)).toBe(0);
    await ended;
  });

  test("does not count idle connections, however short its time is", async () => {
    const { socket, stop } = await serve(kind, answers(200, "no"));
    socket.write(get);
    await sofar(socket, (text) => text.endsWith("no"));
    const ended = once(socket.resume(), "end").then(() => socket.end());
    expect(await stop(600)).toBe(0);
    await ended;
  });

  test("lets the end of an answer go out to a client that reads late", async () => {
    const accepted: Socket[] = [];
    let bytes = 0;
    async function* untilFull() {
      do {
        bytes += 9000;
        yield new Uint8Array(9000).fill(0x61);
        await sleep(1);
      } while (accepted[0]!.writableLength === 0);
    }
    const told = new Promise<void>((resolve) => {
      const handler: Handler = () => ({ status: 200, headers: [], body: untilFull() });
      started.push(servers[kind](handler, { onExchange: () => resolve() }));
    });
    const { server, stop } = started[0]!;
    server.on("connection", (socket: Socket) => accepted.push(socket));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").pause();
    sockets.push(socket);
    socket.write(get);
    await inTime(told, "the answer", 5000);
    const stopped = stop(20_000);
    await sleep(1500);
    const text = await rest(socket.resume());
    expect([text.endsWith("\r\n0\r\n\r\n"), text.split("a".repeat(9000)).length - 1]).toEqual([true, bytes / 9000]);
    expect(await stopped).toBe(0);
  });

  test("breaks them off when there is no time, and counts those alone that have no answer", async () => {
    const { socket, server, stop } = await serve(kind, ({ body }) =>
      Array.isArray(body) ? new Promise(() => {}) : answers(413, "no")(none),
    );
    socket.resume().write(post(length));
    await once(socket, "end");
    const other = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
    sockets.push(other);
    other.write(get);
    await sleep(100);
    const sending = flood(socket);
    expect(await stop(100)).toBe(1);
    await sending;
  });
});

describe.each(ours)("%s: an expectation that nobody knows", (kind) => {
  test("is answered 417, and its body not waited for without end", async () => {
    const seen: number[] = [];
    const made = servers[kind](answers(200), { limits: { stallTime: 200 }, onExchange: ({ status }) => seen.push(status) });
    started.push(made);
    await once(made.server.listen(0, "127.0.0.1"), "listening");
    const socket = connect((made.server.address() as AddressInfo).port, "127.0.0.1");
    sockets.push(socket);
    socket.write(`${post("Expect: more\r\nContent-Length: 1000")}abc`);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 417 /);
    expect(seen).toEqual([417]);
  });
});

describe("a server of node:http with our listener", () => {
  test.each([
    ["is refused", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    ["leaves a body unread", post(100_000)],
    ["offers an upgrade", get.replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n")],
  ])("closes after a request that %s, though a middleware has set Connection: keep-alive", async (_, message) => {
    const listener = nodeListener(answers(200, "yes"));
    const server = createHttpServer((req, res) => listener(req, res.setHeader("Connection", "keep-alive")));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    sockets.push(socket);
    socket.write(message);
    const head = lines(await rest(socket));
    expect([head.includes("\r\nConnection: close"), head.includes("keep-alive")]).toEqual([true, false]);
    server.close();
  });
});

test("node: what cannot be read behind a request that is under way leaves no listeners", async () => {
  async function* slowly() {
    yield latin1("a");
    await sleep(400);
    yield latin1("b");
  }
  const warnings: Error[] = [];
  const warned = (warning: Error) => void warnings.push(warning);
  process.on("warning", warned);
  const { socket } = await serve("node", () => ({ status: 200, headers: [], body: slowly() }));
  socket.write(get);
  for (let i = 0; i < 20; i++) {
    await sleep(10);
    socket.write("\x01\r\n\r\n");
  }
  expect(await rest(socket)).toMatch(/a\r\n1\r\nb\r\n0\r\n\r\n$/);
  process.off("warning", warned);
  expect(warnings).toEqual([]);
});

describe("HTTP/2", () => {
  test("a body that is longer than it may be holds no stream open", async () => {
    const handler: Handler = async (request) => {
      try {
        for await (const _ of request.body);
      } catch {
        return answers(413, "no")(request);
      }
      throw new Error("the body is not too long");
    };
    const server = createHttp2Server(nodeListener(handler, { limits: { body: 1000 } }));
    const closed = new Promise((resolve) => server.on("stream", (stream) => stream.on("close", resolve)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const request = session.request({ ":method": "POST", ":path": "/" });
    request.write(piece);
    let text = "";
    request.on("data", (chunk: Uint8Array) => {
      text += fromBytes(chunk);
    });
    await inTime(closed, "the end of the stream", 5000);
    expect([text, session.closed]).toEqual(["no", false]);
    session.destroy();
    server.close();
  });

  const handlers: Record<string, Handler> = {
    "has not read": answers(413, "no"),
    "has begun to read": async (request) => {
      for await (const _ of request.body) return answers(413, "no")(request);
      throw new Error("there is no body");
    },
  };

  test.each(Object.entries(handlers))(
    "a body that the handler %s is to be sent no more, and its answer comes (RFC 9113, 8.1)",
    async (_, handler) => {
      const server = createHttp2Server(nodeListener(handler));
      await once(server.listen(0, "127.0.0.1"), "listening");
      const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const request = session.request({ ":method": "POST", ":path": "/", "content-length": String(2 ** 30) });
      const closed = once(request, "close");
      request.write(piece);
      let text = "";
      for await (const chunk of request) text += fromBytes(chunk);
      await inTime(closed, "the end of the stream", 5000);
      expect([text, request.rstCode, session.closed]).toEqual(["no", constants.NGHTTP2_NO_ERROR, false]);
      session.destroy();
      server.close();
    },
  );
});

test.each([
  [0, 0, false, false],
  [5000, 0, false, false],
  [5001, 0, false, true],
  [30_000, 29_000, false, false],
  [30_001, 30_000, false, true],
  [2000, 2000, true, false],
  [2001, 2000, true, true],
])("%i ms after our end, something having come after %i, and stopping %j: a peer has lingered is %j", (now, heard, stopping, lingered) => {
  expect(hasLingered(now, 0, heard, stopping)).toBe(lingered);
});
