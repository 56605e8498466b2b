/** A packet of a request's body, which is the only one without a code (mod_proxy_ajp, Get Body Chunk). */
import { refuse } from "../http1/syntax.ts";
import { headerSize } from "./packet.ts";

/** Bytes of the body; none at its end. @throws {StringModelError} BAD_PACKET when it is not as long as it says */
export function readData(payload: Uint8Array): Uint8Array {
  if (payload.length === 0) return payload;
  if (payload.length === 1 || ((payload[0]! << 8) | payload[1]!) !== payload.length - 2)
    throw refuse("BAD_PACKET", "a chunk of another length than its packet", headerSize);
  return payload.subarray(2);
}
