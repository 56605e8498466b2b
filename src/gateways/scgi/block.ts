/**
 * The header block of an SCGI request: a netstring of names and values, each ended by NUL.
 *
 * Pure: bytes in, variables out. The body follows the block, and is not looked at here.
 * https://python.ca/scgi/protocol.txt, 3
 */
import { StringModelError } from "../../errors.ts";
import { type ByteString, fromBytes } from "../../wire.ts";
import { addVariable, badVariable } from "../cgi/variables.ts";

const colon = 0x3a;
const comma = 0x2c;

/**
 * How long the block is, netstring and all, as its first bytes say.
 *
 * @throws {StringModelError} TRUNCATED while the colon has not come; BAD_PACKET for what is no length; TOO_LARGE
 */
export function scgiBlockLength(wire: Uint8Array, most: number | null): number {
  let length = 0;
  for (let at = 0; at < wire.length; at++) {
    if (wire[at] === colon && at > 0) return at + 1 + length + 1;
    const digit = wire[at]! - 0x30;
    // "0:," is the only netstring whose length begins with 0.
    if (digit < 0 || digit > 9 || (at > 0 && length === 0)) throw bad("is no length in decimal and a colon", at);
    length = length * 10 + digit;
    if (length > (most ?? Number.MAX_SAFE_INTEGER))
      throw new StringModelError("TOO_LARGE", `a head of more than ${most} bytes`, { key: "head", offset: at });
  }
  throw new StringModelError("TRUNCATED", "the length has not wholly come", { offset: wire.length });
}

/**
 * The variables of a block, which is all there and nothing else.
 *
 * @throws {StringModelError} BAD_PACKET where it is no netstring, or NULs do not come in pairs; BAD_VARIABLE and
 *   MISSING_VARIABLE where CONTENT_LENGTH is not first, or SCGI is not 1, or a name is empty or there twice
 */
export function readScgiBlock(wire: Uint8Array): Map<ByteString, ByteString> {
  const start = wire.indexOf(colon) + 1;
  const end = wire.length - 1;
  if (wire[end] !== comma) throw bad("the netstring does not end with a comma", end);
  const words = fromBytes(wire.subarray(start, end)).split("\0") as ByteString[];
  if (words.pop() !== "") throw bad("a value does not end with NUL", end);
  if (words.length % 2 !== 0) throw bad("there is a name without a value", end);
  if (words[0] !== "CONTENT_LENGTH") throw badVariable("CONTENT_LENGTH", "is not the first");
  if (words[1] === "") throw new StringModelError("MISSING_VARIABLE", "is required", { key: "CONTENT_LENGTH" });
  const variables = new Map<ByteString, ByteString>();
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i]!;
    if (name === "") throw badVariable(name, "a name is empty");
    // "Duplicate names are not allowed", and nginx before 1.23 has them of headers.
    if (variables.has(name) && !name.startsWith("HTTP_")) throw badVariable(name, "is there twice");
    addVariable(variables, name, words[i + 1]!);
  }
  if (variables.get("SCGI" as ByteString) !== "1") throw badVariable("SCGI", "is not 1");
  return variables;
}

const bad = (detail: string, offset: number): StringModelError => new StringModelError("BAD_PACKET", detail, { offset });
