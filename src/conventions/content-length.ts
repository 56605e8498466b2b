/** What Content-Length says of a body: looked at when the head is given, since an application may not lie later (PEP 3333). */
import { StringModelError } from "../errors.ts";
import type { RawHeader } from "../exchange.ts";

/**
 * The length in bytes, Infinity where nothing says it.
 *
 * @throws {StringModelError} BAD_CONTENT_LENGTH when it is no number, or is said twice (RFC 9110, 8.6).
 */
export function contentLengthOf(headers: readonly RawHeader[], profile: string): number {
  let found: string | undefined;
  for (const [name, value] of headers) {
    if (name.length !== 14 || name.toLowerCase() !== "content-length") continue;
    if (found !== undefined || !/^\d{1,15}$/.test(value))
      throw new StringModelError("BAD_CONTENT_LENGTH", "is not one decimal number", { profile, key: "Content-Length" });
    found = value;
  }
  return found === undefined ? Infinity : Number(found);
}
