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
import { Exchange, type GoesOn, type ResponseWriter } from "./exchange.ts";
import { type GatewayLimits, limitsOf } from "./limits.ts";
import { bodyOf, type NodeBody } from "./node/body.ts";
import { closeAfter, connectionOf, type UnderWay } from "./node/connection.ts";
import { readRequest } from "./node/request.ts";
import { Http1NodeWriter } from "./node/respond.ts";
import { Http2NodeWriter } from "./node/respond-http2.ts";
import { dropRest, maySkip } from "./node/rest.ts";
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
 * own. Trailers of the request are dropped. Of a body that the handler does not read, 64 KiB are dropped after the answer. Where more is
 * missing, or a chunked body is longer than `limits.body`, the answer is the connection's last, which is then closed in stages, as
 * `http1` does it; in HTTP/2, the stream is reset with NO_ERROR.
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
    let read: { readonly request: RawRequest; readonly coming: NodeBody | undefined };
    try {
      read = requestOf(req, res, limits, options);
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      refuse(error, res, options);
      return;
    }
    answer(handler, read.request, read.coming, req, res, options);
  };
}

function requestOf(req: NodeRequest, res: NodeResponse, limits: GatewayLimits, options: GatewayOptions) {
  const { request, length, upgrades } = readRequest(req, limits, options);
  if (upgrades) closeAfter(res, connectionOf(req.socket));
  if (length === 0) return { request, coming: undefined };
  const coming = bodyOf(req, length, limits.body, () => closeAfter(res, connectionOf(req.socket)));
  return { request: { ...request, body: coming.body }, coming };
}

function answer(
  handler: Handler,
  request: RawRequest,
  coming: NodeBody | undefined,
  req: NodeRequest,
  res: NodeResponse,
  options: GatewayOptions,
): void {
  const connection = connectionOf(req.socket);
  const body = coming?.body;
  const writer = writerFor(res, (whole) => coming === undefined || maySkip(coming, whole));
  let underWay: UnderWay | undefined;
  const exchange = new Exchange(request, writer, options, () => {
    if (underWay !== undefined) connection.underWay.delete(underWay);
    connection.queued = connection.underWay.size > 0;
    if (body === undefined) return;
    body.close();
    dropRest(req, res, connection);
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

const writerFor = (res: NodeResponse, goesOn: GoesOn): ResponseWriter =>
  "stream" in res ? new Http2NodeWriter(res) : new Http1NodeWriter(res, goesOn);

/** Before any handler: the client is told, and nothing more is read of its connection. */
function refuse(error: StringModelError, res: NodeResponse, options: GatewayOptions): void {
  const response = refusalOf(error);
  const body = response.body as Uint8Array[];
  const bytes = body[0]!.length;
  const writer = writerFor(res, () => false);
  writer.head(response, bytes, false);
  writer.chunk(body[0]!);
  writer.end();
  options.onExchange?.({ status: response.status, bytes, milliseconds: 0, ended: "whole" });
}
