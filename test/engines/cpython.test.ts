/** Real Python applications, hosted from Node. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { conventions } from "../../src/conventions/registry.ts";
import { declare } from "../../src/declaration.ts";
import { startCpython } from "../../src/engines/cpython.ts";
import { FrameReader, frame, kinds } from "../../src/engines/frames.ts";
import { writeEnviron } from "../../src/index.ts";
import { noteEnviron } from "../../src/notation.ts";
import type { Profile } from "../../src/profile.ts";
import { StartFailure } from "../../src/serve/failure.ts";
import { drain } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";
import { hosting, take, until } from "./hosting.ts";

const oldPython = ["python2.7", "python2", "python3.6", "python3.7"].find((name) => spawnSync(name, ["-c", ""]).status === 0);

const behaviours = { app: "behaviours.py", profile: pep3333 };

describe.skipIf(!python3)("an application written to each model", () => {
  test.for([
    ["hello_wsgi10.py", wsgi10, "Hello /caf\u00e9"],
    ["hello_unicode.py", unicode, "Hello /caf\u00e9 utf-8"],
    ["hello_web3.py", web3, "Hello /caf\u00e9"],
    ["hello_web3.py:uwsgi_order", web3, "the body first"],
    ["hello_mod_wsgi.py", modWsgi, "Hello /caf\u00e9"],
    ["hello_flat.py", flat, "Hello /caf\u00e9"],
    ["hello_pep3333.py:simple_app", pep3333, "Hello /caf\u00e9"],
    ["hello_pep3333.py:AppClass", pep3333, "Hello /caf\u00e9"],
    ["hello_asgi.py", asgi3, "Hello /caf\u00e9 started"],
  ] as const)("%s runs unchanged", async ([app, profile, hello]) => {
    const { ask } = await hosting({ app, profile });
    const { response, text } = await ask("GET /caf%C3%A9");
    expect(response.status).toBe(200);
    expect(response.headers.map(([name, value]) => [name.toLowerCase(), value.split(";")[0]])).toContainEqual([
      "content-type",
      "text/plain",
    ]);
    expect(text).toBe(hello);
  });

  test.for([
    [wsgi10.id, "wire", wsgi10],
    [modWsgi.id, "native", modWsgi],
    [unicode.id, "native", unicode],
    [web3.id, "triple", web3],
    [flat.id, "wire", flat],
    [pep3333.id, "native", pep3333],
    [asgi3.id, "asgi", asgi3],
  ] as const)("%s, as %s, is handed what the declaration says", async ([, name, profile]: readonly [string, string, Profile]) => {
    const { send } = await hosting({ app: `echo_environ.py:${name}`, profile });
    const given = request("POST /a%2Fb/caf%C3%A9?q=%E9&\xe9", {
      headers: [
        ["X-A", "caf\xe9"],
        ["x-a", "2"],
        ["Cookie", "a=1"],
        ["Content-Type", "text/plain"],
        ["Proxy", "http://evil"],
      ],
      body: "body",
      mount: "/a/b",
      variables: { REMOTE_USER: "ada" },
    });
    const { text } = await send(given);
    const expected = JSON.parse(JSON.stringify(noteEnviron(profile, writeEnviron(profile, given))));
    const fileWrapper = JSON.parse(text).filter(([, value]: [unknown, { object?: string }]) => /file_wrapper$/.test(value?.object ?? ""));
    expect(fileWrapper).toHaveLength(profile.convention === "start_response" ? 1 : 0);
    expect(sorted(JSON.parse(text))).toEqual(sorted([...expected, ...fileWrapper]));
  });

  test.for(["validated.py", "validated.py:demo"])("%s: wsgiref.validate finds nothing wrong", async (app) => {
    const { ask, logged } = await hosting({ app, profile: pep3333 });
    for (const line of ["GET /caf%C3%A9?q=1", "POST /", "HEAD /"]) {
      const { response, broken } = await ask(line, { body: line.startsWith("POST") ? "one\ntwo\nthree" : undefined });
      expect([response.status, broken, logged().replaceAll("read\n", "")]).toEqual([200, undefined, ""]);
    }
  });

  test("may be a module on the Python path, and an attribute of what it has", async () => {
    const { handler, stop } = await startCpython({ app: "hello_web3:uwsgi_order", profile: web3, pythonPath: ["test/engines/apps"] });
    expect((await take(await handler(request("GET /")))).text).toBe("the body first");
    await stop(0);
  });

  test("is not called for a request that its model has no value for", async () => {
    const { ask, log } = await hosting({ app: "hello_asgi.py", profile: asgi3 });
    expect((await ask("GET /%E9")).response.status).toBe(400);
    expect(log).toEqual([]);
  });
});

const sorted = (pairs: unknown[]) => pairs.map((pair) => JSON.stringify(pair)).sort();

describe.skipIf(!python3)("a request body", () => {
  test("is a file-like object", async () => {
    const { ask } = await hosting(behaviours);
    const { text } = await ask("POST /reads", { body: "abcline\nsecond\nthird\nfourth\nlast" });
    expect(text).toBe(String.raw`[b'abc', b'line\n', b'se', b'cond\n', b'third\n|fourth\n|last', b'']`);
  });

  test("ends where Content-Length says", async () => {
    const { ask } = await hosting(behaviours);
    const body = [Buffer.from("abc"), Buffer.from("def")];
    expect((await ask("POST /counts", { body, headers: { "Content-Length": "4" } })).text).toBe("4");
  });

  test.for([
    ["behaviours.py", pep3333, "/echoes"],
    ["hello_asgi.py:echo", asgi3, "/"],
  ] as const)("is read as it comes, and answered as it is read: %s", async ([app, profile, path]) => {
    const { handler } = await hosting({ app, profile });
    const heard: string[] = [];
    async function* body() {
      for (const line of ["one\n", "two\n", "three\n"]) {
        const before = heard.length;
        yield Buffer.from(line);
        await until(() => heard.length > before);
      }
    }
    const response = await handler(request(`POST ${path}`, { body: body() }));
    for await (const chunk of response.body) heard.push(Buffer.from(chunk).toString());
    expect(heard).toEqual(["one\n", "two\n", "three\n"]);
  });

  test("of many megabytes passes, though only a part of it is ever on its way", async () => {
    const { ask } = await hosting(behaviours);
    const body = Array.from({ length: 48 }, () => Buffer.alloc(100_000));
    expect((await ask("POST /counts", { body })).text).toBe("4800000");
  });

  test("that the client breaks off is an error where it is read, and no news for the log", async () => {
    const { ask, log } = await hosting(behaviours);
    async function* body() {
      yield Buffer.from("half");
      throw new Error("gone");
    }
    expect((await ask("POST /counts", { body: body() })).response.status).toBe(500);
    expect(log).toEqual([]);
  });

  test("that nobody reads is left", async () => {
    const { ask } = await hosting(behaviours);
    let left = false;
    async function* body() {
      try {
        for (;;) yield Buffer.alloc(65536);
      } finally {
        left = true;
      }
    }
    expect((await ask("POST /pid", { body: body() })).response.status).toBe(200);
    await until(() => left);
  });
});

describe.skipIf(!python3)("a response", () => {
  test.for([
    ["/writes", 200, "written twice and returned"],
    ["/late_start", 200, "late"],
    ["/replaces_the_head", 500, "replaced"],
    ["/closes", 200, "whole"],
    ["/not_modified", 304, ""],
  ] as const)("%s is whole", async ([path, status, body]) => {
    const { ask } = await hosting(behaviours);
    const { response, text, broken } = await ask(`GET ${path}`);
    expect([response.status, text, broken]).toEqual([status, body, undefined]);
  });

  test.for([
    ["/throws", "RuntimeError: the secret reason"],
    ["/starts_twice", "STARTED_TWICE"],
    ["/never_starts", "NOT_STARTED"],
    ["/throws_with_a_body_to_close", "NOT_STARTED"],
    ["/long_for_nothing", "BODY_TOO_LONG"],
    ["/injects", "HEAD_INJECTION"],
    ["/returns_a_str", "WRONG_TYPE"],
    ["/gives_a_str", "WRONG_TYPE"],
  ] as const)("%s is a 500 that says nothing of why: %s is for the log", async ([path, why]) => {
    const { ask, logged } = await hosting(behaviours);
    const { response, text } = await ask(`GET ${path}`);
    expect([response.status, text]).toEqual([500, "Internal Server Error\n"]);
    await until(() => logged().includes(why));
  });

  test.for([
    ["/throws_in_the_body", "so far", "RuntimeError"],
    ["/replaces_the_head_late", "sent", "ValueError: found out too late"],
    ["/long", "more", "BODY_TOO_LONG"],
    ["/short", "less than forty", "BODY_TOO_SHORT"],
  ] as const)("%s breaks off", async ([path, sofar, why]) => {
    const { ask, logged } = await hosting(behaviours);
    const { response, text, broken } = await ask(`GET ${path}`);
    expect([response.status, text]).toEqual([200, sofar]);
    expect(broken).toBeInstanceOf(Error);
    expect(logged()).toContain(why);
  });

  test("is closed exactly once, however it ends", async () => {
    const { ask, logged } = await hosting(behaviours);
    for (const path of ["/closes", "/long", "/throws_with_a_body_to_close"]) await ask(`GET ${path}`);
    await ask("HEAD /closes");
    await until(() => logged().split("closed 1\n").length === 5);
    expect(logged()).not.toContain("closed 2");
  });

  test("to HEAD has its headers and no body", async () => {
    const { ask } = await hosting(behaviours);
    const { response, text, broken } = await ask("HEAD /long");
    expect([response.status, response.headers, text, broken]).toEqual([200, [["Content-Length", "4"]], "", undefined]);
  });

  test("is made no faster than it is taken, and left when its client goes", async () => {
    const { handler, logged } = await hosting(behaviours);
    const response = await handler(request("GET /streams"));
    await drain(response.body, 2);
    await until(() => logged().includes("left"));
    expect(logged().split("chunk ").length - 1).toBeLessThan(12);
  });

  test("may be a file", async () => {
    const { ask } = await hosting(behaviours);
    expect((await ask("GET /wraps_a_file")).text).toContain("def wraps_a_file");
  });

  test("an ASGI application that forgets its body is a 500", async () => {
    const { ask, logged } = await hosting({ app: "hello_asgi.py:forgets_the_body", profile: asgi3 });
    expect((await ask("GET /")).response.status).toBe(500);
    expect(logged()).toContain("BODY_TOO_SHORT");
  });

  test("that nobody waits for any more is not waited for either, before its head", async () => {
    const { send, logged } = await hosting({ app: "hello_asgi.py:never_answers", profile: asgi3 });
    const leaving: (() => void)[] = [];
    const gone = { whenGone: (call: () => void) => void leaving.push(call) };
    const answered = send({ ...request("GET /"), gone });
    await until(() => logged().includes("http.request"));
    for (const leave of leaving) leave();
    expect((await answered).response.status).toBe(500);
    expect(logged()).toBe("http.request\nhttp.disconnect\n");
  });

  test("that nobody waits for any more is not asked for, where its request still waits", async () => {
    const { ask, send, logged } = await hosting(behaviours);
    const busy = ask("GET /sleeps?0.3");
    expect((await send({ ...request("GET /closes"), gone: { whenGone: (call) => call() } })).response.status).toBe(503);
    expect((await busy).response.status).toBe(200);
    expect(logged()).toBe("");
  });

  test("an ASGI application hears that its client has gone", async () => {
    const { handler, logged } = await hosting({ app: "hello_asgi.py:waits_for_the_client_to_go", profile: asgi3 });
    const response = await handler(request("GET /"));
    await drain(response.body, 1);
    await until(() => logged().includes("OSError"));
    expect(logged()).toContain("http.disconnect\n");
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
    const { ask } = await hosting({ ...behaviours, requestTime: 300, graceTime: 50 });
    const before = (await ask("GET /pid")).text;
    expect((await ask("GET /sleeps?60")).response.status).toBe(504);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await ask("GET /pid")).text).not.toBe(before);
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

  test("end with the process that started them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "babelgate-test-"));
    const server = createServer().listen(join(folder, "socket"));
    await once(server, "listening");
    const child = spawn("python3", ["src/engines/runtime/boot.py", join(folder, "socket")], { stdio: "ignore" });
    const ended = once(child, "exit");
    const [socket] = (await once(server, "connection")) as [Socket];
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
    server.close();
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
    ["test/engines/apps/behaviours.py:nothing", "test/engines/apps/behaviours.py: has no nothing", pep3333],
    ["test/engines/apps/echo_environ.py", "test/engines/apps/echo_environ.py: has none of application, app", pep3333],
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

  test.skipIf(oldPython === undefined)("a Python that is too old", async () => {
    const found = await failing({ python: oldPython });
    expect(found).toMatchObject({ exitCode: 6 });
    expect(found!.message).toMatch(/: Python [23]\.\d+ is too old: 3\.8 or later is needed$/);
  });

  test("something that is no Python", async () => {
    const found = await failing({ python: "false" });
    expect(found).toMatchObject({ exitCode: 6, message: "false: it ended with code 1 before it was ready: " });
  });

  test("a folder for sockets that cannot be written", async () => {
    const found = await failing({ socketFolder: "/proc" });
    expect(found).toMatchObject({ exitCode: 6 });
    expect(found!.message).toMatch(/^\/proc: no folder for sockets can be made there: /);
  });
});
