/**
 * `babelgate/fetch`: an application as `fetch(request)`, for the servers that WinterTC's standard describes: Deno, Bun, Cloudflare
 * Workers, srvx, and whatever else hands over a Request and takes a Response.
 *
 * Nothing of Node in here, and nothing of sockets: time limits, and limits on heads, are the runtime's.
 */

import { splitMount } from "../cgi/path.ts";
import { StringModelError } from "../errors.ts";
import type { Handler, RawRequest } from "../exchange.ts";
import { type ByteString, empty } from "../wire.ts";
import type { PeerFacts } from "./connection.ts";
import { Exchange } from "./exchange.ts";
import type { HeaderValues } from "./fetch/header-values.ts";
import { toRequest } from "./fetch/request.ts";
import { FetchResponse } from "./fetch/response.ts";
import type { GatewayOptions } from "./options.ts";
import { statusOf } from "./refusals.ts";

export type { PeerFacts } from "./connection.ts";
export type { HeaderValues } from "./fetch/header-values.ts";
export { type FetchLoss, fetchLosses } from "./fetch/losses.ts";

/** Of the limits, `body` alone is kept here. */
export interface FetchOptions<Info = unknown> extends GatewayOptions {
  /** How the runtime spells header values; `isomorphic` unless told, `utf-8` for Cloudflare Workers. */
  readonly headerValues?: HeaderValues | undefined;
  /**
   * Who the client is, of what the runtime says beside the request: `(_, info) => ({ remoteAddr: info.remoteAddr.hostname })` for
   * Deno. Unless told, nobody knows.
   */
  readonly peer?: ((request: Request, info: Info) => Partial<PeerFacts>) | undefined;
}

/** Answers every request, and never rejects but for a bug. */
export type FetchHandler<Info = unknown> = (request: Request, info?: Info) => Promise<Response>;

/**
 * The application behind `handler`, as a runtime calls it: `export default { fetch: fetchHandler(createHandler(app, profile)) }`.
 *
 * A body that is all there comes back as bytes; any other as a stream, of which a chunk is made when one is pulled. When the stream is
 * cancelled, or `request.signal` aborts, the application's body is left. A status above 599, which no Response can have, is an
 * error of the application: 500, and `onError` is told.
 *
 * @throws {TypeError} for a mount that is none
 */
export function fetchHandler<Info = unknown>(handler: Handler, options: FetchOptions<Info> = {}): FetchHandler<Info> {
  const { headerValues = "isomorphic", peer } = options;
  // A mount that is none is refused now, and not with every request.
  splitMount("/" as ByteString, options.mount ?? empty);
  return async (request, info) => {
    let raw: RawRequest;
    try {
      raw = toRequest(request, peer?.(request, info as Info) ?? {}, headerValues, options);
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      return new Response(null, { status: statusOf(error) });
    }
    return exchanged(handler, raw, request.signal, headerValues, options);
  };
}

/** nginx's status for a client that has gone: nobody sees it, and a runtime wants a Response all the same. */
const clientGone = 499;

function exchanged(
  handler: Handler,
  raw: RawRequest,
  signal: AbortSignal | undefined,
  values: HeaderValues,
  options: GatewayOptions,
): Promise<Response> {
  return new Promise((answer) => {
    const leave = () => exchange.gone();
    const writer = new FetchResponse(values, answer, leave);
    const exchange = new Exchange(raw, writer, options, (ended) => {
      signal?.removeEventListener("abort", leave);
      if (ended !== "left") return;
      if (exchange.started) writer.abort();
      else answer(new Response(null, { status: clientGone }));
    });
    signal?.addEventListener("abort", leave);
    exchange.run(handler);
    if (signal?.aborted) leave();
  });
}
