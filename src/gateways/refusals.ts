/** What a client is told when its request is refused before any handler has it: one table for all gateways that can tell. */
import { plainResponse } from "../conventions/refusal.ts";
import type { ErrorCode, StringModelError } from "../errors.ts";
import type { RawResponse } from "../exchange.ts";

/** By code, or by code and the part of the message that is at fault. Whatever is not here is 400 (RFC 9110, 15.5.1). */
const statuses: { readonly [place in ErrorCode | `${ErrorCode} ${string}`]?: number } = {
  /** RFC 6585, 5 */
  "TOO_LARGE head": 431,
  /** RFC 9110, 15.5.15 */
  "TOO_LARGE target": 414,
  /** RFC 9110, 15.5.14: the body, or the line before a chunk of it */
  TOO_LARGE: 413,
  /** RFC 9112, 6.1: another coding, and chunked after it. Where chunked is not the last, RFC 9112, 6.3 wants 400. */
  "BAD_TRANSFER_CODING coding": 501,
  /** RFC 9110, 15.6.2 */
  "BAD_METHOD unknown": 501,
  /** RFC 9110, 15.6.6 */
  BAD_VERSION: 505,
};

/** The status for a request that a reader refused. */
export const statusOf = ({ code, where }: StringModelError): number => statuses[`${code} ${where.key}`] ?? statuses[code] ?? 400;

/** The answer in the place of a handler's: it says its status, and nothing of why. */
export const refusalOf = (error: StringModelError): RawResponse => plainResponse(statusOf(error));
