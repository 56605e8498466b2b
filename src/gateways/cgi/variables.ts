/** The meta-variables of one request, as they come from a web server: names and values, in bytes (RFC 3875, 4.1). */
import { headerName, join } from "../../cgi/headers.ts";
import { strayHeaders } from "../../environ.ts";
import { StringModelError } from "../../errors.ts";
import type { RawHeader } from "../../exchange.ts";
import type { ByteString } from "../../wire.ts";
import { limitsOf } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";

export type Variables = ReadonlyMap<ByteString, ByteString>;

/**
 * Adds one that was read. A header that is repeated is joined, since nginx before 1.23 sends its lines apart; of all else,
 * and of Host, the last counts, since a line of nginx's configuration is often meant to replace one that was included.
 *
 * @throws {StringModelError} BAD_CONTENT_LENGTH where it is there twice
 */
export function addVariable(variables: Map<ByteString, ByteString>, name: ByteString, value: ByteString): void {
  const before = variables.get(name);
  if (before === undefined || !name.startsWith("HTTP_") || name === "HTTP_HOST") {
    if (before !== undefined && name === "CONTENT_LENGTH") throw badLength("is there twice");
    variables.set(name, value);
  } else variables.set(name, join(name, before, value));
}

/** The value, where it is not empty: empty means missing (RFC 3875, 4.1). */
export const valueOf = (variables: Variables, name: string): ByteString | undefined => variables.get(name as ByteString) || undefined;

/** CONTENT_LENGTH in bytes, undefined where there is none. @throws {StringModelError} BAD_CONTENT_LENGTH */
export function contentLength(variables: Variables): number | undefined {
  const length = valueOf(variables, "CONTENT_LENGTH");
  if (length === undefined) return undefined;
  if (!/^\d{1,15}$/.test(length)) throw new StringModelError("BAD_CONTENT_LENGTH", "is not one decimal number", { key: "CONTENT_LENGTH" });
  return Number(length);
}

/** As {@link contentLength}, refused where it is above the limit. @throws {StringModelError} BAD_CONTENT_LENGTH, TOO_LARGE */
export function bodyLength(variables: Variables, { limits }: GatewayOptions): number | undefined {
  const length = contentLength(variables);
  const { body: most } = limitsOf(limits);
  if (length === undefined || most === null || length <= most) return length;
  throw new StringModelError("TOO_LARGE", `a body of more than ${most} bytes`, { key: "CONTENT_LENGTH" });
}

/** Variables by what becomes of them. */
export interface Sorted {
  readonly headers: RawHeader[];
  /** What no slot of the hub takes: REMOTE_USER, HTTPS, DOCUMENT_ROOT. */
  readonly others: Map<ByteString, ByteString>;
}

/**
 * Header lines, and what is neither a header nor a slot.
 *
 * HTTP_PROXY is dropped (CVE-2016-5388), and so are names that are no meta-variable's, of which a process and Apache's notes
 * to itself have some: `path` is a key of ASGI.
 *
 * @throws {StringModelError} BAD_VARIABLE where one holds NUL, which no environment can; BAD_HEADER_VALUE
 */
export function sorted(variables: Variables): Sorted {
  const headers: RawHeader[] = [];
  const others = new Map<ByteString, ByteString>();
  for (const [name, value] of variables) {
    if (value.includes("\0")) throw badVariable(name, "holds NUL", value.indexOf("\0"));
    if (isHeaderLike(name)) addHeader(variables, name, value, headers);
    else if (!slotVariables.has(name) && metaVariable.test(name)) others.set(name, value);
  }
  return { headers, others };
}

function addHeader(variables: Variables, name: ByteString, value: ByteString, headers: RawHeader[]): void {
  const header = headerName(name) ?? (isStray(variables, name) ? strayHeaders.get(name) : undefined);
  // CONTENT_TYPE and CONTENT_LENGTH are empty where there is no body (RFC 3875, 4.1.2 and 4.1.3).
  if (header === undefined || (value === "" && !name.startsWith("HTTP_"))) return;
  const bad = value.search(control);
  if (bad !== -1) throw new StringModelError("BAD_HEADER_VALUE", "holds a control character", { key: name, offset: bad });
  headers.push([header, trimmed(value)]);
}

/** nginx passes HTTP_CONTENT_TYPE too. The length is CONTENT_LENGTH alone, since the body is cut by it. */
const isStray = (variables: Variables, name: ByteString): boolean =>
  name === "HTTP_CONTENT_TYPE" && valueOf(variables, "CONTENT_TYPE") === undefined;

const isHeaderLike = (name: ByteString): boolean => name.startsWith("HTTP_") || name === "CONTENT_TYPE" || name === "CONTENT_LENGTH";

const metaVariable = /^[A-Z][A-Za-z0-9_]*$/;
const control = /[\0-\x08\x0a-\x1f\x7f]/;

/** Without the white space around it. No regular expression: one that looks for an end is quadratic. */
function trimmed(value: ByteString): ByteString {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end) as ByteString;
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;

/** Variables that are fields of the hub, read by `request.ts`. */
const slotVariables: ReadonlySet<string> = new Set([
  "REQUEST_METHOD",
  "REQUEST_URI",
  "SCRIPT_NAME",
  "PATH_INFO",
  "QUERY_STRING",
  "SERVER_PROTOCOL",
  "SERVER_NAME",
  "SERVER_PORT",
  "REMOTE_ADDR",
  "REMOTE_PORT",
]);

export const badVariable = (key: string, detail: string, offset?: number): StringModelError =>
  new StringModelError("BAD_VARIABLE", detail, { key, offset });

const badLength = (detail: string): StringModelError => new StringModelError("BAD_CONTENT_LENGTH", detail, { key: "CONTENT_LENGTH" });
