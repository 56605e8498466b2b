import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { b } from "../../src/bytes-dict.ts";
import type { App } from "../../src/conventions/app.ts";
import { lint } from "../../src/lint/lint.ts";
import { call as bare, request } from "../../src/testing/testing.ts";
import { toBytes } from "../../src/wire.ts";

/** Under lint. These are about calls, so the type of what they say is left out. */
const call: typeof bare = (app, profile, sent, options) =>
  bare(lint(app as never, profile as never, { ignore: ["NO_CONTENT_TYPE"] }) as never, profile, sent, options);

const wire = (text: string) => new TextEncoder().encode(text);

const hello: App<typeof pep3333> = (environ, startResponse) => {
  startResponse("200 Fine", [
    ["Set-Cookie", "a=1"],
    ["Set-Cookie", "b=2"],
  ]);
  return [wire(environ.PATH_INFO), wire("!")];
};

describe("call", () => {
  test("answers in bytes", async () => {
    const called = await call(hello, pep3333, "GET /x");
    expect(called).toMatchObject({ status: 200, reason: "Fine", body: wire("/x!"), chunks: [wire("/x"), wire("!")], errors: "" });
    expect(called.headers).toEqual([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ]);
    expect([called.header("set-cookie"), called.header("x"), called.text()]).toEqual(["a=1, b=2", undefined, "/x!"]);
  });

  test("calls by the profile's convention", async () => {
    const triple: App<typeof web3> = (environ) => [b("200 OK"), [], [environ.PATH_INFO]];
    const asgi: App<typeof asgi3> = async (scope, receive, send) => {
      const message = await receive();
      await send({ type: "http.response.start", status: 200, headers: [] });
      await send({ type: "http.response.body", body: wire(`${scope.path} ${message.type}`) });
    };
    const bytes: App<typeof wsgi10> = (environ, startResponse) => {
      startResponse(b("200 OK"), []);
      return [environ.get(b("PATH_INFO"))];
    };
    expect((await call(triple, web3, "GET /a")).text()).toBe("/a");
    expect((await call(asgi, asgi3, "GET /a")).text()).toBe("/a http.request");
    expect((await call(bytes, wsgi10, "GET /a")).text()).toBe("/a");
  });

  test("has what was written to wsgi.errors", async () => {
    const own: string[] = [];
    const errors = { write: (text: string) => own.push(text), writelines() {}, flush() {} };
    const app: App<typeof pep3333> = (environ, startResponse) => {
      environ["wsgi.errors"].write("one ");
      environ["wsgi.errors"].writelines(["two", "!"]);
      environ["wsgi.errors"].flush();
      startResponse("200 OK", []);
      return [];
    };
    expect((await call(app, pep3333, "GET /")).errors).toBe("one two!");
    expect((await call(app, pep3333, request("GET /", { server: { errors } }))).errors).toBe("one two!");
    expect(own.join("")).toBe("one two!");
  });

  const broken: App<typeof pep3333> = function* (environ, startResponse) {
    if (environ.QUERY_STRING === "early") throw new RangeError("mine");
    startResponse("200 OK", []);
    yield wire("one");
    throw new RangeError("mine");
  };

  test.each(["GET /?early", "GET /?late"])("throws what the application throws at the test: %s", async (line) => {
    await expect(call(broken, pep3333, line)).rejects.toThrow(new RangeError("mine"));
  });

  test("or responds as to a client", async () => {
    const seen: unknown[] = [];
    const early = await call(broken, pep3333, "GET /?early", { failures: "respond", onError: (error) => seen.push(error) });
    expect([early.status, early.text(), early.broken]).toEqual([500, "Internal Server Error\n", undefined]);
    expect(seen).toEqual([new RangeError("mine")]);
    const late = await call(broken, pep3333, "GET /?late", { failures: "respond" });
    expect([late.status, late.text(), late.broken]).toEqual([200, "one", new RangeError("mine")]);
  });

  test("a request that the model cannot read is answered with 400", async () => {
    expect((await call(async () => {}, asgi3, "GET /%FF")).status).toBe(400);
  });

  test("leaves after as many chunks as are wanted", async () => {
    const events: string[] = [];
    const app: App<typeof pep3333> = function* (_, startResponse) {
      try {
        startResponse("200 OK", []);
        for (let i = 0; i < 5; i++) {
          events.push(String(i));
          yield wire(String(i));
        }
      } finally {
        events.push("closed");
      }
    };
    expect((await call(app, pep3333, "GET /", { take: 2 })).text()).toBe("01");
    expect(events.at(-1)).toBe("closed");
    expect(events).not.toContain("3");
    expect((await call(app, pep3333, "GET /", { take: 0 })).text()).toBe("");
    expect(events.at(-1)).toBe("closed");
  });

  test("text that is not UTF-8 is no text", async () => {
    const app: App<typeof web3> = () => [b("200 OK"), [], [Uint8Array.of(0xff)]];
    expect((await call(app, web3, "GET /")).body).toEqual(Uint8Array.of(0xff));
    await expect(call(app, web3, "GET /").then((called) => called.text())).rejects.toThrow(TypeError);
  });

  test("the request's body is the application's input", async () => {
    const echo: App<typeof pep3333> = (environ, startResponse) => {
      startResponse("200 OK", []);
      return [environ["wsgi.input"].read()];
    };
    expect((await call(echo, pep3333, request("POST /", { body: "\xff\0" }))).body).toEqual(toBytes("\xff\0" as never));
  });
});
