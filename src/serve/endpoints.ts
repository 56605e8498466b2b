/** One gateway at one address: what `serve` opens. */
import { createServer, type Server } from "node:net";
import type { Handler } from "../exchange.ts";
import { ajp } from "../gateways/ajp.ts";
import { fastcgi } from "../gateways/fastcgi.ts";
import { http1 } from "../gateways/http1-server.ts";
import { nodeServer } from "../gateways/node/server.ts";
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
  http: nodeServer,
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
