/** What still comes of a body after its answer: dropped for the sake of the next request, but not without end. */
import { constants, type Http2ServerResponse } from "node:http2";
import { mostDropped } from "../limits.ts";
import type { NodeBody } from "./body.ts";
import type { NodeConnection } from "./connection.ts";
import { closeAfter } from "./connection.ts";
import { endInStages } from "./linger.ts";
import type { NodeRequest, NodeResponse } from "./types.ts";

/** False where more is missing than is dropped. Of a body that nobody has asked for before its answer, nobody is taken to read. */
export const maySkip = ({ body, missing }: NodeBody, whole: boolean): boolean => missing() <= mostDropped || (!whole && body.wanted);

export function dropRest(req: NodeRequest, res: NodeResponse, connection: NodeConnection): void {
  if (req.complete || req.destroyed) return;
  if ("stream" in res) {
    dropRestOfStream(req, res);
    return;
  }
  // The client may have asked for the end itself.
  endInStages(req.socket);
  // What has come already costs nobody anything.
  let left = mostDropped + req.readableLength;
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

/** The client is asked to send no more (RFC 9113, 8.1). Where nothing has been read, Node asks it at once. */
function dropRestOfStream(req: NodeRequest, { stream }: Http2ServerResponse): void {
  if (req.readableFlowing === null) return;
  let left = mostDropped;
  req.on("data", (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) stream.close(constants.NGHTTP2_NO_ERROR);
  });
  // One that was too long has been paused.
  req.resume();
}
