/** Requests that a model has no value for, or that are too large: the client is told so, in the place of an answer. */
import { type ErrorCode, StringModelError } from "../errors.ts";
import type { RawHeader, RawResponse } from "../exchange.ts";
import { reasonPhrase } from "../reason-phrases.ts";
import { type ByteString, toBytes } from "../wire.ts";

/** What a client is told of each. Everything else that is thrown is the application's fault, or the server's. */
export const refusals = { UNDECODABLE: 400, TOO_LARGE: 413 } as const satisfies Partial<Record<ErrorCode, number>>;

/** The answer to a request that cannot be handed on; whatever else was thrown is thrown again. */
export function refusal(error: unknown): RawResponse {
  if (error instanceof StringModelError && error.code in refusals) return plainResponse(refusals[error.code as keyof typeof refusals]);
  throw error;
}

/** A response that says its status, and nothing of why. */
export function plainResponse(status: number): RawResponse {
  const reason = reasonPhrase(status);
  const body = toBytes(`${reason}\n` as ByteString);
  // In lower case, which every model can have.
  const headers = [
    ["content-type", "text/plain"],
    ["content-length", String(body.length)],
  ].map(([name, value]): RawHeader => [name as ByteString, value as ByteString]);
  return { status, reason: reason as ByteString, headers, body: [body] };
}
