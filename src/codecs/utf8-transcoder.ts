/** UTF-8 to JavaScript strings and back: the one machine under `utf8` and `surrogateescape`, and which make of it runs here. */
import type { ByteString, Wire } from "../wire.ts";
import { host } from "./host.ts";
import { plainTranscoder } from "./utf8-plain.ts";
import { simdTranscoder } from "./utf8-simd.ts";

/**
 * Each method gives its result, or the offset of the first byte (code unit) that it refuses: a number is
 * cheaper than an exception, and only the codec knows its own name. With `escapes`, undecodable bytes are
 * U+DC80..U+DCFF (PEP 383) instead of refused.
 */
export interface Utf8Transcoder {
  decode(wire: Wire, escapes: boolean): string | number;
  encode(text: string, escapes: boolean): ByteString | number;
  encodeBytes(text: string, escapes: boolean): Uint8Array | number;
}

/** The fastest that this host can run. */
export const transcoder: Utf8Transcoder = host ? simdTranscoder(host) : plainTranscoder;
