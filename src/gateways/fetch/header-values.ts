/** Header values between bytes and the strings of a runtime's Headers. */
import type { StrLike } from "../../codec.ts";
import { utf8 } from "../../codecs/utf8.ts";
import { type ByteString, byteString } from "../../wire.ts";

/**
 * `isomorphic`: one character a byte, as the Fetch Standard says (a ByteString). `utf-8`: the runtime decodes and encodes them
 * as UTF-8, and what was not UTF-8 is U+FFFD by the time it is here (Cloudflare Workers).
 */
export type HeaderValues = "isomorphic" | "utf-8";

interface Spelling {
  /** @throws {StringModelError} NOT_BYTES, UNENCODABLE */
  read(value: string): ByteString;
  /** @throws {StringModelError} UNDECODABLE */
  write(value: ByteString): string;
}

export const spellings: { readonly [V in HeaderValues]: Spelling } = {
  isomorphic: { read: byteString, write: (value) => value },
  "utf-8": { read: (value) => utf8.encode(value as StrLike<"text">), write: (value) => utf8.decode(value) },
};
