/** What Node refuses before there is a request: answered as the wire's own reader answers it, and told to the log. */
import type { Socket } from "node:net";
import { plainResponse } from "../../conventions/refusal.ts";
import { StringModelError } from "../../errors.ts";
import { httpDate } from "../http1/date.ts";
import type { GatewayOptions } from "../options.ts";
import { breakOff } from "../sockets.ts";
import { closeAfter, connectionOf, type UnderWay } from "./connection.ts";

/** By the code of llhttp's error, or Node's. Any other of llhttp's is 400. */
const statuses: { readonly [code: string]: number } = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
  HPE_INVALID_VERSION: 505,
};

/** For the event `clientError`. */
export function unreadable(error: Error & { code?: string }, socket: Socket, options: GatewayOptions): void {
  const { code = "" } = error;
  const status = statuses[code] ?? (code.startsWith("HPE_") ? 400 : undefined);
  const connection = connectionOf(socket);
  const last = [...connection.underWay].at(-1);
  if (status === undefined) socket.destroy(error);
  // What follows the last request of a connection is nobody's.
  else if (code === "HPE_CLOSED_CONNECTION") return;
  // Node takes a connection without a byte for a slow head, and half a head behind a request that is not answered yet.
  else if (status === 408 && (last !== undefined || socket.bytesRead === 0)) return;
  else if (last !== undefined) endWith(last, status);
  else if (connection.refused || socket.writableEnded) return;
  else if (connection.rest !== undefined) socket.destroySoon();
  else refuse(socket, status, options);
}

/** For the event `connect`: no tunnels. Node has let go of the connection, so that no answer before this one can be waited for. */
export function noTunnel(socket: Socket, options: GatewayOptions): void {
  socket.on("error", () => {});
  if (connectionOf(socket).underWay.size > 0) breakOff(socket);
  else refuse(socket, 501, options);
  socket.resume();
}

/** Either the body cannot be read on, or what follows the request: it is the last. */
function endWith({ exchange, body, req, res }: UnderWay, status: number): void {
  closeAfter(res, connectionOf(req.socket));
  if (req.complete || body === undefined || body.over) return;
  const { started } = exchange;
  body.fail(new StringModelError("BAD_CHUNK", "the body is malformed, or ends early", { key: "body" }));
  if (!started) exchange.respond(plainResponse(status));
}

function refuse(socket: Socket, status: number, { onExchange }: GatewayOptions): void {
  const { reason, headers, body } = plainResponse(status);
  const [bytes] = body as Uint8Array[];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  connectionOf(socket).refused = true;
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines}Date: ${httpDate()}\r\nConnection: close\r\n\r\n`, "latin1");
  socket.write(bytes!);
  socket.destroySoon();
  onExchange?.({ status, bytes: bytes!.length, milliseconds: 0, ended: "whole" });
}
