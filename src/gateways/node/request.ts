/** What Node's servers say of a request, as the hub's: every line apart, and with the checks that they don't make. */
import { percentDecode } from "../../cgi/percent.ts";
import { StringModelError } from "../../errors.ts";
import type { RawHeader, RawRequest } from "../../exchange.ts";
import { type ByteString, empty } from "../../wire.ts";
import { type BodyLength, bodyLength, checkHost, noFields, noteField } from "../http1/framing.ts";
import { kindOf } from "../http1/names.ts";
import { tooLarge } from "../http1/syntax.ts";
import { readTarget } from "../http1/target.ts";
import { type Http1Options, toRequest } from "../http1.ts";
import type { GatewayLimits } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { connectionOf } from "./connection.ts";
import type { NodeRequest } from "./types.ts";

export interface ReadRequest {
  /** With no body yet. */
  readonly request: RawRequest;
  readonly length: BodyLength;
  /** It offers another protocol (RFC 9110, 7.8). */
  readonly upgrades: boolean;
}

/** What is visible, save the fragment's `#`. */
const badTarget = /[^\x21\x22\x24-\x7e\x80-\xff]/;
const noChunks: readonly Uint8Array[] = [];

/** @throws {StringModelError} BAD_TARGET, BAD_VERSION, BAD_HOST, BAD_CONTENT_LENGTH, BAD_TRANSFER_CODING, CONFLICTING_FRAMING, TOO_LARGE */
export function readRequest(req: NodeRequest, limits: GatewayLimits, options: GatewayOptions): ReadRequest {
  const method = req.method as ByteString;
  // Express takes the mount away from `url`.
  const target = (req.originalUrl ?? req.url) as ByteString;
  if (limits.target !== null && target.length > limits.target) throw tooLarge("target", `more than ${limits.target} bytes`, undefined);
  const bad = target.search(badTarget);
  if (bad !== -1) throw new StringModelError("BAD_TARGET", "a control character or #", { offset: bad });
  const protocol = protocolOf(req);
  const seen = noFields();
  const headers = readLines(req, limits, seen);
  const minor = req.httpVersion === "1.0" ? 0 : 1;
  checkHost(seen, minor, headers);
  const parts = readTarget(method, target, 0);
  const head = {
    method,
    target,
    parts,
    protocol,
    headers,
    hostAt: seen.host,
    connectionAt: seen.connection,
    expectAt: seen.expect,
    // In HTTP/2 the frames say where a body ends (RFC 9113, 8.1.1).
    bodyLength: isHttp2(req) ? http2Length(req) : bodyLength(seen, minor, headers, limits.body),
    end: 0,
  };
  const hostless = seen.host === -1 && parts.authority === undefined;
  const request = toRequest(head, noChunks as Uint8Array[], factsFor(req, options, hostless));
  return { request, length: head.bodyLength, upgrades: seen.connection !== -1 && offersUpgrade(headers) };
}

const offersUpgrade = (headers: readonly RawHeader[]): boolean => headers.some(([name]) => name.toLowerCase() === "upgrade");

const isHttp2 = (req: NodeRequest): boolean => req.stream !== undefined;

function http2Length(req: NodeRequest): BodyLength {
  return req.stream?.endAfterHeaders ? 0 : "chunked";
}

const protocols: { readonly [version: string]: string } = { "1.1": "HTTP/1.1", "1.0": "HTTP/1.0" };

/** llhttp takes a request line without a version for HTTP/0.9, and one that says HTTP/2.0 for what it says. */
function protocolOf(req: NodeRequest): ByteString {
  const protocol = isHttp2(req) ? "HTTP/2" : protocols[req.httpVersion];
  if (protocol === undefined) throw new StringModelError("BAD_VERSION", "neither HTTP/1.0, HTTP/1.1 nor HTTP/2", {});
  return protocol as ByteString;
}

/** The lines of a head, the pseudo-headers of HTTP/2 left out; `:authority` is Host, and first (RFC 9113, 8.3.1). */
function readLines(req: NodeRequest, limits: GatewayLimits, seen: ReturnType<typeof noFields>): RawHeader[] {
  const { rawHeaders } = req;
  checkCount(req, rawHeaders.length, limits);
  const http2 = isHttp2(req);
  const headers: RawHeader[] = [];
  let size = 0;
  if (http2 && req.authority) addLine(headers, "host" as ByteString, req.authority as ByteString, seen);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as ByteString;
    const value = rawHeaders[i + 1] as ByteString;
    size += name.length + value.length + 4;
    if (http2 && (name.charCodeAt(0) === 0x3a || (seen.host === 0 && name === "host" && value === req.authority))) continue;
    addLine(headers, name, value, seen);
  }
  if (limits.head !== null && size > limits.head) throw tooLarge("head", `more than ${limits.head} bytes`, undefined);
  return headers;
}

function addLine(headers: RawHeader[], name: ByteString, value: ByteString, seen: ReturnType<typeof noFields>): void {
  const kind = kindOf(name);
  if (kind !== undefined) noteField(seen, kind, headers.length, undefined);
  headers.push([name, value]);
}

/**
 * node:http drops lines in silence when there are more than `server.maxHeadersCount`, 1000 unless told: somewhere after as many, since
 * they come in batches. So where there are that many, nobody knows whether there were more.
 */
function checkCount(req: NodeRequest, length: number, { headers }: GatewayLimits): void {
  if (headers !== null && length > 2 * headers) throw tooLarge("head", `more than ${headers} field lines`, undefined);
  if (length < 200 || isHttp2(req)) return;
  const most = (req.socket as { server?: { maxHeadersCount?: number | null } }).server?.maxHeadersCount ?? 1000;
  if (most !== 0 && length >= 2 * most) throw tooLarge("head", "as many field lines as Node keeps, or more", undefined);
}

/* ---- the connection ------------------------------------------------------------- */

function factsFor(req: NodeRequest, { mount, server }: GatewayOptions, hostless: boolean): Http1Options {
  const { scheme, remoteAddr, remotePort, localAddr, localPort } = connectionOf(req.socket).facts;
  return {
    scheme,
    remoteAddr,
    remotePort,
    mount: mount ?? mountOf(req),
    server,
    serverName: hostless ? localAddr : undefined,
    serverPort: hostless ? localPort : undefined,
  };
}

/** Where Express mounted us: as it was sent, without a slash at its end. */
const mountOf = ({ baseUrl }: NodeRequest): ByteString => (baseUrl ? percentDecode(baseUrl as ByteString) : empty);
