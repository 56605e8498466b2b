/** FastCGI: the gateway for nginx, Apache httpd, lighttpd and HAProxy, over TCP or a Unix socket. */
import type { Handler } from "../exchange.ts";
import { fastcgiProtocol } from "./fastcgi/connection.ts";
import type { GatewayOptions } from "./options.ts";
import { type SocketGateway, socketGateway } from "./sockets.ts";

export type { SocketGateway } from "./sockets.ts";

export interface FastCgiOptions extends GatewayOptions {
  /** Told to a web server that asks for FCGI_MAX_CONNS; 10,000 unless told. Kept by the server: `server.maxConnections`. */
  readonly maxConnections?: number | undefined;
  /** Requests at once on one connection; told as FCGI_MAX_REQS. 100 unless told; one more is refused. */
  readonly maxRequests?: number | undefined;
}

/**
 * A responder (FastCGI Specification 1.0, 6.2): `createServer({ allowHalfOpen: true }, fastcgi(handler).accept)`.
 *
 * Several requests may be under way on a connection. The body of each is as long as CONTENT_LENGTH says, or else as the stream
 * FCGI_STDIN. What the application writes to `wsgi.errors` goes to FCGI_STDERR, in UTF-8, line by line, and after the end of the
 * response to `server.errors`.
 *
 * A response that breaks off gets no FCGI_END_REQUEST, which web servers would take for the end of a whole one: the connection is
 * reset instead, after the other requests on it are answered; over a Unix socket, which knows no reset, it ends. A request whose variables are malformed is answered 400, or
 * 431 where `limits.head` is exceeded; a record that is malformed breaks the connection off.
 */
export function fastcgi(handler: Handler, options: FastCgiOptions = {}): SocketGateway {
  const { maxConnections = 10_000, maxRequests = 100 } = options;
  return socketGateway(fastcgiProtocol({ connections: maxConnections, requests: maxRequests }), handler, options);
}
