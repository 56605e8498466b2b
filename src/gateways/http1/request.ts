/** The next request of a connection, as far as it has come. */
import type { GatewayLimits } from "../limits.ts";
import type { RequestHead } from "./head.ts";
import { readHead } from "./head.ts";
import { checkMethod } from "./methods.ts";
import { type BodyReader, bodyReader } from "./streamed.ts";
import { cr, lf, pastEnd } from "./syntax.ts";

export interface BegunRequest {
  readonly head: RequestHead;
  /** What of the body has come with the head. */
  readonly chunks: Uint8Array[];
  /** Reads what is still to come of it. */
  readonly rest: BodyReader | undefined;
  /** The offset after what was read. */
  readonly end: number;
}

/** @throws {StringModelError} TRUNCATED while the head is not complete; as `readHead` does, and BAD_METHOD for one that is not known; as `readBody` does */
export function beginRequest(wire: Uint8Array, limits: GatewayLimits): BegunRequest {
  const head = readHead(wire, afterEmptyLine(wire), limits, "refuse");
  checkMethod(head.method);
  const chunks: Uint8Array[] = [];
  if (head.bodyLength === 0) return { head, chunks, rest: undefined, end: head.end };
  const rest = bodyReader(head.bodyLength, limits);
  const end = rest(wire, head.end, (chunk) => chunks.push(chunk));
  return end === -1 ? { head, chunks, rest, end: wire.length } : { head, chunks, rest: undefined, end };
}

/** One empty line before a request is passed over (RFC 9112, 2.2). */
function afterEmptyLine(wire: Uint8Array): number {
  if (wire[0] !== cr) return 0;
  if (wire.length === 1) throw pastEnd(wire, 1);
  return wire[1] === lf ? 2 : 0;
}
