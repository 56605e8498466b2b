/** What still comes of a body after its answer: dropped for the sake of the next request, but not without end. */
import type { NodeConnection } from "./connection.ts";
import { closeAfter } from "./connection.ts";
import type { NodeRequest, NodeResponse } from "./types.ts";

/** Bytes of a body that nobody reads, as the wire's own reader has it. */
const mostDropped = 65_536;

export function dropRest(req: NodeRequest, res: NodeResponse, connection: NodeConnection): void {
  if (req.complete || req.destroyed) return;
  let left = mostDropped;
  const over = () => {
    connection.rest = undefined;
  };
  connection.rest = req;
  req.on("end", over);
  req.on("close", over);
  req.on("data", (chunk: Uint8Array) => {
    const before = left;
    left -= chunk.length;
    if (before >= 0 && left < 0) closeAfter(res, connection);
  });
  req.resume();
}
