/** A request's body out of Node's stream, which is not read before somebody wants it, and never destroyed by leaving it. */
import { StringModelError } from "../../errors.ts";
import { IncomingBody } from "../incoming-body.ts";
import type { NodeRequest } from "./types.ts";

/** `most`: bytes that it may have, where its head does not say how many. `excess` is called when there are more: no more is read. */
export function bodyOf(req: NodeRequest, most: number | null, excess: () => void): IncomingBody {
  const body = new IncomingBody({
    pause: () => req.pause(),
    resume: () => req.resume(),
    wanted: () => listen(req, body, most ?? Infinity, excess),
  });
  return body;
}

function listen(req: NodeRequest, body: IncomingBody, most: number, excess: () => void): void {
  let bytes = 0;
  if (req.readableEnded) body.end();
  else if (req.destroyed) body.fail();
  req.on("data", (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes <= most) body.push(chunk);
    else if (!body.over) {
      body.fail(new StringModelError("TOO_LARGE", `a body of more than ${most} bytes`, { key: "body" }));
      req.pause();
      excess();
    }
  });
  req.on("end", () => body.end());
  req.on("close", () => body.fail());
}
