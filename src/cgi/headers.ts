/**
 * Header lines as CGI variables, and back (RFC 3875, 4.1.18).
 *
 * Names and values are wire bytes; which value type they get is the profile's business. Only names made
 * of letters, digits and `-` are exported, so that no two spellings meet in one variable.
 */
import type { RawHeader } from "../exchange.ts";
import type { ByteString } from "../wire.ts";
import { empty, fromBytes, spells, toBytes } from "../wire.ts";

const exported = /^[A-Za-z0-9-]+$/;
const variable = /^HTTP_[A-Z0-9_]+$/;

/**
 * The CGI variable of a header name, or undefined when the header is not exported: its name has a byte
 * that is no ASCII letter, digit or `-`, or it is `Proxy` in any case (CVE-2016-5388: HTTP_PROXY is a
 * setting of HTTP clients).
 */
export function cgiName(name: ByteString): ByteString | undefined {
  const known = variables.get(name);
  if (known !== undefined) return known === empty ? undefined : known;
  const made = makeCgiName(name);
  // Names come from peers: the memo forgets all rather than grow, and keeps nothing long.
  if (variables.size >= 1024) variables.clear();
  // A copy, since a name may be a slice that keeps a whole request head alive.
  if (name.length <= 64) variables.set(fromBytes(toBytes(name)), made ?? empty);
  return made;
}

// An empty value stands for "not exported".
const variables = new Map<ByteString, ByteString>();

function makeCgiName(name: ByteString): ByteString | undefined {
  if (!exported.test(name)) return undefined;
  const upper = name.toUpperCase().replaceAll("-", "_");
  if (upper === "PROXY") return undefined;
  return (upper === "CONTENT_TYPE" || upper === "CONTENT_LENGTH" ? upper : `HTTP_${upper}`) as ByteString;
}

/**
 * The header name of a CGI variable, in lower case, or undefined when {@link cgiName} makes no such
 * variable (`HTTP_PROXY`, `HTTP_CONTENT_TYPE`, `http_x`).
 */
export function headerName(cgi: ByteString): ByteString | undefined {
  const known = names.get(cgi);
  if (known !== undefined) return known === empty ? undefined : known;
  const made = makeHeaderName(cgi);
  if (names.size >= 1024) names.clear();
  if (cgi.length <= 64) names.set(cgi, made ?? empty);
  return made;
}

// An empty value stands for "no header", as above.
const names = new Map<ByteString, ByteString>();

function makeHeaderName(cgi: ByteString): ByteString | undefined {
  if (cgi === "CONTENT_TYPE") return "content-type" as ByteString;
  if (cgi === "CONTENT_LENGTH") return "content-length" as ByteString;
  if (!variable.test(cgi)) return undefined;
  const name = cgi.slice(5).toLowerCase().replaceAll("_", "-") as ByteString;
  return makeCgiName(name) === cgi ? name : undefined;
}

// The names of the last request and their variables, by position. A peer sends its headers in one order, and
// comparing two equal names costs less than hashing a fresh one.
const lastNames: ByteString[] = [];
const lastVariables: (ByteString | undefined)[] = [];

/**
 * CGI variable to value, in the order of first appearance. Repeats are joined with `, ` and Cookie with
 * `; ` (RFC 9110, 5.3; RFC 9113, 8.2.3). Headers that are not exported are left out.
 */
export function mergeHeaders(headers: readonly RawHeader[]): Map<ByteString, ByteString> {
  const merged = new Map<ByteString, ByteString>();
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i]!;
    const key = lastNames[i] === name ? lastVariables[i] : remember(i, name);
    if (key === undefined) continue;
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : join(key, before, value));
  }
  return merged;
}

/** One value of {@link mergeHeaders}, by its variable, without a look at the others; undefined where there is none. */
export function cgiValue(headers: readonly RawHeader[], key: ByteString): ByteString | undefined {
  const length = nameLength(key);
  let merged: ByteString | undefined;
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i]!;
    if (name.length !== length || cgiName(name) !== key) continue;
    merged = merged === undefined ? value : join(key, merged, value);
  }
  return merged;
}

/** How long the names are of which a variable is made. */
export const nameLength = (key: string): number => (key.startsWith("HTTP_") ? key.length - 5 : key.length);

/** As {@link cgiName}, of the name of line `i`, which costs little when it is the name that line `i` had in the last request. */
export function cgiNameAt(i: number, name: Uint8Array): ByteString | undefined {
  return spells(name, lastNames[i]) ? lastVariables[i] : remember(i, fromBytes(name));
}

export function join(key: ByteString, before: ByteString, value: ByteString): ByteString {
  return `${before}${key === "HTTP_COOKIE" ? "; " : ", "}${value}` as ByteString;
}

function remember(i: number, name: ByteString): ByteString | undefined {
  const key = cgiName(name);
  if (i < 64 && name.length <= 64) {
    lastNames[i] = name;
    lastVariables[i] = key;
  }
  return key;
}
