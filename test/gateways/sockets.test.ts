/** What the shell over real sockets sees to: peers that are slow, half gone or gone, and a server that stops. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Handler, RawResponse } from "../../src/exchange.ts";
import { ajp } from "../../src/gateways/ajp.ts";
import { fastcgi } from "../../src/gateways/fastcgi.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import type { GatewayLimits } from "../../src/gateways/limits.ts";
import type { ExchangeRecord } from "../../src/gateways/options.ts";
import { scgi } from "../../src/gateways/scgi.ts";
import type { SocketGateway } from "../../src/gateways/sockets.ts";
import { inTime } from "../../src/testing/case.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { forwardPacket } from "./clients/ajp.ts";
import { latin1 } from "./clients/http1.ts";
import { scgiMessage } from "./clients/scgi.ts";

const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const ok = (body: RawResponse["body"] = [latin1("ok")]): RawResponse => ({ status: 200, headers: [], body });

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

interface Served {
  readonly gateway: SocketGateway;
  readonly server: Server;
  readonly records: ExchangeRecord[];
  client(): Promise<Socket>;
}

async function served(open: typeof http1, handler: Handler, limits: Partial<GatewayLimits> = {}): Promise<Served> {
  const records: ExchangeRecord[] = [];
  const gateway = open(handler, { limits, onError: () => {}, onExchange: (record) => void records.push(record) });
  const server = createServer({ allowHalfOpen: true }, gateway.accept);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = async () => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  };
  return { gateway, server, records, client };
}

/** All that comes until the server ends its side, or breaks off. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (wire: Uint8Array) => {
    text += fromBytes(wire);
  });
  await inTime(new Promise((resolve) => socket.once("end", resolve).once("close", resolve)), "the end of the connection", 5000);
  return text;
}

const empty = async (gateway: SocketGateway) => {
  while (gateway.size > 0) await pause(10);
};

describe("a peer that sends and never reads", () => {
  const all = { http1: [http1, get], ajp: [ajp, forwardPacket({})] } as const;
  test.each(Object.entries(all))("has no more requests run than it takes answers, and is broken off: %s", async (_, [open, message]) => {
    let calls = 0;
    const handler = () => {
      calls++;
      return ok([new Uint8Array(1000)]);
    };
    const { gateway, client } = await served(open, handler, { stallTime: 1000 });
    const socket = await client();
    socket.pause();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const many = toBytes(message.repeat(1000) as ByteString);
    const send = () => {
      while (socket.write(many));
    };
    socket.on("drain", send);
    send();
    // Until the buffers of the system are full.
    let then = -1;
    while (then !== calls) {
      then = calls;
      await pause(300);
    }
    expect(calls).toBeLessThan(20_000);
    await inTime(Promise.all([closed, empty(gateway)]), "the end", 5000);
  });
});

describe("stallTime", () => {
  test("does not end a peer that reads steadily, however long a chunk takes it", async () => {
    const size = 24 * 2 ** 20;
    const { client } = await served(http1, () => ok([new Uint8Array(size)]), { stallTime: 300 });
    const socket = await client();
    let bytes = 0;
    const since = Date.now();
    socket.on("data", (wire: Uint8Array) => {
      bytes += wire.length;
      socket.pause();
      setTimeout(() => socket.resume(), 4);
    });
    socket.write(get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    await inTime(new Promise((resolve) => socket.once("end", resolve).once("close", resolve)), "the end of the answer", 15_000);
    expect(Date.now() - since).toBeGreaterThan(600);
    expect(bytes).toBeGreaterThan(size);
  }, 20_000);

  test("ends a peer that reads nothing of a chunk", async () => {
    const { gateway, client, records } = await served(http1, () => ok([new Uint8Array(24 * 2 ** 20)]), { stallTime: 200 });
    const socket = await client();
    socket.pause();
    socket.write(get);
    await pause(100);
    expect(gateway.size).toBe(1);
    await inTime(empty(gateway), "the end", 3000);
    expect(records.map(({ ended }) => ended)).toEqual(["left"]);
  });

  test("is all that a handler has for a peer that has ended its side: 503, or an end to its body", async () => {
    let left = 0;
    async function* never() {
      yield latin1("a");
      await new Promise(() => {});
    }
    const body = Object.assign(never(), {
      async return() {
        left++;
        return { done: true as const, value: undefined };
      },
    });
    const handler: Handler = ({ pathInfo }) => (pathInfo === "/" ? new Promise<RawResponse>(() => {}) : ok(body));
    const { gateway, client, records } = await served(http1, handler, { stallTime: 200 });
    const waiting = await client();
    waiting.end(get);
    expect(await rest(waiting)).toMatch(/^HTTP\/1.1 503 /);
    const streaming = await client();
    streaming.end(get.replace("/", "/stream"));
    await rest(streaming);
    await inTime(empty(gateway), "the end", 3000);
    expect([left, ...records.map(({ ended }) => ended)]).toEqual([1, "whole", "left"]);
  });

  test("does not matter to a handler whose peer is there", async () => {
    const handler: Handler = async () => {
      await pause(500);
      return ok();
    };
    const { client } = await served(http1, handler, { stallTime: 100 });
    const socket = await client();
    socket.write(get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    expect(await rest(socket)).toMatch(/ok$/);
  });
});

describe("idleTime and headTime", () => {
  test("act on SCGI: a connection that sends nothing ends without a word, and half a head is answered 408", async () => {
    const { client } = await served(scgi, () => ok(), { idleTime: 50, headTime: 150 });
    expect(await rest(await client())).toBe("");
    const socket = await client();
    socket.write("70:CONTENT");
    expect(await rest(socket)).toMatch(/^Status: 408 /);
  });
});

describe("drain", () => {
  const scgiGet = fromBytes(
    scgiMessage([
      ["CONTENT_LENGTH", "0"],
      ["REQUEST_METHOD", "GET"],
    ]),
  );
  const record = (type: number, content: string) =>
    `\x01${String.fromCharCode(type)}\0\x01\0${String.fromCharCode(content.length)}\0\0${content}`;
  const fastcgiGet = `${record(1, "\0\x01\x01\0\0\0\0\0")}${record(4, "\x0e\x03REQUEST_METHODGET")}${record(4, "")}${record(5, "")}`;
  const all = { http1: [http1, get], fastcgi: [fastcgi, fastcgiGet], scgi: [scgi, scgiGet], ajp: [ajp, forwardPacket({})] } as const;

  test.each(Object.entries(all))(
    "%s: a request that was sent before the server stopped is answered, on new connections and on old",
    async (_, [open, message]) => {
      const { gateway, server, client, records } = await served(open, () => ok());
      const [early, late] = [await client(), await client()];
      while (gateway.size < 2) await pause(5);
      // One is there and not read when the server stops; the other's sender cannot know that it has.
      early.write(toBytes(message as ByteString));
      await new Promise((resolve) => process.nextTick(resolve));
      server.close();
      const stopped = gateway.drain(5000);
      setTimeout(() => late.write(toBytes(message as ByteString)), 50);
      const answers = await Promise.all([rest(early), rest(late)]);
      expect(answers.map((text) => text.includes("ok"))).toEqual([true, true]);
      early.end();
      late.end();
      expect([await inTime(stopped, "the end", 3000), records.length]).toEqual([0, 2]);
    },
  );

  test("a connection that is accepted while draining is read", async () => {
    const { gateway, client } = await served(http1, () => ok());
    const first = await client();
    while (gateway.size < 1) await pause(5);
    const stopped = gateway.drain(5000);
    const second = await client();
    second.write(get);
    expect(await rest(second)).toMatch(/Connection: close\r\n\r\nok$/);
    second.end();
    await rest(first);
    first.end();
    expect(await inTime(stopped, "the end", 3000)).toBe(0);
  });

  test("a connection that stays without a request is ended, after half the time that there is at most", async () => {
    const { gateway, client } = await served(http1, () => ok());
    const socket = await client();
    socket.on("end", () => socket.end()).resume();
    while (gateway.size < 1) await pause(5);
    const since = Date.now();
    expect(await gateway.drain(600)).toBe(0);
    expect(Date.now() - since).toBeGreaterThan(250);
    expect(Date.now() - since).toBeLessThan(600);
  });
});
