/** The memory between a thread of pyodide and the server's. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { canBeSeen, outermost } from "../../src/engines/pyodide/files.ts";
import { Ring } from "../../src/engines/pyodide/ring.ts";
import { RingStream } from "../../src/engines/pyodide/stream.ts";

const bytes = (count: number, first = 0) => Uint8Array.from({ length: count }, (_, i) => first + i);

function taken(ring: Ring, most: number): number[] {
  const into = new Uint8Array(most);
  return [...into.subarray(0, ring.take(into))];
}

describe("a ring", () => {
  test("gives what was written, in order, however it is cut", () => {
    const ring = new Ring(Ring.memory(16));
    expect(ring.write(bytes(10))).toBe(10);
    expect(taken(ring, 4)).toEqual([0, 1, 2, 3]);
    expect(ring.write(bytes(10, 10))).toBe(10);
    expect(ring.length).toBe(16);
    expect(taken(ring, 100)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(taken(ring, 100)).toEqual([]);
  });

  test("takes no more than there is room for", () => {
    const ring = new Ring(Ring.memory(16));
    expect(ring.write(bytes(20))).toBe(16);
    expect(ring.write(bytes(1))).toBe(0);
    taken(ring, 3);
    expect(ring.write(bytes(20))).toBe(3);
  });

  test.for([0x7fffffff, 0xffffffff, 0])("goes on after %i bytes", (before) => {
    const memory = Ring.memory(16);
    new Int32Array(memory).fill(before | 0, 0, 2);
    const ring = new Ring(memory);
    for (let i = 0; i < 5; i++) {
      expect(ring.write(bytes(7, i))).toBe(7);
      expect(ring.length).toBe(7);
      expect(taken(ring, 16)).toEqual([...bytes(7, i)]);
    }
  });

  test("has its reader called once until that looks, and its writer once after it was full", () => {
    const ring = new Ring(Ring.memory(16));
    expect([ring.call(), ring.call()]).toEqual([true, false]);
    ring.look();
    expect(ring.call()).toBe(true);
    expect(ring.wasFull()).toBe(false);
    ring.sayFull();
    expect([ring.wasFull(), ring.wasFull()]).toEqual([true, false]);
  });

  test("is waited for until there is something, whoever wakes its reader before", async () => {
    const memory = Ring.memory(16);
    const wakes = `
      const counts = new Int32Array(require("node:worker_threads").workerData);
      const later = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
      while (Atomics.notify(counts, 0) === 0) later(10);
      later(50);
      Atomics.store(counts, 0, 3);
      while (Atomics.notify(counts, 0) === 0 && Atomics.load(counts, 1) === 0) later(10);`;
    const worker = new Worker(wakes, { eval: true, workerData: memory });
    const ring = new Ring(memory);
    ring.waitForBytes(Infinity);
    expect(taken(ring, 16)).toHaveLength(3);
    await once(worker, "exit");
  });

  test("as a stream, keeps what does not fit until there is room", () => {
    const to = new Ring(Ring.memory(16));
    const stream = new RingStream(to, new Ring(Ring.memory(16)));
    stream.cork();
    stream.write(bytes(10));
    expect(to.length).toBe(0);
    stream.uncork();
    stream.write(bytes(10, 10));
    const heard = [...taken(to, 7)];
    expect(to.wasFull()).toBe(true);
    stream.look();
    heard.push(...taken(to, 100));
    expect(heard).toEqual([...bytes(20)]);
  });

  test("as a stream, gives all that is there at a call, and then only its end", async () => {
    const from = new Ring(Ring.memory(16));
    const stream = new RingStream(new Ring(Ring.memory(16)), from);
    const heard: number[] = [];
    stream.on("data", (wire: Uint8Array) => heard.push(...wire));
    from.write(bytes(10));
    stream.look();
    expect(heard).toEqual([...bytes(10)]);
    stream.destroy();
    from.write(bytes(3));
    stream.look();
    await new Promise<void>((resolve) => stream.on("close", resolve));
    expect(heard).toHaveLength(10);
  });
});

describe("a folder", () => {
  test("is mounted once, with what is inside it", () => {
    expect(outermost(["/a/b", "/a", "/ab", "/a/b/c", "/a"])).toEqual(["/a", "/ab"]);
  });

  test("in the place of one of Pyodide's cannot be seen", () => {
    expect(["/", "/lib", "/lib/x", "/dev", "/_babelgate", "/libs", "/home/ada", "/tmp"].map(canBeSeen)).toEqual([
      ...[false, false, false, false, false],
      ...[true, true, true],
    ]);
  });
});
