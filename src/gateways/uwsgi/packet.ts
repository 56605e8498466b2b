/**
 * The packet before the body of a uwsgi request: four bytes, and names and values with their lengths.
 *
 * Pure: bytes in, variables out. Every number is little-endian. The body follows the packet, as it is.
 * https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html
 */
import { StringModelError } from "../../errors.ts";
import { type ByteString, fromBytes } from "../../wire.ts";
import { addVariable, badVariable } from "../cgi/variables.ts";

const headerSize = 4;

/**
 * How long the packet is, its first four bytes included.
 *
 * @throws {StringModelError} TRUNCATED while they have not come; UNSUPPORTED for modifiers other than 0, which ask for
 *   something else than an application of Python's; TOO_LARGE
 */
export function uwsgiPacketLength(wire: Uint8Array, most: number | null): number {
  for (const at of [0, 3])
    if (at < wire.length && wire[at] !== 0)
      throw new StringModelError("UNSUPPORTED", `modifier${at === 0 ? 1 : 2} is ${wire[at]}, not 0`, { offset: at });
  if (wire.length < headerSize) throw new StringModelError("TRUNCATED", "the header has not wholly come", { offset: wire.length });
  const length = headerSize + uint16(wire, 1);
  if (length > (most ?? length)) throw new StringModelError("TOO_LARGE", `a head of more than ${most} bytes`, { key: "head", offset: 1 });
  return length;
}

/**
 * The variables of a packet, which is all there and nothing else.
 *
 * @throws {StringModelError} BAD_PACKET where a length goes beyond the packet; BAD_VARIABLE where a name is empty or holds NUL;
 *   BAD_CONTENT_LENGTH where it is there twice
 */
export function readUwsgiPacket(wire: Uint8Array): Map<ByteString, ByteString> {
  const text = fromBytes(wire);
  const variables = new Map<ByteString, ByteString>();
  let at = headerSize;
  const take = (): ByteString => {
    const start = at + 2;
    const end = start > wire.length ? start : start + uint16(wire, at);
    if (end > wire.length) throw new StringModelError("BAD_PACKET", "a length goes beyond the packet", { offset: at });
    at = end;
    return text.slice(start, end) as ByteString;
  };
  while (at < wire.length) {
    const name = take();
    if (name === "" || name.includes("\0")) throw badVariable(name, "is no name");
    addVariable(variables, name, take());
  }
  return variables;
}

const uint16 = (wire: Uint8Array, at: number): number => wire[at]! | (wire[at + 1]! << 8);
