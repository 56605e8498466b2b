/**
 * HTTP/1.0 and 1.1 on raw sockets, byte-exact and strict, by this project's own reader.
 *
 * node:http refuses raw 8-bit bytes in a target and costs more than half of the time. This accepts nothing else that it refuses.
 */
import type { Handler } from "../exchange.ts";
import { http1Protocol } from "./http1/connection.ts";
import type { GatewayOptions } from "./options.ts";
import { type SocketGateway, socketGateway } from "./sockets.ts";

export type { SocketGateway } from "./sockets.ts";

/**
 * A handler as a server of HTTP/1.1: `createServer({ allowHalfOpen: true }, http1(handler).accept)`, of node:net or node:tls.
 *
 * Requests of one connection are answered in order, and the next is read when the one before has been answered. `100 Continue` is
 * sent when the body is first asked for. A body that is all there with its head is an array, others are read as they come; what
 * the handler leaves unread is dropped, up to 64 KiB. Where more is missing, the connection is closed, in stages (RFC 9112, 9.6):
 * what still comes is dropped for up to 30 seconds, so that a client that sends first and reads then has its answer.
 *
 * Date is added where the application gave none, and the framing: Content-Length where the body is an array, chunked otherwise, and
 * the end of the connection for HTTP/1.0. Lines that belong to the connection are the server's, and dropped (RFC 9110, 7.6.1).
 *
 * What is refused is answered with its status (`statusOf` in refusals.ts), and the connection closed.
 */
export const http1 = (handler: Handler, options: GatewayOptions = {}): SocketGateway => socketGateway(http1Protocol, handler, options);
