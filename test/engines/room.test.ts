/** How far ahead of its client the body of a response may be. */
import { expect, test } from "vitest";
import { type Held, ResponseBody } from "../../src/engines/cpython/response-body.ts";

const kibibytes = 1024;

function bodyOf(held: Held) {
  const grants: number[] = [];
  return { body: new ResponseBody({ makeRoom: (bytes) => grants.push(bytes / kibibytes), leave: () => {} }, held), grants };
}

async function take(body: ResponseBody, chunks: number): Promise<void> {
  for (let i = 0; i < chunks; i++) {
    body.push(Buffer.alloc(64 * kibibytes));
    await body.next();
  }
}

test("a body that nobody takes gets no more room than every body has", () => {
  const { body, grants } = bodyOf({ bytes: 0 });
  for (let i = 0; i < 4; i++) body.push(Buffer.alloc(64 * kibibytes));
  expect(grants).toEqual([]);
});

test("one that is taken may be ahead by a mebibyte, and gets room as it is taken", async () => {
  const { body, grants } = bodyOf({ bytes: 0 });
  await take(body, 2);
  expect(grants).toEqual([128 + 768]);
  await take(body, 8);
  expect(grants).toEqual([128 + 768, 512]);
});

test("while all bodies together hold much, it gets room for what was taken only", async () => {
  const held = { bytes: 64 * 1024 * kibibytes };
  const { body, grants } = bodyOf(held);
  await take(body, 4);
  expect(grants).toEqual([128, 128]);
});

test("what is taken, left, or handed over as a whole is held no longer", async () => {
  const held = { bytes: 0 };
  const [taken, left, whole] = [bodyOf(held).body, bodyOf(held).body, bodyOf(held).body];
  for (const body of [taken, left, whole]) body.push(Buffer.alloc(10));
  expect(held.bytes).toBe(30);
  await taken.next();
  expect(held.bytes).toBe(20);
  await left.return();
  expect(held.bytes).toBe(10);
  whole.end();
  expect(whole.whole).toHaveLength(1);
  expect(held.bytes).toBe(0);
});
