/** The body of a request as it comes: a declared number of bytes, or chunks. */
import { ChunkedBody } from "./chunks.ts";
import type { BodyLength } from "./framing.ts";
import type { Http1Limits } from "./limits.ts";

/** Hands on what is body from `start` on. Returns the offset after the body, or -1 while more is to come. @throws {StringModelError} */
export type BodyReader = (wire: Uint8Array, start: number, give: (chunk: Uint8Array) => void) => number;

export function bodyReader(length: BodyLength, limits: Http1Limits): BodyReader {
  if (length !== "chunked") return sized(length);
  const chunked = new ChunkedBody(limits);
  return (wire, start, give) => chunked.read(wire, start, give);
}

function sized(length: number): BodyReader {
  let left = length;
  return (wire, start, give) => {
    const end = Math.min(wire.length, start + left);
    if (end > start) give(wire.subarray(start, end));
    left -= end - start;
    return left === 0 ? end : -1;
  };
}
