/**
 * One HTTP/1.x request message, whole, as bytes: for files and tests.
 *
 * What HTTP forbids is refused, never repaired; the rules are in the files beside this one, which do not
 * know that the message is whole. No sockets and no Node in here.
 */

import type { Authority } from "../cgi/authority.ts";
import { defaultPort, splitAuthority } from "../cgi/authority.ts";
import { splitMount } from "../cgi/path.ts";
import { plainServer } from "../cgi/server-facts.ts";
import type { RawHeader, RawRequest, ServerFacts } from "../exchange.ts";
import type { ByteString } from "../wire.ts";
import { empty } from "../wire.ts";
import { readBody } from "./http1/body.ts";
import type { ObsFold } from "./http1/fields.ts";
import type { RequestHead } from "./http1/head.ts";
import { readHead } from "./http1/head.ts";
import type { Http1Limits } from "./http1/limits.ts";
import { defaultLimits } from "./http1/limits.ts";
import { refuse } from "./http1/syntax.ts";

export interface Http1Options {
  /** How the bytes came, whatever an absolute-form target says; `http` by default. */
  readonly scheme?: "http" | "https" | undefined;
  /** The application's mount, percent-decoded: empty, or a path without a slash at its end. */
  readonly mount?: ByteString | undefined;
  /** By default the host the client names, or `localhost`. */
  readonly serverName?: ByteString | undefined;
  /** In decimal. By default the port the client names, or the scheme's. */
  readonly serverPort?: ByteString | undefined;
  readonly remoteAddr?: ByteString | undefined;
  readonly remotePort?: ByteString | undefined;
  /** By default one thread, one process, errors to the console. */
  readonly server?: ServerFacts | undefined;
  /** `refuse` by default. */
  readonly obsFold?: ObsFold | undefined;
  /** Those not given are the {@link defaultLimits}. */
  readonly limits?: Partial<Http1Limits> | undefined;
}

const localhost = "localhost" as ByteString;
const hostName = "Host" as ByteString;
const noOptions: Http1Options = {};

/**
 * Reads one request message (RFC 9112), all of it and nothing after it.
 *
 * `rawPath` is the path as it was sent, of an absolute-form target only its path, and absent for CONNECT;
 * `*` stays `*` in both paths. The authority of an absolute-form target stands in `headers` where Host was
 * (first, when there was none). The body is at most a view into `wire` a chunk; trailers are dropped.
 *
 * @throws {StringModelError} any code under "HTTP/1.x messages", with the offset of the offending byte
 */
export function readHttp1(wire: Uint8Array, options: Http1Options = noOptions): RawRequest {
  const limits = options.limits === undefined ? defaultLimits : { ...defaultLimits, ...options.limits };
  const head = readHead(wire, 0, limits, options.obsFold ?? "refuse");
  const body = readBody(wire, head.end, head.bodyLength, limits);
  if (body.end !== wire.length) throw refuse("TRAILING_BYTES", "the message ended before this", body.end);
  return toRequest(head, body.chunks, options);
}

/** A head and a body as the hub's request. */
export function toRequest(head: RequestHead, body: RawRequest["body"], options: Http1Options): RawRequest {
  const scheme = options.scheme ?? "http";
  const { path, query, authority } = head.parts;
  const { scriptName, pathInfo } = splitMount(path ?? empty, options.mount ?? empty);
  if (authority !== undefined) replaceHost(head, authority);
  const named = options.serverName !== undefined && options.serverPort !== undefined ? undefined : namedHost(head, authority);
  return {
    method: head.method,
    target: head.target,
    scriptName,
    pathInfo,
    rawPath: path,
    query,
    protocol: head.protocol,
    scheme: scheme as ByteString,
    serverName: options.serverName ?? (named?.host || localhost),
    serverPort: options.serverPort ?? (named?.port || defaultPort(scheme)),
    remoteAddr: options.remoteAddr,
    remotePort: options.remotePort,
    headers: head.headers,
    body,
    server: options.server ?? plainServer,
  };
}

/** RFC 9112, 3.2.2: what Host says is ignored, and replaced. */
function replaceHost(head: RequestHead, authority: ByteString): void {
  const line: RawHeader = [head.hostAt === -1 ? hostName : head.headers[head.hostAt]![0], authority];
  if (head.hostAt === -1) head.headers.unshift(line);
  else head.headers[head.hostAt] = line;
}

function namedHost(head: RequestHead, authority: ByteString | undefined): Authority | undefined {
  if (authority !== undefined) return splitAuthority(authority);
  return head.hostAt === -1 ? undefined : splitAuthority(head.headers[head.hostAt]![1]);
}
