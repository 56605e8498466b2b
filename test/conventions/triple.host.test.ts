import { describe, expect, test } from "vitest";
import flat, { variants as flatVariants } from "../../proposals/flat.ts";
import web3, { variants as web3Variants } from "../../proposals/web3.ts";
import type { App } from "../../src/conventions/app.ts";
import { constant, defineProfile } from "../../src/profile.ts";
import { request } from "../../src/testing/request.ts";
import { variantOf } from "../spec/helpers.ts";
import { type Any, b, handlerOf, noting, plainBytes, refused, serve } from "./serve.ts";

const flatTriple = variantOf(flatVariants, "flat@triple");
const web3R2 = variantOf(web3Variants, "web3@r2");
const ok = b("200 OK");
const head: [Uint8Array, [Uint8Array, Uint8Array][]] = [ok, [[...plainBytes]]];

describe("PEP 444, Specification Details", () => {
  test.each<[string, App<typeof web3>]>([
    ["a function", () => [...head, [b("a"), b("b")]]],
    ["an async function", async () => [...head, [b("a"), b("b")]]],
  ])("an application is %s of one argument, which returns status, headers and body", async (_, app) => {
    const called = await serve(app, web3, "GET /");
    expect([called.status, called.reason, called.headers, called.text()]).toEqual([200, "OK", [["content-type", "text/plain"]], "ab"]);
  });

  test.each<[string, () => Any]>([
    ["a list", () => [b("a"), b("b")]],
    [
      "a generator",
      function* () {
        yield b("a");
        yield b("b");
      },
    ],
    [
      "an async generator",
      async function* () {
        yield b("a");
        yield b("b");
      },
    ],
    ["an object with an iterator and a close()", () => noting([], "a", "b")],
  ])("the body is any iterable of bytes: %s", async (_, body) => {
    expect((await serve((() => [...head, body()]) as Any, web3, "GET /")).chunks).toEqual([b("a"), b("b")]);
  });

  test("empty chunks are not sent", async () => {
    expect((await serve((() => [...head, [b(""), b("a"), b("")]]) as Any, web3, "GET /")).chunks).toEqual([b("a")]);
  });

  test("a body is asked for a chunk when the one before it is taken", async () => {
    const events: string[] = [];
    const { body } = await handlerOf((() => [...head, noting(events, "a", "b")]) as Any, web3)(request("GET /"));
    expect(events).toEqual(["a"]);
    expect([...(body as Iterable<Uint8Array>)]).toEqual([b("a"), b("b")]);
    expect(events).toEqual(["a", "b", "close"]);
  });

  test("an application that fails at its first chunk gives a 500", async () => {
    const app: App<typeof web3> = () => [...head, noting([], "", new RangeError("mine"))];
    const called = await serve(app, web3, "GET /", { failures: "respond" });
    expect([called.status, called.text()]).toEqual([500, "Internal Server Error\n"]);
  });

  test.each<[string, Any]>([
    ["nothing", undefined],
    ["two values", [...head]],
    ["four values", [...head, [], []]],
    ["a status", ok],
  ])("%s is no answer", async (_, answer) => {
    await expect(serve(() => answer, web3, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(refused("NOT_STARTED"));
  });

  test.each<[string, Any, string]>([
    ["a status that is str", ["200 OK", [plainBytes], []], "WRONG_TYPE"],
    ["a header that is str", [ok, [["Content-Type", "text/plain"]], []], "WRONG_TYPE"],
    ["a chunk that is str", [...head, ["text"]], "WRONG_TYPE"],
    ["a status of two digits", [b("20 OK"), [plainBytes], []], "BAD_STATUS"],
    ["a line end in a value", [ok, [plainBytes, [b("X-A"), b("a\r\nb")]], []], "HEAD_INJECTION"],
  ])("%s is refused (Values Returned by A Web3 Application)", async (_, answer, code) => {
    const breaks = [code, "NO_CONTENT_TYPE"] as Any;
    await expect(serve(() => answer, web3, "GET /", { breaks })).rejects.toThrow(refused(code));
  });
});

describe("PEP 444, Change History: (body, status, headers)", () => {
  const breaks = ["LEGACY_ORDER"] as const;

  test.each<[string, Any]>([
    ["a list", [b("hi")]],
    ["an empty list", []],
    ["a generator", noting([], "hi")],
  ])("is told apart by its types, its body being %s", async (_, body) => {
    const called = await serve(() => [body, ok, [plainBytes]] as Any, web3, "GET /", { breaks });
    expect([called.status, called.headers]).toEqual([200, [["content-type", "text/plain"]]]);
  });

  test("a list of bytes as a body is no list of headers", async () => {
    expect((await serve((() => [ok, [plainBytes], [b("a"), b("b")]]) as Any, web3, "GET /")).text()).toBe("ab");
  });

  test("its body is closed like any other", async () => {
    const events: string[] = [];
    await serve(() => [noting(events, "a"), ok, [plainBytes]] as Any, web3, "GET /", { breaks });
    expect(events).toEqual(["a", "close"]);
  });

  test.each([web3, web3R2, flatTriple])("every model of the convention takes it: $id", async (profile) => {
    expect((await serve((() => [[b("hi")], ok, [plainBytes]]) as Any, profile, "GET /", { breaks })).text()).toBe("hi");
  });
});

describe("the proposals table, flat: the other reading of its convention", () => {
  test("status, headers and body are returned, and text comes in", async () => {
    const app: App<typeof flatTriple> = (environ) => [...head, [b(environ.PATH_INFO)]];
    expect((await serve(app, flatTriple, "GET /caf%C3%A9")).text()).toBe("/caf\xe9");
  });

  test("it has the values of flat", () => {
    expect(flatTriple.response.body).toEqual(flat.response.body);
  });
});

describe("PEP 444, environ Variables: web3.async", () => {
  const asynchronous = defineProfile({
    ...web3,
    id: "web3@async",
    environ: { ...web3.environ, "web3.async": constant(true, "PEP 444, environ Variables") },
  });

  test("where it is true, a function may be returned, which is called until it has the answer", async () => {
    let asked = 0;
    const app: Any = () => () => (++asked < 3 ? null : [...head, [b("hi")]]);
    expect((await serve(app, asynchronous, "GET /")).text()).toBe("hi");
    expect(asked).toBe(3);
  });

  test("other requests are served between two of those calls", async () => {
    let ready = false;
    const waiting: Any = () => () => (ready ? [...head, [b("late")]] : null);
    const other: Any = () => {
      ready = true;
      return [...head, [b("first")]];
    };
    const late = serve(waiting, asynchronous, "GET /");
    expect((await serve(other, asynchronous, "GET /")).text()).toBe("first");
    expect((await late).text()).toBe("late");
  });

  test("what it gives in the end has to be an answer", async () => {
    await expect(serve((() => () => "no") as Any, asynchronous, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(
      refused("NOT_STARTED"),
    );
  });

  test("where it is false, a function is no answer", async () => {
    const app: Any = () => () => [...head, []];
    await expect(serve(app, web3, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(refused("NOT_STARTED"));
  });
});
