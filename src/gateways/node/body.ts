/** A request's body out of Node's stream, which is not read before somebody wants it, and never destroyed by leaving it. */
import { StringModelError } from "../../errors.ts";
import type { BodyLength } from "../http1/framing.ts";
import { IncomingBody } from "../incoming-body.ts";
import type { NodeRequest } from "./types.ts";

export interface NodeBody {
  readonly body: IncomingBody;
  /** Bytes that it is known to be, of those that have not come. */
  missing(): number;
}

/** `most`: bytes that it may have, where its head does not say how many. `excess` is called when there are more: no more is read. */
export function bodyOf(req: NodeRequest, length: BodyLength, most: number | null, excess: () => void): NodeBody {
  const seen = { bytes: 0 };
  const body = new IncomingBody({
    pause: () => req.pause(),
    resume: () => req.resume(),
    wanted: () => listen(req, body, seen, length === "chunked" && most !== null ? most : Infinity, excess),
  });
  return { body, missing: () => (length === "chunked" ? 0 : length - seen.bytes - req.readableLength) };
}

function listen(req: NodeRequest, body: IncomingBody, seen: { bytes: number }, most: number, excess: () => void): void {
  if (req.readableEnded) body.end();
  else if (req.destroyed) body.fail();
  req.on("data", (chunk: Uint8Array) => {
    seen.bytes += chunk.length;
    if (seen.bytes <= most) body.push(chunk);
    else if (!body.over) {
      body.fail(new StringModelError("TOO_LARGE", `a body of more than ${most} bytes`, { key: "body" }));
      req.pause();
      excess();
    }
  });
  req.on("end", () => body.end());
  req.on("close", () => body.fail());
}
