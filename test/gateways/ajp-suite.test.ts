/** The gateway suite over AJP: without sockets, over TCP, and over a Unix socket. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import type { Handler } from "../../src/exchange.ts";
import { ajp, ajpProtocol } from "../../src/gateways/ajp.ts";
import { type GatewayUnderTest, gatewaySuite, type WireRequest } from "../../src/testing/testing.ts";
import { toBytes } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { AjpClient } from "./clients/ajp.ts";
import { MemoryPeer } from "./memory-peer.ts";

const lacks = { targetForms: "req_uri is a path: the web server has taken absolute-form apart" };

const quiet = { onError: () => {} };

const inMemory: GatewayUnderTest = {
  name: "ajp in memory",
  lacks,
  async exchange(handler, request) {
    const peer = new MemoryPeer();
    const connection = ajpProtocol(peer, handler, quiet);
    const client = new AjpClient({ write: (wire) => connection.receive(wire), destroy: () => connection.lost() }, request);
    let told = 0;
    const pump = async () => {
      for (;;) {
        await peer.until(({ sent, destroyed, ended }) => sent.length > told || destroyed || ended);
        const wire = peer.sent.slice(told);
        told += wire.length;
        if (wire === "") break;
        client.receive(toBytes(wire as never));
      }
      client.closed();
    };
    void pump();
    await client.begin();
    return client.response;
  },
};

function overSockets(
  name: string,
  servers: Map<Handler, Promise<[Server, NetConnectOpts]>>,
  listen: (server: Server) => Promise<NetConnectOpts>,
) {
  const serving = async (handler: Handler): Promise<[Server, NetConnectOpts]> => {
    const server = createServer({ allowHalfOpen: true }, ajp(handler, quiet).accept);
    return [server, await listen(server)];
  };
  return {
    name,
    lacks,
    async exchange(handler: Handler, request: WireRequest) {
      if (!servers.has(handler)) servers.set(handler, serving(handler));
      const [, address] = await servers.get(handler)!;
      const socket = createConnection(address);
      const client = new AjpClient({ write: (wire) => socket.write(wire), destroy: () => socket.destroy() }, request);
      socket.on("data", (wire) => client.receive(wire));
      socket.on("error", () => {});
      socket.on("close", () => client.closed());
      await once(socket, "connect");
      await client.begin();
      const response = await client.response;
      socket.destroy();
      return response;
    },
  } satisfies GatewayUnderTest;
}

describe("in memory", () => runSuite(gatewaySuite(inMemory)));

describe("over TCP", () => {
  const servers = new Map<Handler, Promise<[Server, NetConnectOpts]>>();
  afterAll(() => closeAll(servers));
  const gateway = overSockets("ajp over TCP", servers, async (server) => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  });
  runSuite(gatewaySuite(gateway));
});

describe("over a Unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "babelgate-ajp-"));
  const servers = new Map<Handler, Promise<[Server, NetConnectOpts]>>();
  afterAll(async () => {
    await closeAll(servers);
    rmSync(folder, { recursive: true });
  });
  let count = 0;
  const gateway = overSockets("ajp over a Unix socket", servers, async (server) => {
    const path = join(folder, `${count++}.sock`);
    await once(server.listen(path), "listening");
    return { path };
  });
  runSuite(gatewaySuite(gateway));
});

async function closeAll(servers: ReadonlyMap<Handler, Promise<[Server, NetConnectOpts]>>): Promise<void> {
  for (const serving of servers.values()) (await serving)[0].close();
}
