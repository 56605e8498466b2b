/** uwsgi, the protocol of uWSGI: a web server's request as a packet of variables and a body, one a connection. */
import type { Handler } from "../exchange.ts";
import { headAfter } from "./cgi/head.ts";
import { oneRequest } from "./cgi/one-request.ts";
import type { Protocol } from "./connection.ts";
import type { GatewayOptions } from "./options.ts";
import { type SocketGateway, socketGateway } from "./sockets.ts";
import { readUwsgiPacket, uwsgiPacketLength } from "./uwsgi/packet.ts";

export type { SocketGateway } from "./sockets.ts";

/** Without sockets. @internal */
export const uwsgiProtocol: Protocol = oneRequest({
  measure: uwsgiPacketLength,
  readHead: readUwsgiPacket,
  // mod_proxy_uwsgi takes no head without a status line; nginx takes one, and Status too.
  responseHead: (response) => headAfter("HTTP/1.1 ", response),
});

/**
 * A gateway for `uwsgi_pass` of nginx and mod_proxy_uwsgi of Apache: `createServer({ allowHalfOpen: true },
 * uwsgi(handler).accept)`.
 *
 * Modifiers other than 0 are refused. Values are bytes as the web server sends them; `limits.head` counts those of the packet.
 * A request that cannot be read is answered with 400, 413, 414 or 431, and told nobody else. A response has no framing but its
 * own Content-Length, so one that breaks off ends with a reset of the connection.
 * https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html
 */
export const uwsgi = (handler: Handler, options?: GatewayOptions): SocketGateway => socketGateway(uwsgiProtocol, handler, options);
