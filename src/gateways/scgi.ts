/** SCGI: a web server's request as a netstring of variables and a body, one a connection. */
import type { Handler } from "../exchange.ts";
import { cgiHead } from "./cgi/head.ts";
import { oneRequest } from "./cgi/one-request.ts";
import type { Protocol } from "./connection.ts";
import type { GatewayOptions } from "./options.ts";
import { readScgiBlock, scgiBlockLength } from "./scgi/block.ts";
import { type SocketGateway, socketGateway } from "./sockets.ts";

export type { SocketGateway } from "./sockets.ts";

/** Without sockets. @internal */
export const scgiProtocol: Protocol = oneRequest({ measure: scgiBlockLength, readHead: readScgiBlock, responseHead: cgiHead });

/**
 * A gateway for `scgi_pass` of nginx, mod_proxy_scgi of Apache and mod_scgi of lighttpd: `createServer({ allowHalfOpen: true },
 * scgi(handler).accept)`.
 *
 * Values are bytes as the web server sends them; `limits.head` counts those of the netstring. A request that cannot be read is
 * answered with 400, 413, 414 or 431, and told nobody else. A response that breaks off ends with a reset of the connection,
 * since its end is the end of the body. https://python.ca/scgi/protocol.txt
 */
export const scgi = (handler: Handler, options?: GatewayOptions): SocketGateway => socketGateway(scgiProtocol, handler, options);
