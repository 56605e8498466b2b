/** A queue of chunks is a list that is taken from its front. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ChunkQueue } from "../src/chunk-queue.ts";

test("chunks are taken in the order in which they came, and what is put back is the next", () => {
  const act = fc.oneof(
    { arbitrary: fc.constant("push"), weight: 3 },
    { arbitrary: fc.constantFrom("take", "put back", "clear"), weight: 1 },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(act, fc.nat(3000)), { maxLength: 40 }), (acts) => {
      const [queue, list]: [ChunkQueue, Uint8Array[]] = [new ChunkQueue(), []];
      for (const [what, times] of acts) {
        if (what === "clear") {
          queue.clear();
          list.length = 0;
        }
        for (let i = 0; i < times && what !== "clear"; i++) {
          const chunk = Uint8Array.of(i, times);
          if (what === "push") {
            queue.push(chunk);
            list.push(chunk);
          } else {
            expect(queue.take()).toBe(list.shift());
            if (what === "take") continue;
            queue.putBack(chunk);
            list.unshift(chunk);
          }
        }
        expect(queue.length).toBe(list.length);
      }
    }),
    { numRuns: 30 },
  );
});
