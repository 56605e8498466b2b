/**
 * The methods that a server takes.
 *
 * A method is any token (RFC 9110, 9.1), and `readHttp1` reads any. A server in front of applications has nothing to gain from
 * those that its peers refuse: the list is llhttp's, so of node:http and what is built on it. CONNECT is left out: it asks for a tunnel.
 */
import { StringModelError } from "../../errors.ts";
import type { ByteString } from "../../wire.ts";

const names =
  "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND " +
  "PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE";

export const methods: ReadonlySet<string> = new Set(names.split(" "));

/** @throws {StringModelError} BAD_METHOD */
export function checkMethod(method: ByteString): void {
  if (!methods.has(method)) throw new StringModelError("BAD_METHOD", "is not one that this server knows", { key: "unknown" });
}
