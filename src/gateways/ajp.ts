/**
 * AJP/1.3: a web server's side channel to applications, as Apache's mod_proxy_ajp speaks it.
 *
 * Read and written here, since no kept library gives the bytes; the files beside this one know nothing of sockets.
 */
import { splitMount } from "../cgi/path.ts";
import type { Handler } from "../exchange.ts";
import { type ByteString, empty } from "../wire.ts";
import { type AjpOptions, ajpProtocol } from "./ajp/connection.ts";
import { defaultPacketSize, largestPacketSize, smallestPacketSize } from "./ajp/packet.ts";
import { type SocketGateway, socketGateway } from "./sockets.ts";

export { type AjpOptions, ajpProtocol } from "./ajp/connection.ts";
export type { SocketGateway } from "./sockets.ts";

/**
 * A gateway for `ProxyPass "/" "ajp://127.0.0.1:8009/"`: `createServer({ allowHalfOpen: true }, ajp(handler).accept).listen(8009)`.
 *
 * `target` and `rawPath` are percent-encoded as Apache encodes them; `mount` is cut from the decoded path, as in HTTP. Anybody who
 * reaches the port is taken for the web server, and believed: keep it to a loopback address or a Unix socket, or ask for a `secret`.
 *
 * @throws {TypeError} for a packetSize that Apache does not have, an empty secret, or a mount that is none
 */
export function ajp(handler: Handler, options: AjpOptions = {}): SocketGateway {
  const { packetSize = defaultPacketSize, secret } = options;
  if (!(packetSize >= smallestPacketSize && packetSize <= largestPacketSize)) throw new TypeError("packetSize is from 8192 to 65536");
  // A mount that is none is refused now, and not with every request.
  splitMount("/" as ByteString, options.mount ?? empty);
  if (secret === "") throw new TypeError("an empty secret is none");
  return socketGateway(ajpProtocol, handler, options);
}
