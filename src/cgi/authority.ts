/** `uri-host [":" port]`, as it stands in Host and in a target (RFC 3986, 3.2; RFC 9110, 7.2). */
import type { ByteString } from "../wire.ts";
import { empty } from "../wire.ts";

/** An authority in two; an absent or empty port is the empty string. */
export interface Authority {
  /** Brackets of an IPv6 literal included. */
  readonly host: ByteString;
  readonly port: ByteString;
}

// White space, controls, and what would end the authority or begin another part of a URL or of a list. Bytes
// above 0x7F are in no host of RFC 3986 either, and RFC 9112, 3.2 has a server answer 400 to them.
const forbidden = new Uint8Array(256).fill(1, 0, 0x21).fill(1, 0x80);
for (const bad of '/?#@\\,"<>^`{|}\x7f') forbidden[bad.charCodeAt(0)] = 1;

/**
 * The index of the first byte that no authority (without user information) has there, or -1.
 *
 * An empty authority passes: a Host field may be empty (RFC 9112, 3.2).
 */
export function badAuthority(wire: ByteString): number {
  let i = 0;
  if (wire.charCodeAt(0) === 0x5b) {
    for (i = 1; i < wire.length && wire.charCodeAt(i) !== 0x5d; i++) {
      if (forbidden[wire.charCodeAt(i)] === 1 || wire.charCodeAt(i) === 0x5b) return i;
    }
    if (i === wire.length || i === 1) return i;
    i++;
    if (i < wire.length && wire.charCodeAt(i) !== 0x3a) return i;
  } else {
    for (; i < wire.length && wire.charCodeAt(i) !== 0x3a; i++) {
      const byte = wire.charCodeAt(i);
      if (forbidden[byte] === 1 || byte === 0x5b || byte === 0x5d) return i;
    }
    if (i === 0 && wire.length > 0) return 0;
  }
  return badPort(wire, i + 1);
}

function badPort(wire: ByteString, start: number): number {
  let port = 0;
  for (let i = start; i < wire.length; i++) {
    const digit = wire.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return i;
    port = port * 10 + digit;
    if (port > 65535) return i;
  }
  return -1;
}

/** Host and port. What {@link badAuthority} refuses is cut at the first colon all the same, or after its brackets. */
export function splitAuthority(wire: ByteString): Authority {
  const at = wire.indexOf(":", wire.charCodeAt(0) === 0x5b ? wire.indexOf("]") : 0);
  if (at === -1) return { host: wire, port: empty };
  return { host: wire.slice(0, at) as ByteString, port: wire.slice(at + 1) as ByteString };
}

const ports = { http: "80" as ByteString, https: "443" as ByteString };

/** The port of a URL without one, in decimal. A scheme that is not `https` is taken for `http`. */
export function defaultPort(scheme: string): ByteString {
  return scheme === "https" ? ports.https : ports.http;
}
