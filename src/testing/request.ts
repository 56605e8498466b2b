/** Requests for tests, read as a gateway reads them. */
import { plainServer } from "../cgi/server-facts.ts";
import type { Body, RawRequest, ServerFacts } from "../exchange.ts";
import { readHead } from "../gateways/http1/head.ts";
import { defaultLimits } from "../gateways/http1/limits.ts";
import { refuse } from "../gateways/http1/syntax.ts";
import { toRequest } from "../gateways/http1.ts";
import { type ByteString, byteString, fromBytes, toBytes, type Wire } from "../wire.ts";

/** A string here spells bytes, one code unit a byte: `"caf\xc3\xa9"`. What is above U+00FF is refused (NOT_BYTES). */
export type Bytes = string | Uint8Array;

/** Lines in order, or a record whose lists are repeated lines. */
export type HeaderLines = Readonly<Record<string, Bytes | readonly Bytes[]>> | readonly (readonly [name: Bytes, value: Bytes])[];

export interface RequestOptions {
  readonly headers?: HeaderLines | undefined;
  /**
   * Bytes, or their chunks. Content-Length is set where the length is known (bytes, a list of chunks) and neither it nor
   * Transfer-Encoding is among the headers; chunks are given decoded. A string spells bytes too: text is
   * `new TextEncoder().encode("é")`.
   */
  readonly body?: Bytes | Body | undefined;
  /** Host, unless `headers` has one: `example.org`. Null leaves it out, as HTTP/1.0 may. */
  readonly host?: Bytes | null | undefined;
  /** Percent-decoded: empty, or a path without a slash at its end. */
  readonly mount?: Bytes | undefined;
  readonly scheme?: "http" | "https" | undefined;
  /** What the environ is told, where it is not what the line says: `HTTP/2`. */
  readonly protocol?: Bytes | undefined;
  readonly serverName?: Bytes | undefined;
  readonly serverPort?: Bytes | undefined;
  /** Null where the gateway does not know; 192.0.2.7 unless told. */
  readonly remoteAddr?: Bytes | null | undefined;
  /** 50007 unless told. */
  readonly remotePort?: Bytes | null | undefined;
  /** Other meta-variables of the server (RFC 3875, 4.1). */
  readonly variables?: Readonly<Record<string, Bytes>> | undefined;
  /** What a middleware added, by key. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  readonly server?: Partial<ServerFacts> | undefined;
  /** As a CGI program sees it: without the target and the raw path. */
  readonly behind?: "cgi" | undefined;
}

/**
 * The request that a gateway would read: `request("GET /caf%C3%A9?q=1")`. The line is method, target and, where it is not
 * HTTP/1.1, version; its bytes are spelt as in {@link Bytes}.
 *
 * @throws {StringModelError} as `readHttp1` does, with the offset in the head that is made of line and headers; NOT_BYTES.
 */
export function request(line: string, options: RequestOptions = {}): RawRequest {
  const body = bodyOf(options.body);
  const lines = linesOf(options, body);
  const head = [versioned(line), ...lines.map(([name, value]) => `${name}: ${value}`), "", ""];
  let offset = 0;
  for (const text of head.slice(0, -2)) {
    const end = text.search(/[\r\n]/);
    if (end >= 0) throw refuse(offset === 0 ? "BAD_REQUEST_LINE" : "BAD_HEADER_VALUE", "holds a line end", offset + end);
    offset += text.length + 2;
  }
  const wire = toBytes(byteString(head.join("\r\n")));
  const read = toRequest(readHead(wire, 0, defaultLimits, "refuse"), body, {
    scheme: options.scheme,
    mount: optional(options.mount),
    serverName: optional(options.serverName),
    serverPort: optional(options.serverPort),
    remoteAddr: optional(options.remoteAddr === undefined ? "192.0.2.7" : options.remoteAddr),
    remotePort: optional(options.remotePort === undefined ? "50007" : options.remotePort),
    server: { ...plainServer, ...options.server },
  });
  return {
    ...read,
    ...(options.protocol !== undefined && { protocol: spelt(options.protocol) }),
    ...(options.behind === "cgi" && { target: undefined, rawPath: undefined }),
    ...(options.variables && { variables: byName(options.variables, spelt) }),
    ...(options.extra && { extra: byName(options.extra, (value) => value) }),
  };
}

const spelt = (wire: Bytes): ByteString => (typeof wire === "string" ? byteString(wire) : fromBytes(wire));
const optional = (wire: Bytes | null | undefined) => (wire === undefined || wire === null ? undefined : spelt(wire));

const byName = <A, B>(record: Readonly<Record<string, A>>, as: (value: A) => B): Map<ByteString, B> =>
  new Map(Object.entries(record).map(([name, value]) => [byteString(name), as(value)]));

const versioned = (line: string) => (line.split(" ").length === 2 ? `${line} HTTP/1.1` : line);

function bodyOf(given: RequestOptions["body"]): Body {
  if (given === undefined) return [];
  return typeof given === "string" || given instanceof Uint8Array ? [toBytes(spelt(given))] : given;
}

function linesOf({ headers = [], host = "example.org", body: given }: RequestOptions, body: Body): [ByteString, ByteString][] {
  const lines = pairs(headers).map(([name, value]): [ByteString, ByteString] => [spelt(name), spelt(value)]);
  const has = (...names: string[]) => lines.some(([name]) => names.includes(name.toLowerCase()));
  if (host !== null && !has("host")) lines.unshift(["Host" as ByteString, spelt(host)]);
  if (given !== undefined && Array.isArray(body) && !has("content-length", "transfer-encoding")) {
    const length = (body as readonly Wire[]).reduce((sum, chunk) => sum + chunk.length, 0);
    lines.push(["Content-Length" as ByteString, byteString(String(length))]);
  }
  return lines;
}

function pairs(headers: HeaderLines): (readonly [Bytes, Bytes])[] {
  if (Array.isArray(headers)) return headers as (readonly [Bytes, Bytes])[];
  return Object.entries(headers as Record<string, Bytes | readonly Bytes[]>).flatMap(([name, value]) =>
    typeof value === "string" || value instanceof Uint8Array ? [[name, value] as const] : value.map((one) => [name, one] as const),
  );
}
