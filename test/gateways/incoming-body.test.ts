import { expect, test } from "vitest";
import { IncomingBody } from "../../src/gateways/incoming-body.ts";

test("a body of tiny chunks asks its peer to wait long before it is 64 KiB, and to go on once they are read", async () => {
  let paused = false;
  const body = new IncomingBody({
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
  });
  let pushed = 0;
  while (!paused && pushed < 65_536) {
    body.push(new Uint8Array(1));
    pushed++;
  }
  expect(pushed).toBeLessThan(1000);
  for (let i = 0; i < pushed; i++) await body.next();
  expect(paused).toBe(false);
});
