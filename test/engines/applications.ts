/** What every engine does with an application in Python: the cases that each of them is held to. */
import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { writeEnviron } from "../../src/index.ts";
import { noteEnviron } from "../../src/notation.ts";
import type { Profile } from "../../src/profile.ts";
import { drain } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { type Hosting, take, until } from "./hosting.ts";

export const behaviours = { app: "behaviours.py", profile: pep3333 };

export function runsApplications(hosting: Hosting): void {
  describe("an application written to each model", () => {
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
      // What an engine adds of its own.
      const added = JSON.parse(text).filter(([key]: [Key]) => /\.(file_wrapper|input_terminated)$/.test(nameOf(key)));
      const start = profile.convention === "start_response";
      expect(added.map(([key]: [Key]) => nameOf(key)).sort()).toEqual(start ? ["wsgi.file_wrapper", "wsgi.input_terminated"] : []);
      expect(sorted(JSON.parse(text))).toEqual(sorted([...expected, ...added]));
    });

    test.for(["validated.py", "validated.py:demo"])("%s: wsgiref.validate finds nothing wrong", async (app) => {
      const { ask, logged } = await hosting({ app, profile: pep3333 });
      for (const line of ["GET /caf%C3%A9?q=1", "POST /", "HEAD /"]) {
        const { response, broken } = await ask(line, { body: line.startsWith("POST") ? "one\ntwo\nthree" : undefined });
        expect([response.status, broken, logged().replaceAll("read\n", "")]).toEqual([200, undefined, ""]);
      }
    });

    test("is not called for a request that its model has no value for", async () => {
      const { ask, log } = await hosting({ app: "hello_asgi.py", profile: asgi3 });
      expect((await ask("GET /%E9")).response.status).toBe(400);
      expect(log).toEqual([]);
    });
  });

  describe("a request body", () => {
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

    test("is not read before the application reads it, and left where it stops", async () => {
      const { ask } = await hosting(behaviours);
      const happened: string[] = [];
      async function* body() {
        happened.push("begun");
        try {
          for (;;) yield Buffer.alloc(65536);
        } finally {
          happened.push("left");
        }
      }
      expect((await ask("POST /pid", { body: body() })).response.status).toBe(200);
      expect(happened).toEqual([]);
      expect((await ask("POST /reads_a_bit", { body: body() })).text).toBe("10");
      await until(() => happened.length === 2);
    });
  });

  describe("a response", () => {
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

    test("may read its input until its close() has returned", async () => {
      const { send, logged } = await hosting(behaviours);
      const headers = { "Content-Length": "100000" };
      const { text, broken } = await send(request("POST /reads_in_close", { headers, body: [Buffer.alloc(100_000)] }));
      expect([text, broken]).toEqual(["early", undefined]);
      await until(() => logged().includes("late 100000\n"));
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
      const { ask, send, logged } = await hosting({ ...behaviours, workers: 1 });
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

    test("an ASGI application whose client goes while the last of its body is sent is done with it", async () => {
      const { handler, stop, logged } = await hosting({ app: "hello_asgi.py:sends_much_at_once", profile: asgi3 });
      await drain((await handler(request("GET /"))).body, 1);
      expect(await stop(5000)).toBe(0);
      expect(logged()).toBe("");
    });

    test("an ASGI application that waits no longer for a body to be sent has broken it off", async () => {
      const { handler, stop, logged } = await hosting({ app: "hello_asgi.py:waits_no_longer", profile: asgi3 });
      const response = await handler(request("GET /"));
      await until(() => logged().includes("timeout"));
      expect((await take(response)).broken).toBeInstanceOf(Error);
      expect(await stop(5000)).toBe(0);
    });
  });
}

const sorted = (pairs: unknown[]) => pairs.map((pair) => JSON.stringify(pair)).sort();

type Key = { readonly str: string } | { readonly bytes: string };
const nameOf = (key: Key): string => ("str" in key ? key.str : Buffer.from(key.bytes, "hex").toString("latin1"));
