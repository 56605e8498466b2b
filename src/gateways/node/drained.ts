/** Waits until a response has room again, or its client has gone. */
import type { NodeResponse } from "./types.ts";

export function drainedOf(res: NodeResponse): Promise<void> {
  if (res.destroyed || !res.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      res.off("drain", done);
      res.off("close", done);
      resolve();
    };
    res.on("drain", done);
    res.on("close", done);
  });
}
