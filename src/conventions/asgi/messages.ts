/** What an application says in its messages, as bytes. */
import { readHeaders, readStatus } from "../../answer.ts";
import { typeName } from "../../codec.ts";
import { StringModelError } from "../../errors.ts";
import type { RawResponse } from "../../exchange.ts";
import type { Profile } from "../../profile.ts";

/** ASGI, Response Start. @throws {StringModelError} as `readStatus` and `readHeaders` do. */
export function readStart(profile: Profile, message: { readonly status?: unknown; readonly headers?: unknown }): Omit<RawResponse, "body"> {
  const { status, headers = [] } = message;
  const line = readStatus(profile, status as never);
  const list = readHeaders(profile, Array.isArray(headers) ? (headers as never) : listOf(headers, profile));
  return { status: line.status, reason: line.reason, headers: list };
}

/** Headers may be any iterable of pairs. */
function listOf(headers: unknown, { id }: Profile): never {
  if (typeof headers !== "object" || headers === null || headers instanceof Uint8Array || !(Symbol.iterator in headers))
    throw new StringModelError("WRONG_TYPE", `is ${typeName(headers)}, not an iterable of pairs`, { profile: id, key: "headers" });
  return [...(headers as Iterable<unknown>)] as never;
}
