/** What no gateway sends, whoever made the response: a handler need not come from `createHandler`. */
import { StringModelError } from "../errors.ts";
import type { RawHeader, RawResponse } from "../exchange.ts";
import type { ByteString } from "../wire.ts";

/** tchar, one or more (RFC 9110, 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a field value or a reason phrase never has: controls other than TAB, and what is no byte (RFC 9110, 5.5). */
const unsendable = /[\0-\x08\x0a-\x1f\x7f\u0100-\uffff]/;

// Applications send few names, over and over; one that sends what its clients say does not fill this.
const knownNames = new Set<string>();

function isName(name: string): boolean {
  if (!token.test(name)) return false;
  if (knownNames.size >= 1024) knownNames.clear();
  knownNames.add(name);
  return true;
}

/**
 * @throws {StringModelError} BAD_STATUS below 200 (an answer is final; RFC 9110, 15.2) or above 999; BAD_HEADER; HEAD_INJECTION;
 *   UNSUPPORTED for trailers
 */
export function checkHead({ status, reason, headers, trailers }: RawResponse): void {
  if (!Number.isInteger(status) || status < 200 || status > 999)
    throw new StringModelError("BAD_STATUS", "is not from 200 to 999", { key: "status" });
  if (reason !== undefined) {
    if (typeof reason !== "string") throw new StringModelError("BAD_STATUS", "the reason phrase is no string", { key: "status" });
    if (unsendable.test(reason)) throw injection("status", reason);
  }
  for (let i = 0; i < headers.length; i++) {
    const [name, value] = headers[i]!;
    // What only turns into a string may turn into another one the next time.
    if (typeof name !== "string" || typeof value !== "string")
      throw new StringModelError("BAD_HEADER", "is no pair of strings", { key: `headers[${i}]` });
    if (!knownNames.has(name) && !isName(name)) throw new StringModelError("BAD_HEADER", "the name is no token", { key: `headers[${i}]` });
    if (unsendable.test(value)) throw injection(`headers[${i}] ${name}`, value);
  }
  if (trailers?.length) throw new StringModelError("UNSUPPORTED", "there is no place for trailers", { key: "trailers" });
}

function injection(key: string, value: string): StringModelError {
  return new StringModelError("HEAD_INJECTION", "holds a control character, or what is no byte", { key, offset: value.search(unsendable) });
}

/** Fields of one connection, which are its server's to give and no application's (PEP 3333, Other HTTP Features; RFC 9110, 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** True for a line that a gateway leaves out of a response. */
export const isHopByHop = ([name]: RawHeader): boolean => hopByHop.has(name.toLowerCase());

/** What a gateway does with a line of a response: leaves it out, counts on it, or passes it on. */
export type Role = "dropped" | "date" | "length" | "plain";

const roles = new Map<string, Role>();

/** The same as {@link isHopByHop} and comparing names, remembered. */
export function roleOf(name: ByteString): Role {
  const known = roles.get(name);
  if (known !== undefined) return known;
  if (roles.size >= 1024) roles.clear();
  const lower = name.toLowerCase();
  const role = hopByHop.has(lower) ? "dropped" : lower === "date" ? "date" : lower === "content-length" ? "length" : "plain";
  roles.set(name, role);
  return role;
}
