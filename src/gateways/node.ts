/**
 * A handler behind Node's own servers: node:http, node:https, and node:http2 through its compatibility API.
 *
 * Node's parser has read the request; the checks that it does not make are the pure reader's. Timeouts, limits on connections and
 * shutdown are the server's, as always.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { StringModelError } from "../errors.ts";
import type { Handler, RawRequest } from "../exchange.ts";
import { Exchange, type ResponseWriter } from "./exchange.ts";
import type { IncomingBody } from "./incoming-body.ts";
import { type GatewayLimits, limitsOf } from "./limits.ts";
import { bodyOf } from "./node/body.ts";
import { closeAfter, connectionOf, type UnderWay } from "./node/connection.ts";
import { readRequest } from "./node/request.ts";
import { Http1NodeWriter } from "./node/respond.ts";
import { Http2NodeWriter } from "./node/respond-http2.ts";
import { dropRest } from "./node/rest.ts";
import type { NodeRequest, NodeResponse } from "./node/types.ts";
import type { GatewayOptions } from "./options.ts";
import { refusalOf } from "./refusals.ts";

export type NodeListener = (req: IncomingMessage | Http2ServerRequest, res: ServerResponse | Http2ServerResponse) => void;

/**
 * The handler as a listener: `createServer(nodeListener(handler))`.
 *
 * In Express, `app.use("/mount", nodeListener(handler))`, before anything that reads bodies: the mount is SCRIPT_NAME, and the target is
 * `originalUrl`. In Fastify, a route whose handler calls `reply.hijack()` and then the listener with `request.raw` and `reply.raw`, and a
 * content type parser for `*` that leaves the payload alone; Fastify's router answers 400 to a path that is not UTF-8.
 *
 * Header lines are `rawHeaders`, so every line as it was sent; in HTTP/2, `:authority` is the first of them, as Host. Node drops lines past
 * `server.maxHeadersCount` in silence: a request that may have lost some is refused with 431. Of `limits`, those of times are the server's
 * own. Trailers of the request are dropped. Of a body that the handler does not read, 64 KiB are dropped after the answer, and then the
 * connection is closed; a chunked body that is longer than `limits.body` is not read on, and its answer is the connection's last.
 *
 * A request that offers an upgrade is answered as any other, and is its connection's last: Node drops what came with it.
 *
 * What is refused here is answered with its status, and the connection closed. A response that breaks off resets the connection, or its
 * stream in HTTP/2.
 *
 * A client that ends its side before it has its answer does not get it, unless `server.httpAllowHalfOpen` is true.
 *
 * Not to be had over node:http: raw 8-bit bytes in a target, and methods that llhttp does not know; Node answers both with 400 itself.
 */
export function nodeListener(handler: Handler, options: GatewayOptions = {}): NodeListener {
  const limits = limitsOf(options.limits);
  return (req, res) => {
    // Node reads on behind a request that was refused, and hands over what it finds.
    if (connectionOf(req.socket).refused) return;
    const writer = "stream" in res ? new Http2NodeWriter(res) : new Http1NodeWriter(res);
    let read: { readonly request: RawRequest; readonly body: IncomingBody | undefined };
    try {
      read = requestOf(req, res, limits, options);
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      connectionOf(req.socket).refused = !("stream" in res);
      refuse(error, res, options);
      return;
    }
    answer(handler, read.request, read.body, req, res, writer, options);
  };
}

function requestOf(req: NodeRequest, res: NodeResponse, limits: GatewayLimits, options: GatewayOptions) {
  const { request, length, upgrades } = readRequest(req, limits, options);
  if (upgrades) closeAfter(res, connectionOf(req.socket));
  if (length === 0) return { request, body: undefined };
  const body = bodyOf(req, length === "chunked" ? limits.body : null, () => closeAfter(res, connectionOf(req.socket)));
  return { request: { ...request, body }, body };
}

function answer(
  handler: Handler,
  request: RawRequest,
  body: IncomingBody | undefined,
  req: NodeRequest,
  res: NodeResponse,
  writer: ResponseWriter,
  options: GatewayOptions,
): void {
  const connection = connectionOf(req.socket);
  let underWay: UnderWay | undefined;
  const exchange = new Exchange(request, writer, options, () => {
    if (underWay !== undefined) connection.underWay.delete(underWay);
    connection.queued = connection.underWay.size > 0;
    if (body === undefined) return;
    body.close();
    if (!("stream" in res)) dropRest(req, res, connection);
  });
  exchange.run(handler);
  if (exchange.over) return;
  underWay = { exchange, body, req, res, since: Date.now() };
  connection.underWay.add(underWay);
  res.on("close", () => {
    body?.fail();
    exchange.gone();
  });
}

/** Before any handler: the client is told, and nothing more is read of its connection. */
function refuse(error: StringModelError, res: NodeResponse, options: GatewayOptions): void {
  const response = refusalOf(error);
  const body = response.body as Uint8Array[];
  const bytes = body[0]!.length;
  const writer = "stream" in res ? new Http2NodeWriter(res) : new Http1NodeWriter(res, true);
  writer.head(response, bytes, false);
  writer.chunk(body[0]!);
  writer.end();
  options.onExchange?.({ status: response.status, bytes, milliseconds: 0, ended: "whole" });
}
