/** A FORWARD_REQUEST as the hub's request. */
import { splitMount } from "../../cgi/path.ts";
import { plainServer } from "../../cgi/server-facts.ts";
import { contentLengthOf } from "../../conventions/content-length.ts";
import { StringModelError } from "../../errors.ts";
import type { RawHeader, RawRequest } from "../../exchange.ts";
import { type ByteString, empty } from "../../wire.ts";
import type { GatewayOptions } from "../options.ts";
import type { ForwardRequest } from "./forward-request.ts";

/**
 * The request with this body. `target` and `rawPath` are what the web server wrote: whether it decoded the path and encoded it again is
 * its own affair.
 */
export function toRequest(forward: ForwardRequest, body: RawRequest["body"], options: GatewayOptions): RawRequest {
  const { method, uri, protocol, serverName, serverPort, remoteAddr, headers, attributes } = forward;
  const { query, remotePort } = attributes;
  const variables = variablesOf(forward);
  return {
    method,
    target: (query === undefined ? uri : `${uri}?${query}`) as ByteString,
    ...splitMount(uri, options.mount ?? empty),
    rawPath: uri,
    query: query ?? empty,
    protocol,
    scheme: (forward.isSsl ? "https" : "http") as ByteString,
    serverName,
    serverPort: String(serverPort) as ByteString,
    remoteAddr,
    remotePort,
    headers,
    body,
    server: options.server ?? plainServer,
    variables: variables.size === 0 ? undefined : variables,
  };
}

function variablesOf({ isSsl, remoteHost, attributes }: ForwardRequest): ReadonlyMap<ByteString, ByteString> {
  if (!isSsl && remoteHost === undefined) return attributes.variables;
  const variables = new Map(attributes.variables);
  if (isSsl) variables.set("HTTPS" as ByteString, "on" as ByteString);
  if (remoteHost !== undefined) variables.set("REMOTE_HOST" as ByteString, remoteHost);
  return variables;
}

/**
 * Bytes of body that follow: Infinity where they end with an empty packet. A Content-Length above 0 also says that the first packet
 * comes unasked, so whoever reads it another way than the web server takes a body for a request (CVE-2022-26377).
 *
 * @throws {StringModelError} BAD_CONTENT_LENGTH, BAD_TRANSFER_CODING, CONFLICTING_FRAMING, BAD_HOST, TOO_LARGE
 */
export function bodyLength(headers: readonly RawHeader[], most: number | null): number {
  const length = contentLengthOf(headers, "request");
  const codings = valuesOf(headers, "transfer-encoding");
  if (valuesOf(headers, "host").length > 1) throw new StringModelError("BAD_HOST", "is there twice", { key: "Host" });
  if (codings.length === 0) {
    if (length === Infinity) return 0;
    if (most !== null && length > most) throw new StringModelError("TOO_LARGE", `more than ${most} bytes`, { key: "body" });
    return length;
  }
  if (length !== Infinity) throw new StringModelError("CONFLICTING_FRAMING", "Content-Length beside Transfer-Encoding");
  if (codings.length > 1 || codings[0]!.toLowerCase() !== "chunked")
    throw new StringModelError("BAD_TRANSFER_CODING", "is not exactly chunked", { key: "Transfer-Encoding" });
  return Infinity;
}

const valuesOf = (headers: readonly RawHeader[], lower: string): ByteString[] =>
  headers.filter(([name]) => name.length === lower.length && name.toLowerCase() === lower).map(([, value]) => value);
