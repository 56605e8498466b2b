/** Real Python applications, hosted from Node. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { conventions } from "../../src/conventions/registry.ts";
import { declare } from "../../src/declaration.ts";
import { startCpython } from "../../src/engines/cpython.ts";
import { FrameReader, frame, kinds } from "../../src/engines/frames.ts";
import { StartFailure } from "../../src/serve/failure.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";
import { behaviours, runsApplications } from "./applications.ts";
import { hosting, take, until } from "./hosting.ts";

const oldPython = ["python2.7", "python2", "python3.6", "python3.7"].find((name) => spawnSync(name, ["-c", ""]).status === 0);

/** It listens no longer when it says that it does. */
const dies = `#!/usr/bin/env python3
import os, socket, sys, time
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[3])
    listener.listen(1)
os.write(int(sys.argv[4]), b"\\0")
time.sleep(60)
`;

describe.skipIf(!python3)("the engine cpython", () => {
  runsApplications(hosting);

  test("may be a module on the Python path, and an attribute of what it has", async () => {
    const { handler, stop } = await startCpython({ app: "hello_web3:uwsgi_order", profile: web3, pythonPath: ["test/engines/apps"] });
    expect((await take(await handler(request("GET /")))).text).toBe("the body first");
    await stop(0);
  });
});

describe.skipIf(!python3)("the log", () => {
  test("has what an application reports, with the number of its request", async () => {
    const { ask, log } = await hosting(behaviours);
    const pid = Number((await ask("GET /pid")).text);
    await ask("GET /logs");
    expect(log).toEqual([
      { pid, request: 2, text: "one line\n" },
      { pid, request: 2, text: "and a half\n" },
      { pid, request: 2, text: "to stderr\n" },
    ]);
  });
});

