/** One gateway at one address: what `serve` opens. */
import type { Server as HttpServer } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import type { Handler } from "../exchange.ts";
import { ajp } from "../gateways/ajp.ts";
import { fastcgi } from "../gateways/fastcgi.ts";
import { http1 } from "../gateways/http1-server.ts";
import { limitsOf } from "../gateways/limits.ts";
import { nodeListener } from "../gateways/node.ts";
import type { GatewayOptions } from "../gateways/options.ts";
import { scgi } from "../gateways/scgi.ts";
import type { SocketGateway } from "../gateways/sockets.ts";
import { uwsgi } from "../gateways/uwsgi.ts";
import type { ProtocolName } from "./protocol-names.ts";

/** What an endpoint is asked for. */
export interface EndpointOptions extends GatewayOptions {
  /** `ajp` alone: what the web server has to say. */
  readonly secret?: string | undefined;
}

/** Listens when its server is told to. */
export interface Endpoint {
  readonly server: Server;
  /** Takes no connection any more; resolves with how many had to be broken off after `within` milliseconds. */
  stop(within: number): Promise<number>;
}

type Open = (handler: Handler, options: EndpointOptions) => Endpoint;

/** By the option of `serve` that opens one. */
export const protocols = {
  http: overNode,
  "http-wire": overSockets(http1),
  fastcgi: overSockets(fastcgi),
  scgi: overSockets(scgi),
  uwsgi: overSockets(uwsgi),
  ajp: overSockets(ajp),
} as const satisfies Record<ProtocolName, Open>;

function overSockets(gateway: (handler: Handler, options: EndpointOptions) => SocketGateway): Open {
  return (handler, options) => {
    const sockets = gateway(handler, options);
    const server = createServer({ allowHalfOpen: true, noDelay: true }, sockets.accept);
    return {
      server,
      stop(within) {
        server.close();
        return sockets.drain(within);
      },
    };
  };
}

function overNode(handler: Handler, options: EndpointOptions): Endpoint {
  const limits = limitsOf(options.limits);
  const listener = nodeListener(handler, options);
  let stopping = false;
  const server: HttpServer = createHttpServer(
    {
      noDelay: true,
      maxHeaderSize: limits.head ?? Number.MAX_SAFE_INTEGER,
      keepAliveTimeout: limits.idleTime ?? 0,
      headersTimeout: limits.headTime ?? 0,
      requestTimeout: limits.totalTime ?? 0,
    },
    (req, res) => {
      if (stopping) res.shouldKeepAlive = false;
      listener(req, res);
    },
  );
  server.timeout = limits.stallTime ?? 0;
  return {
    server,
    stop(within) {
      stopping = true;
      return stopped(server, within);
    },
  };
}

/** Node keeps connections that were busy when it was told to close: they are closed as they fall idle. */
async function stopped(server: HttpServer, within: number): Promise<number> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  let broken = 0;
  const late = setTimeout(() => {
    server.getConnections((_, count) => {
      broken = count ?? 0;
      server.closeAllConnections();
    });
  }, within);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
  return broken;
}
