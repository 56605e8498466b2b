/** The server on raw sockets under test. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import type { Handler } from "../../../src/exchange.ts";
import { http1Protocol } from "../../../src/gateways/http1/connection.ts";
import { http1 } from "../../../src/gateways/http1-server.ts";
import type { GatewayOptions } from "../../../src/gateways/options.ts";
import type { GatewayUnderTest, WireRequest } from "../../../src/testing/testing.ts";
import { exchangeWith, latin1, piecesOf, ResponseReader, type Started } from "../clients/http1.ts";
import { open } from "../memory-peer.ts";
import { quiet } from "./quiet.ts";

const lacks = { anyMethod: "it takes the methods that llhttp knows" } as const;

export const http1InMemory = (options = quiet): GatewayUnderTest => ({
  name: "http1 in memory",
  lacks,
  exchange: (handler, request) => inMemory(handler, request, options),
});

async function inMemory(handler: Handler, request: WireRequest, options: GatewayOptions) {
  const { peer, connection } = open(http1Protocol, handler, options);
  const reader = new ResponseReader(request);
  let read = 0;
  const look = () => {
    reader.receive(latin1(peer.sent.slice(read)));
    read = peer.sent.length;
    if (reader.leaves) connection.lost();
    return reader.complete || reader.leaves || peer.ended || peer.destroyed;
  };
  const sending = (async () => {
    for await (const piece of piecesOf(request)) {
      await peer.until((peer) => !peer.paused);
      connection.receive(piece);
    }
  })();
  await peer.until(look);
  look();
  if (peer.ended) reader.finish();
  reader.broken = peer.destroyed;
  await Promise.race([sending, Promise.resolve()]);
  if (!reader.leaves) connection.lost();
  return reader.response();
}

export const http1OverTcp: GatewayUnderTest = {
  name: "http1 over TCP",
  lacks,
  exchange: exchangeWith((handler) => started(handler)),
};

export function http1OverUnix(folder: string): GatewayUnderTest {
  let count = 0;
  return {
    name: "http1 over a Unix socket",
    lacks,
    exchange: exchangeWith((handler) => started(handler, join(folder, `${count++}`))),
  };
}

async function started(handler: Handler, path?: string): Promise<Started> {
  const gateway = http1(handler, quiet);
  const server = createServer({ allowHalfOpen: true }, gateway.accept);
  if (path === undefined) await once(server.listen(0, "127.0.0.1"), "listening");
  else await once(server.listen(path), "listening");
  return {
    connect: () => (path === undefined ? connect((server.address() as AddressInfo).port, "127.0.0.1") : connect(path)),
    async close() {
      server.close();
      await gateway.drain(100);
    },
  };
}
