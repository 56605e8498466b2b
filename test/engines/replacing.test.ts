/** Processes that have done enough, that hang or that have no memory: another takes their place, and no request is lost. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { requestsFor } from "../../src/engines/cpython/wear.ts";
import { drain } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";
import { hosting, until } from "./hosting.ts";

const troubled = { app: "troubled.py", profile: pep3333 };
/** Interpreters that this process has. */
const processes = () =>
  spawnSync("pgrep", ["-P", String(process.pid), "-f", "boot.py"], { encoding: "utf8" })
    .stdout.trim()
    .split("\n").length;
const linux = existsSync("/proc/self/status");

describe.skipIf(!python3)("maxRequests", () => {
  test("after so many requests another process answers, and none is lost", async () => {
    const { ask, logged } = await hosting({ ...troubled, maxRequests: 5 });
    const pids: string[] = [];
    while (new Set(pids).size < 4) {
      const { response, text } = await ask("GET /pid");
      expect(response.status).toBe(200);
      pids.push(text);
    }
    // Each has answered its five, and those that came until the next was ready; none came back.
    for (const pid of [...new Set(pids)].slice(0, 3)) {
      expect(pids.filter((other) => other === pid).length).toBeGreaterThanOrEqual(5);
      expect(pids.slice(pids.indexOf(pid), pids.lastIndexOf(pid) + 1)).toEqual(
        Array(pids.lastIndexOf(pid) - pids.indexOf(pid) + 1).fill(pid),
      );
      await until(() => !existsSync(`/proc/${pid}`));
    }
    expect(logged()).toBe("");
  });

  test("a process that is replaced answers what it has first", async () => {
    const { ask } = await hosting({ ...troubled, threads: 2, maxRequests: 1 });
    const slow = ask("GET /sleeps?1.5");
    let next = await ask("GET /pid");
    const first = next.text;
    while (next.text === first) next = await ask("GET /pid");
    const { response, text } = await slow;
    expect([response.status, text]).toEqual([200, first]);
    await until(() => !existsSync(`/proc/${first}`));
  });

  test("several that have done enough are replaced one after the other", async () => {
    const { ask } = await hosting({ ...troubled, workers: 3, maxRequests: 10 });
    let previous = new Set<string>();
    const seen = new Set<string>();
    while (seen.size < 6) {
      const now = new Set((await Promise.all(Array.from({ length: 6 }, () => ask("GET /sleeps?0.02")))).map(({ text }) => text));
      expect([...now].filter((pid) => previous.size > 0 && !seen.has(pid)).length).toBeLessThanOrEqual(2);
      for (const pid of now) seen.add(pid);
      previous = now;
    }
  });

  test("one that dies while its replacement is started is replaced once", async () => {
    const { ask } = await hosting({ ...troubled, workers: 2, maxRequests: 3 });
    const before = processes();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask("POST /is_killed", { body: "x" })));
    expect(new Set(answers.map(({ response }) => response.status))).toEqual(new Set([502]));
    while ((await ask("GET /sleeps?0.1")).response.status !== 200);
    await sleep(1500);
    expect(processes()).toBe(before);
  });

  test("is another number for each process, where there is a jitter", () => {
    const drawn = Array.from({ length: 500 }, () => requestsFor({ maxRequests: 100, maxRequestsJitter: 10 }));
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([100, 110]);
    expect(requestsFor({ maxRequests: Infinity, maxRequestsJitter: 0 })).toBe(Infinity);
  });
});

describe.skipIf(!python3 || !linux)("memory", () => {
  test("a process that has more than maxMemory is replaced, between requests", async () => {
    const { ask, logged } = await hosting({ ...troubled, maxMemory: 150 << 20 });
    const { text: first } = await ask("GET /keeps?10");
    expect((await ask("GET /keeps?200")).text).toBe(first);
    await until(() => !existsSync(`/proc/${first}`));
    expect((await ask("GET /pid")).response.status).toBe(200);
    expect(logged()).toMatch(/^the worker has \d{9} bytes of memory; another takes its place\n$/);
  });

  test("an application that gets none is a 500, and its process lives", async () => {
    const { ask, logged } = await hosting(troubled);
    const { text: pid } = await ask("GET /pid");
    expect((await ask("GET /wants_too_much")).response.status).toBe(500);
    expect((await ask("GET /pid")).text).toBe(pid);
    expect(logged()).toContain("MemoryError");
  });
});

describe.skipIf(!python3)("a process that hangs", () => {
  test.for([
    ["GET /stops", { threads: 1 }],
    ["GET /sleeps?60", { threads: 2 }],
  ] as const)("in %s is killed after requestTime and graceTime, and another answers", async ([line, settings]) => {
    const { ask } = await hosting({ ...troubled, ...settings, requestTime: 400, graceTime: 100 });
    const { text: pid } = await ask("GET /pid");
    expect((await ask(line)).response.status).toBe(504);
    await until(() => !existsSync(`/proc/${pid}`));
    let next = await ask("GET /pid");
    while (next.response.status === 503) next = await ask("GET /pid");
    expect([next.response.status, next.text === pid]).toEqual([200, false]);
  });

  test("in a body that nobody waits for any more is killed as well", async () => {
    const { handler, ask } = await hosting({ ...troubled, requestTime: 300, graceTime: 100 });
    const { text: pid } = await ask("GET /pid");
    const leaving: (() => void)[] = [];
    const gone = { whenGone: (call: () => void) => void leaving.push(call) };
    const { body } = await handler({ ...request("GET /streams"), gone });
    for await (const _ of body) break;
    for (const leave of leaving) leave();
    await until(() => !existsSync(`/proc/${pid}`));
  });

  test.skipIf(!linux)("in a body that somebody waits for is killed where it is stopped, and the body breaks off", async () => {
    const { handler, ask } = await hosting({ ...troubled, requestTime: 300, graceTime: 100 });
    const { text: pid } = await ask("GET /pid");
    const { body } = await handler(request("GET /streams"));
    process.kill(Number(pid), "SIGSTOP");
    await expect(drain(body, Infinity)).rejects.toThrow("the Python worker ended before its response did");
  });

  test("is killed by stop", async () => {
    const { ask, stop } = await hosting({ ...troubled, workers: 1, stopTime: 200 });
    const { text: pid } = await ask("GET /pid");
    process.kill(Number(pid), "SIGSTOP");
    expect(await stop(0)).toBe(0);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});

test.skipIf(!python3)("what is registered with atexit is run, and heard", async () => {
  const { ask, stop, logged } = await hosting({ ...troubled, app: "troubled.py:leaves" });
  const { text: pid } = await ask("GET /");
  await stop(0);
  expect(logged()).toBe(`the last word of ${pid}\n`);
});

test.skipIf(!python3)("signals that a terminal or a service manager sends to all processes are left to the engine", async () => {
  const { ask } = await hosting(troubled);
  const { text: pid } = await ask("GET /pid");
  const slow = ask("GET /sleeps?0.3");
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"]) process.kill(Number(pid), signal);
  expect((await slow).text).toBe(pid);
  expect((await ask("GET /pid")).text).toBe(pid);
});
