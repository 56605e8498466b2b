/** A request body on standard input, of which nobody says where it ends but CONTENT_LENGTH (RFC 3875, 4.2). */
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
