/** How far ahead of its client the body of a response may be. */
import { expect, test } from "vitest";
import { Call } from "../../src/engines/cpython/call.ts";
import { type Held, ResponseBody } from "../../src/engines/cpython/response-body.ts";
import { kinds } from "../../src/engines/frames.ts";
import { request } from "../../src/testing/request.ts";

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

test("a small chunk does not keep the memory that it was read into", async () => {
  const { body } = bodyOf({ bytes: 0 });
  body.push(Buffer.alloc(256 * kibibytes, "a").subarray(7, 11));
  const { value } = await body.next();
  expect([Buffer.from(value!).toString(), value!.buffer.byteLength]).toEqual(["aaaa", 4]);
});

test("what comes of a response that took too long is not held", () => {
  const held = { bytes: 0 };
  const statuses: number[] = [];
  const waiting = {
    number: 1,
    request: request("GET /"),
    retried: false,
    answer: ({ status }: { status: number }) => statuses.push(status),
  };
  const call = new Call(waiting, 0, () => {}, held);
  call.expire();
  call.hear({ kind: kinds.head, request: 1, payload: Buffer.from("200 OK") });
  call.hear({ kind: kinds.chunk, request: 1, payload: Buffer.alloc(10) });
  call.settle();
  expect([statuses, held.bytes]).toEqual([[504], 0]);
});