describe.skipIf(!python3)("threads and processes", () => {
  test("answer at the same time", async () => {
    const { ask } = await hosting({ ...behaviours, workers: 2, threads: 2 });
    const pids = await Promise.all(Array.from({ length: 8 }, () => ask("GET /pid")));
    expect(new Set(pids.map(({ text }) => text)).size).toBe(2);
    const since = performance.now();
    await Promise.all(Array.from({ length: 4 }, () => ask("GET /sleeps?0.5")));
    expect(performance.now() - since).toBeLessThan(1500);
  });

  test("tell an application the truth", async () => {
    const { send } = await hosting({ app: "echo_environ.py:native", profile: pep3333, workers: 2, threads: 2 });
    const environ = new Map(
      JSON.parse((await send(request("GET /"))).text).map(([key, value]: [{ str: string }, unknown]) => [key.str, value]),
    );
    expect([environ.get("wsgi.multithread"), environ.get("wsgi.multiprocess"), environ.get("wsgi.run_once")]).toEqual([true, true, false]);
  });

  test("a request that kills its worker is tried once more, and gives 502", async () => {
    const { ask } = await hosting(behaviours);
    const before = (await ask("GET /pid")).text;
    expect((await ask("GET /dies")).response.status).toBe(502);
    const { response, text } = await ask("GET /pid");
    expect(response.status).toBe(200);
    expect(text).not.toBe(before);
  });

  test("a response whose worker is killed breaks off", async () => {
    const { ask } = await hosting(behaviours);
    const { text, broken } = await ask("GET /dies_in_the_body");
    expect(text).toBe("so far");
    expect(broken?.message).toContain("ended before its response did");
  });

  test("kill -9 under load: every request is answered once, those that may be asked twice by another worker", async () => {
    const { ask } = await hosting({ ...behaviours, workers: 2, threads: 2 });
    const killed = new Set<string>();
    let answering = "";
    const victims = setInterval(() => {
      if (!killed.has(answering) && spawnSync("kill", ["-9", answering]).status === 0) killed.add(answering);
    }, 150);
    const status = async (line: string, body?: string) => {
      const { response, text } = await ask(line, { body });
      if (response.status === 200) answering = text;
      return response.status;
    };
    const load = (line: string, body?: string) => Promise.all(Array.from({ length: 300 }, () => status(line, body)));
    const [gets, posts] = await Promise.all([load("GET /sleeps?0.005"), load("POST /sleeps?0.005", "x")]);
    clearInterval(victims);
    const count = (statuses: readonly number[], wanted: number) => statuses.filter((one) => one === wanted).length;
    expect(killed.size).toBeGreaterThan(1);
    expect(count(gets, 200) + count(gets, 502)).toBe(300);
    expect(count(posts, 200) + count(posts, 502)).toBe(300);
    // Two calls at most are lost with each worker; one that may be repeated is lost only with two workers.
    expect(count(gets, 502) + count(posts, 502)).toBeLessThanOrEqual(2 * killed.size);
    expect(count(gets, 502)).toBeLessThanOrEqual(killed.size);
  });

  test("a request that takes too long gives 504, and its worker is replaced", async () => {
    const { ask, logged } = await hosting({ ...behaviours, requestTime: 300, graceTime: 50 });
    const before = (await ask("GET /pid")).text;
    expect((await ask("GET /sleeps?60")).response.status).toBe(504);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await ask("GET /pid")).text).not.toBe(before);
    expect(logged()).toMatch(/nothing of its response within 300 ms.*\n.*the worker that has it is replaced/);
  });

  test("a request that waits too long for a worker gives 503", async () => {
    const { ask } = await hosting({ ...behaviours, requestTime: 300, graceTime: 5000 });
    const answers = await Promise.all([ask("GET /sleeps?1"), ask("GET /pid")]);
    expect(answers.map(({ response }) => response.status)).toEqual([504, 503]);
  });

  test("reload gives a new process, and loses no request", async () => {
    const { ask, reload } = await hosting(behaviours);
    const before = (await ask("GET /pid")).text;
    const slow = ask("GET /sleeps?0.5");
    await reload();
    expect((await ask("GET /pid")).text).not.toBe(before);
    expect((await slow).text).toBe(before);
    await until(() => !existsSync(`/proc/${before}`));
  });

  test("stop answers what is under way, refuses what comes, and ends the processes", async () => {
    const { ask, stop } = await hosting(behaviours);
    const pid = (await ask("GET /pid")).text;
    const [slow, broken, late] = await Promise.all([ask("GET /sleeps?0.3"), stop(5000), ask("GET /pid")]);
    expect([slow.text, broken, late.response.status]).toEqual([pid, 0, 503]);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  test("stop may be said twice: neither waits longer than what is under way", async () => {
    const { ask, stop } = await hosting({ ...behaviours });
    const slow = ask("GET /sleeps?0.3");
    expect(await Promise.all([stop(Infinity), stop(Infinity)])).toEqual([0, 0]);
    expect((await slow).response.status).toBe(200);
  });

  test("stop breaks off what takes too long, and says how many", async () => {
    const { ask, stop } = await hosting(behaviours);
    const [slow, broken] = await Promise.all([ask("GET /sleeps?60"), stop(100)]);
    expect([slow.response.status, broken]).toEqual([502, 1]);
  });

  test("an ASGI application is told of the shutdown", async () => {
    const { stop, logged } = await hosting({ app: "hello_asgi.py", profile: asgi3 });
    expect(await stop(1000)).toBe(0);
    expect(logged()).toBe("stopped\n");
  });

  test("what a lifespan throws after its start is in the log, and requests are answered", async () => {
    const { ask, logged } = await hosting({ app: "hello_asgi.py:fails_after_its_start", profile: asgi3 });
    expect((await ask("GET /")).text).toContain("Hello /");
    await until(() => logged().includes("ValueError: the pool of connections is gone"));
  });

  test("end with the process that started them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "babelgate-test-"));
    const path = join(folder, "socket");
    const child = spawn("python3", ["src/engines/runtime/boot.py", path, "3"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    const ended = once(child, "exit");
    await once(child.stdio[3] as Socket, "data");
    const socket = connect(path);
    await once(socket, "connect");
    const config = {
      app: "test/engines/apps/behaviours.py",
      pythonPath: [],
      threads: 1,
      declaration: declare(pep3333),
      order: conventions.start_response.order,
      parameters: conventions.start_response.parameters,
      multithread: false,
      multiprocess: false,
      runOnce: false,
    };
    socket.write(frame(kinds.config, 0, Buffer.from(JSON.stringify(config))));
    const [ready] = new FrameReader().push(((await once(socket, "data")) as [Buffer])[0]);
    expect(ready!.kind).toBe(kinds.ready);
    socket.destroy();
    expect(await ended).toEqual([0, null]);
    rmSync(folder, { recursive: true });
  });
});

describe("what cannot be started says why, in one line", () => {
  const failing = (options: Partial<Parameters<typeof startCpython>[0]>) => {
    const log: string[] = [];
    const started = startCpython({
      app: "test/engines/apps/behaviours.py",
      profile: pep3333,
      onLog: ({ text }) => log.push(text),
      ...options,
    });
    return started.then(
      () => undefined,
      (error: StartFailure) => ({
        exitCode: error.exitCode,
        message: error.message,
        isOne: error instanceof StartFailure,
        log: log.join(""),
      }),
    );
  };

  test.skipIf(!python3)("a module that does not import, with its traceback once", async () => {
    const found = await failing({ app: "test/engines/apps/fails_to_import.py", workers: 3 });
    expect(found).toMatchObject({ exitCode: 3, isOne: true });
    expect(found!.message).toBe(
      "test/engines/apps/fails_to_import.py: importing it failed with ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    );
    expect(found!.log.match(/Traceback/g)).toHaveLength(1);
    expect(found!.log).toContain('fails_to_import.py", line 3');
  });

  test.skipIf(!python3).for([
    ["test/engines/apps/not_callable.py", "test/engines/apps/not_callable.py: application is str, which cannot be called", pep3333],
    [
      "test/engines/apps/behaviours.py:nothing",
      "test/engines/apps/behaviours.py: has no nothing; it has Closing, started, writes, reads, reads_a_bit, echoes, counts, streams, late_start, replaces_the_head, ...",
      pep3333,
    ],
    [
      "test/engines/apps/echo_environ.py",
      "test/engines/apps/echo_environ.py: has none of application, app; it has note, noted, native, wire, triple, asgi",
      pep3333,
    ],
    ["test/engines/apps/missing.py", "test/engines/apps/missing.py: there is no such file", pep3333],
    ["no.such.module", "no.such.module: importing it failed with ModuleNotFoundError: No module named 'no'", pep3333],
    [
      "test/engines/apps/behaviours.py",
      "test/engines/apps/behaviours.py: application(environ, start_response) is not called with (environ)",
      web3,
    ],
    ["test/engines/apps/hello_asgi.py:refuses_to_start", "test/engines/apps/hello_asgi.py:refuses_to_start: no database", asgi3],
  ] as const)("%s: %s", async ([app, message, profile]) => {
    expect(await failing({ app, profile })).toMatchObject({ exitCode: 3, message });
  });

  test("a Python path that is not there", async () => {
    const found = await failing({ app: "test/engines/apps/hello_pep3333.py", pythonPath: ["there/is/none"] });
    expect(found).toMatchObject({ exitCode: 3, message: "there/is/none: a Python path that is not there" });
  });

  test.skipIf(!python3)("an application that does not load in time", async () => {
    const found = await failing({ app: "test/engines/apps/sleeps_at_import.py", bootTime: 500 });
    expect(found).toMatchObject({ exitCode: 3, message: "test/engines/apps/sleeps_at_import.py: it has not loaded within 500 ms" });
  });

  test("a Python that is not there", async () => {
    expect(await failing({ python: "/no/such/python" })).toMatchObject({
      exitCode: 6,
      message: "/no/such/python: there is no such program",
    });
  });

  test.skipIf(!python3)("a Python that ends when it has said that it listens", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dies-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const python = join(folder, "python");
    writeFileSync(python, dies, { mode: 0o700 });
    expect(await failing({ python })).toMatchObject({
      exitCode: 6,
      message: expect.stringContaining(`${python}: it cannot be started: connect ECONNREFUSED`),
    });
  });

  test.skipIf(oldPython === undefined)("a Python that is too old", async () => {
    const found = await failing({ python: oldPython });
    expect(found).toMatchObject({ exitCode: 6 });
    expect(found!.message).toMatch(/: Python [23]\.\d+ is too old: 3\.8 or later is needed$/);
  });

  test("something that is no Python", async () => {
    const found = await failing({ python: "false" });
    expect(found).toMatchObject({ exitCode: 6, message: "false: it ended with code 1 before it was ready" });
  });

  test("a folder for sockets that cannot be written", async () => {
    const found = await failing({ socketFolder: "/proc" });
    expect(found).toMatchObject({ exitCode: 6 });
    expect(found!.message).toMatch(/^\/proc: no folder for sockets can be made there: /);
  });
});
