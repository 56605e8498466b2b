/** A request body on standard input: where it ends is what CONTENT_LENGTH says (RFC 3875, 4.2), and of a chunked one, its end. */
import { StringModelError } from "../../errors.ts";

/**
 * The first `length` bytes, as they come. Nothing is asked for after them, since there may be no end, and the input is left
 * before the last of them is handed on: who has all bytes need not ask whether there are more.
 *
 * @throws {StringModelError} DISCONNECTED where the input ends before
 */
export async function* firstBytes(input: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array, undefined> {
  const chunks = input[Symbol.asyncIterator]();
  let left = length;
  try {
    while (left > 0) {
      const { done, value } = await chunks.next();
      if (done) throw new StringModelError("DISCONNECTED", `ends ${left} bytes before CONTENT_LENGTH`, { key: "body" });
      const part = value.subarray(0, left);
      left -= part.length;
      if (left === 0) await chunks.return?.();
      yield part;
    }
  } finally {
    if (left > 0) await chunks.return?.();
  }
  return undefined;
}

/** All there is, for a body that came without a length. @throws {StringModelError} TOO_LARGE, when there are more than `most` bytes */
export async function* untilEnd(input: AsyncIterable<Uint8Array>, most: number | null): AsyncGenerator<Uint8Array, undefined> {
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (most !== null && length > most) throw new StringModelError("TOO_LARGE", `a body of more than ${most} bytes`, { key: "body" });
    yield chunk;
  }
  return undefined;
}
