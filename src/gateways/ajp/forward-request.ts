/** FORWARD_REQUEST: the packet that is a request's head (mod_proxy_ajp, Request Packet Structure). */
import type { RawHeader } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import { empty } from "../../wire.ts";
import { isTarget, isToken, isValue } from "../http1/syntax.ts";
import type { GatewayLimits } from "../limits.ts";
import { type Attributes, readAttributes } from "./attributes.ts";
import { coded, forwardRequest, methods, requestHeaders, storedMethod } from "./codes.ts";
import { Fields } from "./fields.ts";

export interface ForwardRequest {
  readonly method: ByteString;
  readonly protocol: ByteString;
  /** Percent-encoded, as the web server chose to write it; without the query. */
  readonly uri: ByteString;
  readonly remoteAddr: ByteString | undefined;
  readonly remoteHost: ByteString | undefined;
  readonly serverName: ByteString;
  readonly serverPort: number;
  readonly isSsl: boolean;
  /** Coded names in their usual spelling, others as they were sent. */
  readonly headers: readonly RawHeader[];
  readonly attributes: Attributes;
}

/**
 * The request in the payload of one packet.
 *
 * @throws {StringModelError} BAD_PACKET, TRAILING_BYTES, BAD_METHOD, BAD_VERSION, BAD_TARGET, BAD_HOST, BAD_HEADER_NAME, BAD_HEADER_VALUE,
 *   TOO_LARGE; offsets count from the packet's first byte
 */
export function readForwardRequest(payload: Uint8Array, limits: GatewayLimits): ForwardRequest {
  const fields = new Fields(payload);
  if (fields.byte() !== forwardRequest) throw fields.refusal("BAD_PACKET", "no FORWARD_REQUEST", 1);
  const code = fields.byte();
  const named = methods[code - 1];
  if (named === undefined && code !== storedMethod) throw fields.refusal("BAD_METHOD", "a code that stands for no method", 1);
  const protocol = checked(fields, /^(?:HTTP\/\d(?:\.\d)?|INCLUDED)$/, "BAD_VERSION", "not a version of HTTP");
  const uri = readUri(fields, limits.target);
  const remoteAddr = fields.string();
  const remoteHost = fields.string();
  const serverName = checked(fields, /^[!-~\x80-\xff]+$/, "BAD_HOST", "no server name");
  const serverPort = fields.integer();
  const isSsl = fields.byte() !== 0;
  const headers = readHeaders(fields, limits.headers);
  const attributes = readAttributes(fields);
  if (!fields.over) throw fields.refusal("TRAILING_BYTES", "the request ended before this");
  const method = named ?? stored(fields, attributes);
  return { method, protocol, uri, remoteAddr, remoteHost, serverName, serverPort, isSsl, headers, attributes };
}

function checked(fields: Fields, form: RegExp, code: "BAD_VERSION" | "BAD_HOST", detail: string): ByteString {
  const value = fields.string();
  if (value === undefined || !form.test(value)) throw fields.refusal(code, detail, sizeOf(value));
  return value;
}

/** Bytes of a string with its NUL, so that a refusal can point at its first byte. */
const sizeOf = (value: ByteString | undefined): number => (value === undefined ? 0 : value.length + 1);

function readUri(fields: Fields, most: number | null): ByteString {
  const uri = fields.string() ?? empty;
  if (most !== null && uri.length > most) throw fields.refusal("TOO_LARGE", `more than ${most} bytes`, sizeOf(uri)).at({ key: "target" });
  const bad = uri[0] === "/" || uri === "*" ? firstOutside(isTarget, uri) : 0;
  if (bad !== -1) throw fields.refusal("BAD_TARGET", "no path", sizeOf(uri) - bad);
  const mark = uri.indexOf("?");
  if (mark !== -1) throw fields.refusal("BAD_TARGET", "a query in the path", sizeOf(uri) - mark);
  return uri;
}

function readHeaders(fields: Fields, most: number | null): RawHeader[] {
  const count = fields.integer();
  if (most !== null && count > most) throw fields.refusal("TOO_LARGE", `more than ${most} lines`, 2).at({ key: "head" });
  const headers: RawHeader[] = [];
  for (let i = 0; i < count; i++) headers.push([readName(fields), readValue(fields)]);
  return headers;
}

function readName(fields: Fields): ByteString {
  const code = fields.integer();
  if (code >> 8 === coded) {
    const name = requestHeaders[(code & 0xff) - 1];
    if (name === undefined) throw fields.refusal("BAD_HEADER_NAME", "a code that stands for no header", 2);
    return name;
  }
  const name = fields.stringOf(code);
  const bad = name === "" ? 0 : firstOutside(isToken, name);
  if (bad !== -1) throw fields.refusal("BAD_HEADER_NAME", "no token", sizeOf(name) - bad);
  return name;
}

function readValue(fields: Fields): ByteString {
  const value = fields.string() ?? empty;
  const bad = firstOutside(isValue, value);
  if (bad !== -1) throw fields.refusal("BAD_HEADER_VALUE", "a control character", sizeOf(value) - bad);
  return value.replace(/^[\t ]+|[\t ]+$/g, "") as ByteString;
}

function stored(fields: Fields, { storedMethod: method = empty }: Attributes): ByteString {
  if (method === empty || firstOutside(isToken, method) !== -1) throw fields.refusal("BAD_METHOD", "no method is stored");
  return method;
}

function firstOutside(allowed: Uint8Array, text: ByteString): number {
  for (let i = 0; i < text.length; i++) if (allowed[text.charCodeAt(i)] === 0) return i;
  return -1;
}
