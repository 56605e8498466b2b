/** A web server's side of SCGI, in raw bytes. */
import { byteString, fromBytes, toBytes } from "../../../src/wire.ts";

/** The netstring of these variables, in this order. */
export function scgiBlock(variables: Iterable<readonly [string, string]>): string {
  const text = [...variables].map(([name, value]) => `${name}\0${value}\0`).join("");
  return `${text.length}:${text},`;
}

/** CONTENT_LENGTH, then SCGI, then the rest; and the body. */
export function scgiMessage([length, ...rest]: readonly [string, string][], body: readonly Uint8Array[] = []): Uint8Array {
  return toBytes(byteString(scgiBlock([length!, ["SCGI", "1"], ...rest]) + body.map(fromBytes).join("")));
}
