/** The four forms of a request target (RFC 9112, 3.2). The bytes in it have been checked; its shape has not. */

import { badAuthority } from "../../cgi/authority.ts";
import type { ByteString } from "../../wire.ts";
import { empty } from "../../wire.ts";
import { refuse } from "./syntax.ts";

export interface Target {
  /** Still percent-encoded; absent for CONNECT, `*` for the asterisk form. */
  readonly path: ByteString | undefined;
  /** Without the "?"; empty when there is none. */
  readonly query: ByteString;
  /** What replaces the Host field: the authority of an absolute-form target. */
  readonly authority: ByteString | undefined;
}

const asterisk = "*" as ByteString;
const root = "/" as ByteString;
const scheme = /^https?:\/\//i;

/**
 * Path and query of a target, which is never empty. `at` is its offset in the message, for refusals.
 *
 * @throws {StringModelError} BAD_TARGET
 */
export function readTarget(method: ByteString, target: ByteString, at: number): Target {
  if (method === "CONNECT") return authorityForm(target, at);
  if (target.charCodeAt(0) === 0x2f) return split(target, undefined);
  if (target === "*" && method === "OPTIONS") return { path: asterisk, query: empty, authority: undefined };
  const prefix = scheme.exec(target);
  if (prefix === null) throw refuse("BAD_TARGET", "neither a path nor an http URL", at);
  return absoluteForm(method, target, prefix[0].length, at);
}

function split(target: ByteString, authority: ByteString | undefined): Target {
  const mark = target.indexOf("?");
  if (mark === -1) return { path: target, query: empty, authority };
  return { path: target.slice(0, mark) as ByteString, query: target.slice(mark + 1) as ByteString, authority };
}

function absoluteForm(method: ByteString, target: ByteString, start: number, at: number): Target {
  let end = start;
  while (end < target.length && target[end] !== "/" && target[end] !== "?") end++;
  const authority = checked(target.slice(start, end) as ByteString, at + start);
  if (target[end] === "/") return split(target.slice(end) as ByteString, authority);
  // Without path and query, OPTIONS asks about the server and not about its root (RFC 9112, 3.2.4).
  if (end === target.length) return { path: method === "OPTIONS" ? asterisk : root, query: empty, authority };
  return { path: root, query: target.slice(end + 1) as ByteString, authority };
}

/** CONNECT names host and port and nothing else; the port is required (RFC 9112, 3.2.3; RFC 9110, 9.3.6). */
function authorityForm(target: ByteString, at: number): Target {
  checked(target, at);
  if (!/:[0-9]+$/.test(target)) throw refuse("BAD_TARGET", "CONNECT without a port", at + target.length);
  return { path: undefined, query: empty, authority: undefined };
}

function checked(authority: ByteString, at: number): ByteString {
  const bad = badAuthority(authority);
  // An http URL without a host is invalid (RFC 9110, 4.2.1).
  if (bad !== -1 || authority === empty) throw refuse("BAD_TARGET", "not a host with an optional port", at + Math.max(bad, 0));
  return authority;
}
