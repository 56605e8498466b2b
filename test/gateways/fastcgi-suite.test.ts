/** The gateway suite through FastCGI: without sockets, over TCP, and side by side on one connection of a Unix socket. */
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Handler } from "../../src/exchange.ts";
import { fastcgiProtocol } from "../../src/gateways/fastcgi/connection.ts";
import { fastcgi } from "../../src/gateways/fastcgi.ts";
import { type GatewayUnderTest, gatewaySuite } from "../../src/testing/testing.ts";
import { type ByteString, toBytes } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { FastCgiClient } from "./clients/fastcgi.ts";
import { type MemoryPeer, open } from "./memory-peer.ts";

const lacks: GatewayUnderTest["lacks"] = {
  targetForms: "a web server makes a path of every target",
  repeatedHeaders: "a variable has one value (RFC 3875, 4.1.18)",
  underscoreHeaders: "in a variable's name, a hyphen is an underscore (RFC 3875, 4.1.18)",
};

/** Errors of handlers are what some cases are about. */
const quiet = { onError: () => {} };

describe("in memory", () => {
  const gateway: GatewayUnderTest = {
    name: "fastcgi, in memory",
    lacks,
    exchange(handler, request) {
      const { peer, connection } = open(fastcgiProtocol({ connections: 1, requests: 1 }), handler, quiet);
      const client = new FastCgiClient({
        async write(wire) {
          await peer.until(({ paused, ended }) => !paused || ended);
          connection.receive(wire);
        },
      });
      pump(peer, client);
      return client.exchange(request);
    },
  };
  runSuite(gatewaySuite(gateway));
});

async function pump(peer: MemoryPeer, client: FastCgiClient): Promise<void> {
  for (let seen = 0; ; ) {
    await peer.until(({ sent, ended, destroyed }) => sent.length > seen || ended || destroyed);
    const wire = peer.sent.slice(seen) as ByteString;
    seen += wire.length;
    client.receive(toBytes(wire));
    if (peer.ended || peer.destroyed) {
      client.closed();
      return;
    }
  }
}

/** One server for handlers that come with their requests. */
const handlers = new Map<string, Handler>();
let count = 0;
const dispatch: Handler = (request) => handlers.get(request.variables!.get("TEST_HANDLER" as ByteString)!)!(request);
const named = (handler: Handler) => {
  const name = String(count++);
  handlers.set(name, handler);
  return { TEST_HANDLER: name };
};

const served = fastcgi(dispatch, quiet);
const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), "fastcgi-"));

async function listen(options: { port: number; host: string } | { path: string }): Promise<NetConnectOpts> {
  const server = createServer({ allowHalfOpen: true }, served.accept);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(options, resolve));
  return "path" in options ? options : { host: options.host, port: (server.address() as AddressInfo).port };
}

function connected(to: NetConnectOpts): { readonly socket: Socket; carry(client: FastCgiClient): void } {
  const socket = connect(to);
  socket.on("error", () => {});
  return {
    socket,
    carry(client) {
      socket.on("data", (wire) => client.receive(wire));
      socket.on("close", () => client.closed());
    },
  };
}

const written = (socket: Socket) => (wire: Uint8Array) =>
  new Promise<void>((resolve) => {
    if (socket.write(wire)) resolve();
    else socket.once("drain", resolve).once("close", () => resolve());
  });

afterAll(async () => {
  for (const server of servers) server.close();
  expect(await served.drain(2000)).toBe(0);
  rmSync(folder, { recursive: true });
});

describe("over TCP, a connection a request", () => {
  let to: NetConnectOpts;
  beforeAll(async () => {
    to = await listen({ host: "127.0.0.1", port: 0 });
  });
  const gateway: GatewayUnderTest = {
    name: "fastcgi, over TCP",
    lacks,
    exchange(handler, request) {
      const { socket, carry } = connected(to);
      const client = new FastCgiClient({ write: written(socket), leave: () => socket.destroy() });
      carry(client);
      return client.exchange(request, { variables: named(handler) });
    },
  };
  runSuite(gatewaySuite(gateway));
});

describe("over a Unix socket, side by side on one connection", () => {
  let to: NetConnectOpts;
  let socket: Socket;
  let client: FastCgiClient | undefined;
  let id = 0;
  beforeAll(async () => {
    to = await listen({ path: join(folder, "socket") });
  });
  afterAll(() => socket.destroy());
  const gateway: GatewayUnderTest = {
    name: "fastcgi, multiplexed",
    lacks,
    exchange(handler, request) {
      if (client === undefined) {
        const made = connected(to);
        socket = made.socket;
        const fresh = new FastCgiClient({ write: written(socket) });
        client = fresh;
        made.carry(fresh);
        // A response that breaks off takes the connection with it.
        socket.on("end", () => {
          client = undefined;
          socket.end();
        });
      }
      id = (id % 65_535) + 1;
      return client.exchange(request, { id, keep: true, variables: named(handler) });
    },
  };
  runSuite(gatewaySuite(gateway));

  test("ids are used again", async () => {
    id = 65_534;
    const answers = Array.from({ length: 3 }, () => gateway.exchange(() => ({ status: 200, headers: [], body: [] }), plain));
    expect((await Promise.all(answers)).map(({ status, complete }) => [status, complete])).toEqual(Array(3).fill([200, true]));
  });
});

const plain = { method: "GET", target: "/", headers: [] };
