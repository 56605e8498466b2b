/** Node's own servers under test: one an exchange. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server as NetServer } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Handler } from "../../../src/exchange.ts";
import { nodeListener } from "../../../src/gateways/node.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { exchangeWith, type Started } from "../clients/http1.ts";
import { overHttp2 } from "../clients/http2.ts";
import { certificate } from "../clients/tls.ts";
import { quiet } from "./quiet.ts";

export async function listening<S extends NetServer>(server: S): Promise<{ server: S; port: number }> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

const lacks = {
  rawBytes: "Node answers 400",
  anyMethod: "llhttp has a list of methods",
} satisfies GatewayUnderTest["lacks"];

async function started(made: Server): Promise<Started> {
  const { server, port } = await listening(made);
  return { connect: () => connect(port, "127.0.0.1"), close: closed(server) };
}

/** Also breaks off what is left, as a server that is stopped does. */
const closed = (server: Server) => async () => {
  server.close();
  server.closeAllConnections();
};

export const nodeHttp = (options = quiet): GatewayUnderTest => ({
  name: "node:http",
  lacks,
  exchange: exchangeWith((handler) => started(createServer(nodeListener(handler, options)))),
});

export const nodeHttpWithHeaders: GatewayUnderTest = {
  name: "node:http with headers",
  lacks,
  exchange: exchangeWith((handler) => {
    const listener = nodeListener(handler, quiet);
    return started(
      createServer((req, res) => {
        res.setHeader("X-Powered-By", "Express");
        res.setHeader("Set-Cookie", "overwritten=1");
        listener(req, res);
      }),
    );
  }),
};

export const nodeHttps: GatewayUnderTest = {
  name: "node:https",
  lacks,
  exchange: exchangeWith(async (handler: Handler) => {
    const { server, port } = await listening(createHttpsServer(certificate, nodeListener(handler, quiet)));
    return { connect: () => connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }), close: closed(server) };
  }),
};

export const nodeHttp2: GatewayUnderTest = {
  name: "node:http2",
  lacks: {
    rawBytes: "nghttp2 resets the stream",
    targetForms: "HTTP/2 has no absolute form (RFC 9113, 8.3.1)",
    reason: "HTTP/2 has none (RFC 9113, 8.3.2)",
  },
  async exchange(handler, request) {
    const { server, port } = await listening(createHttp2Server(nodeListener(handler, quiet)));
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    try {
      return await overHttp2(session, request);
    } finally {
      session.destroy();
      server.close();
    }
  },
};
