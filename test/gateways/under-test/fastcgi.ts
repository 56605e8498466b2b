/** FastCGI under test. */
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import type { Handler } from "../../../src/exchange.ts";
import { fastcgiProtocol } from "../../../src/gateways/fastcgi/connection.ts";
import { fastcgi } from "../../../src/gateways/fastcgi.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { type ByteString, toBytes } from "../../../src/wire.ts";
import { FastCgiClient } from "../clients/fastcgi.ts";
import { type MemoryPeer, open } from "../memory-peer.ts";
import { quiet } from "./quiet.ts";

const lacks: GatewayUnderTest["lacks"] = {
  targetForms: "a web server makes a path of every target",
  repeatedHeaders: "a variable has one value (RFC 3875, 4.1.18)",
  underscoreHeaders: "in a variable's name, a hyphen is an underscore (RFC 3875, 4.1.18)",
};

/** Without sockets. What it sends as FCGI_STDERR is in the server's errors. */
export const fastcgiInMemory = (options = quiet): GatewayUnderTest => ({
  name: "fastcgi, in memory",
  lacks,
  exchange(handler, request) {
    const { peer, connection } = open(fastcgiProtocol({ connections: 1, requests: 1 }), handler, options);
    const client = new FastCgiClient({
      async write(wire) {
        await peer.until(({ paused, ended }) => !paused || ended);
        connection.receive(wire);
      },
      log: (text) => options.server?.errors.write(text),
    });
    pump(peer, client);
    return client.exchange(request);
  },
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

export async function listen(options: { port: number; host: string } | { path: string }): Promise<NetConnectOpts> {
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

/** What is left of requests when all servers are closed. */
export function close(): Promise<number> {
  for (const server of servers) server.close();
  return served.drain(2000);
}

/** A connection a request. */
export const fastcgiOver = (to: () => NetConnectOpts): GatewayUnderTest => ({
  name: "fastcgi, over TCP",
  lacks,
  exchange(handler, request) {
    const { socket, carry } = connected(to());
    const client = new FastCgiClient({ write: written(socket), leave: () => socket.destroy() });
    carry(client);
    return client.exchange(request, { variables: named(handler) });
  },
});

/** Side by side on one connection. */
export class Multiplexed implements GatewayUnderTest {
  readonly name = "fastcgi, multiplexed";
  readonly lacks = lacks;
  /** The last one that was used. */
  id = 0;
  readonly #to: () => NetConnectOpts;
  #socket: Socket | undefined;
  #client: FastCgiClient | undefined;

  constructor(to: () => NetConnectOpts) {
    this.#to = to;
  }

  readonly exchange: GatewayUnderTest["exchange"] = (handler, request) => {
    this.#client ??= this.#connected();
    this.id = (this.id % 65_535) + 1;
    return this.#client.exchange(request, { id: this.id, keep: true, variables: named(handler) });
  };

  destroy(): void {
    this.#socket?.destroy();
  }

  #connected(): FastCgiClient {
    const { socket, carry } = connected(this.#to());
    const client = new FastCgiClient({ write: written(socket) });
    this.#socket = socket;
    carry(client);
    // A response that breaks off takes the connection with it.
    socket.on("end", () => {
      this.#client = undefined;
      socket.end();
    });
    return client;
  }
}
