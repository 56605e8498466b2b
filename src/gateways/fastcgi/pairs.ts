/** Name-value pairs: variables, and what a web server asks for (FastCGI Specification, 3.4). */
import { StringModelError } from "../../errors.ts";
import { type ByteString, fromBytes, toBytes } from "../../wire.ts";
import { addVariable } from "../cgi/variables.ts";

/**
 * The pairs of a stream that is all there.
 *
 * A header that is repeated is joined. Of any other variable the last one counts, as under PHP: a configuration of nginx that
 * includes `fastcgi_params` and then sets one of its parameters again sends both.
 *
 * @throws {StringModelError} BAD_PACKET, with the offset of a pair that goes on after the end
 */
export function readPairs(wire: Uint8Array): Map<ByteString, ByteString> {
  const pairs = new Map<ByteString, ByteString>();
  const text = fromBytes(wire);
  let at = 0;
  while (at < wire.length) {
    const lengths = at;
    const nameLength = readLength(wire, at);
    at += sizeOfLength(wire, at);
    const valueLength = readLength(wire, at);
    const name = at + sizeOfLength(wire, at);
    const value = name + nameLength;
    at = value + valueLength;
    if (at > wire.length) throw new StringModelError("BAD_PACKET", "a name-value pair is cut", { offset: lengths });
    put(pairs, text.slice(name, value) as ByteString, text.slice(value, at) as ByteString);
  }
  return pairs;
}

function put(pairs: Map<ByteString, ByteString>, name: ByteString, value: ByteString): void {
  if (repeatable.test(name)) addVariable(pairs, name, value);
  else pairs.set(name, value);
}

const repeatable = /^(HTTP_|CONTENT_(TYPE|LENGTH)$)/;

/** One byte, or four of which the first has its top bit. Infinity where it is cut. */
function readLength(wire: Uint8Array, at: number): number {
  if (at + sizeOfLength(wire, at) > wire.length) return Infinity;
  const first = wire[at]!;
  return first < 0x80 ? first : ((first & 0x7f) << 24) | (wire[at + 1]! << 16) | (wire[at + 2]! << 8) | wire[at + 3]!;
}

const sizeOfLength = (wire: Uint8Array, at: number): number => ((wire[at] ?? 0) < 0x80 ? 1 : 4);

/** Pairs as the content of a record. */
export function writePairs(pairs: Iterable<readonly [name: ByteString, value: ByteString]>): Uint8Array {
  let wire = "";
  for (const [name, value] of pairs) wire += `${writeLength(name.length)}${writeLength(value.length)}${name}${value}`;
  return toBytes(wire as ByteString);
}

const writeLength = (length: number): string =>
  length < 0x80
    ? String.fromCharCode(length)
    : String.fromCharCode((length >>> 24) | 0x80, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
