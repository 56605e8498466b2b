/** AJP under test. */
import { once } from "node:events";
import { createConnection, createServer, type NetConnectOpts, type Server } from "node:net";
import type { Handler } from "../../../src/exchange.ts";
import { ajp, ajpProtocol } from "../../../src/gateways/ajp.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { toBytes } from "../../../src/wire.ts";
import { AjpClient } from "../clients/ajp.ts";
import { MemoryPeer } from "../memory-peer.ts";
import { quiet } from "./quiet.ts";

const lacks = { targetForms: "req_uri is a path: the web server has taken absolute-form apart" };

export const ajpInMemory = (options = quiet): GatewayUnderTest => ({
  name: "ajp in memory",
  lacks,
  async exchange(handler, request) {
    const peer = new MemoryPeer();
    const connection = ajpProtocol(peer, handler, options);
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
});

export type Servers = Map<Handler, Promise<[Server, NetConnectOpts]>>;

export function ajpOverSockets(name: string, servers: Servers, listen: (server: Server) => Promise<NetConnectOpts>): GatewayUnderTest {
  const serving = async (handler: Handler): Promise<[Server, NetConnectOpts]> => {
    const server = createServer({ allowHalfOpen: true }, ajp(handler, quiet).accept);
    return [server, await listen(server)];
  };
  return {
    name,
    lacks,
    async exchange(handler, request) {
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
  };
}

export async function closeAll(servers: Servers): Promise<void> {
  for (const serving of servers.values()) (await serving)[0].close();
}
