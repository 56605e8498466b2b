/** The environment of a process as bytes, whatever the locale. */
import { StringModelError } from "../../errors.ts";
import { type ByteString, fromBytes } from "../../wire.ts";

/** Of `/proc/self/environ`: `NAME=value`, each ended by NUL. Of a name that is there twice the first counts, as for getenv. */
export function environmentOf(wire: Uint8Array): Map<ByteString, ByteString> {
  const environment = new Map<ByteString, ByteString>();
  for (const line of fromBytes(wire).split("\0")) {
    const at = line.indexOf("=");
    if (at < 1) continue;
    const name = line.slice(0, at) as ByteString;
    if (!environment.has(name)) environment.set(name, line.slice(at + 1) as ByteString);
  }
  return environment;
}

const utf8 = new TextEncoder();

/**
 * Of an environment that was decoded as UTF-8 already, as `process.env` is.
 *
 * Node puts U+FFFD in the place of what is no UTF-8, and those bytes are gone: RFC 3875, 4.1.5 has them in PATH_INFO.
 *
 * @throws {StringModelError} UNDECODABLE where there is a U+FFFD, with the variable
 */
export function reencoded(environment: Readonly<Record<string, string | undefined>>): Map<ByteString, ByteString> {
  const variables = new Map<ByteString, ByteString>();
  for (const [key, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    const offset = value.indexOf("\ufffd");
    if (offset !== -1) throw new StringModelError("UNDECODABLE", "was no UTF-8, and its bytes are lost", { key, offset });
    variables.set(fromBytes(utf8.encode(key)), fromBytes(utf8.encode(value)));
  }
  return variables;
}
