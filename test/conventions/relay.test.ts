import { describe, expect, test } from "vitest";
import asgi3, { variants as asgiVariants } from "../../proposals/asgi-3.ts";
import flat, { variants as flatVariants } from "../../proposals/flat.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { adapt } from "../../src/adapt.ts";
import type { App } from "../../src/conventions/app.ts";
import { writeEnviron } from "../../src/environ.ts";
import { lint } from "../../src/lint/lint.ts";
import { request } from "../../src/testing/request.ts";
import { variantOf } from "../spec/helpers.ts";
import { type Any, b, noting, plain, plainBytes, refused, serveOn } from "./serve.ts";

const replace = variantOf(asgiVariants, "asgi-3@replace");
const flatTriple = variantOf(flatVariants, "flat@triple");

describe("between two models of start_response", () => {
  const linted = (app: Any, from: Any, to: Any): Any => lint(adapt(lint(app, from), { from, to }) as Any, to);

  test("each call passes straight through, in its order, with the values of the other model", () => {
    const events: Any[] = [];
    const app: App<typeof flat> = (_, start) => {
      start(b("200 OK"), [plainBytes]);
      return noting(events, "a");
    };
    const start = (...args: Any[]) => {
      events.push(args);
      return () => {};
    };
    const body = linted(app, flat, pep3333)(writeEnviron(pep3333, request("GET /")), start);
    expect(events).toEqual([["200 OK", [["content-type", "text/plain"]]]]);
    expect([...body, events.length]).toEqual([b("a"), 2]);
    body.close();
    expect(events.at(-1)).toBe("close");
  });

  test("exc_info is the application's own, by reference", () => {
    const mine = [RangeError, new RangeError("mine"), null];
    const calls: Any[][] = [];
    const app: App<typeof wsgi10> = (_, start) => {
      start(b("500 Oops"), [plainBytes], mine);
      return [];
    };
    linted(
      app,
      wsgi10,
      pep3333,
    )(writeEnviron(pep3333, request("GET /")), (...args: Any[]) => {
      calls.push(args);
      return () => {};
    });
    expect(calls[0]![2]).toBe(mine);
  });

  test("write() goes to the server's, in what that takes", () => {
    const written: Any[] = [];
    const app: App<typeof modWsgi> = (_, start) => {
      start("200 OK", [plain])("\xe9");
      return [];
    };
    linted(app, modWsgi, pep3333)(writeEnviron(pep3333, request("GET /")), () => (chunk: Any) => written.push(chunk));
    expect(written).toEqual([Uint8Array.of(0xe9)]);
  });

  test("where the server has no write(), what is written is sent before what is returned", async () => {
    const app: App<typeof pep3333> = (_, start) => {
      start("200 OK", [plain])(b("a"));
      return [b("b")];
    };
    expect((await serveOn(app, pep3333, flat, "GET /")).text()).toBe("ab");
  });

  test("where the application's model has none, it stays refused", async () => {
    const app: Any = (_: Any, start: Any) => {
      start(b("200 OK"), [plainBytes])(b("a"));
      return [];
    };
    await expect(serveOn(app, flat, pep3333, "GET /", { breaks: ["NO_WRITE"] })).rejects.toThrow(refused("NO_WRITE"));
  });

  test("bytes that stay bytes are not touched: the iterable is the application's own", () => {
    const body = [b("a")];
    const app: App<typeof pep3333> = (_, start) => {
      start("200 OK", [plain]);
      return body;
    };
    const adapted: Any = adapt(app, { from: pep3333, to: flat });
    expect(adapted(writeEnviron(flat, request("GET /")), () => () => {})).toBe(body);
  });

  test("strings that spell bytes become bytes, chunk by chunk, and the body is closed as before", async () => {
    const events: string[] = [];
    const app: Any = (_: Any, start: Any) => {
      start("200 OK", [plain]);
      return { *[Symbol.iterator]() { yield "\xe9"; yield "a"; }, close: () => events.push("close") }; // biome-ignore format: one line
    };
    const called = await serveOn(app, modWsgi, pep3333, "GET /");
    expect([called.body, events]).toEqual([Uint8Array.of(0xe9, 0x61), ["close"]]);
  });

  test("a request that the application's model has no value for is answered with 400, and it is not called", async () => {
    const never: Any = () => {
      throw new Error("it is called");
    };
    expect((await serveOn(never, asgi3, pep3333, "GET /%FF")).status).toBe(400);
    expect((await serveOn(never, asgi3, replace, "GET /%FF")).status).toBe(400);
  });
});

describe("between two models of PEP 444", () => {
  test("the answer is in the order of the specification, whichever the application's was", () => {
    const app: Any = () => [[b("hi")], b("200 OK"), [plainBytes]];
    const adapted: Any = adapt(app, { from: web3, to: flatTriple });
    expect(adapted(writeEnviron(flatTriple, request("GET /")))).toEqual([b("200 OK"), [plainBytes], [b("hi")]]);
  });

  test("the environ is the other model's", async () => {
    const app: App<typeof web3> = (environ) => [b("200 OK"), [plainBytes], [environ.PATH_INFO]];
    expect((await serveOn(app, web3, flatTriple, "GET /caf%C3%A9/%FF")).body).toEqual(
      Uint8Array.from(Buffer.from("/caf\xc3\xa9/\xff", "latin1")),
    );
  });
});

describe("between two models of ASGI", () => {
  test("messages pass through, receive() being the server's own", async () => {
    const receive = async () => ({ type: "http.request" });
    const sent: Any[] = [];
    let given: Any;
    const app: Any = async (_: Any, receiving: Any, send: Any) => {
      given = receiving;
      await send({ type: "http.response.start", status: 200, headers: [plainBytes] });
      await send({ type: "http.response.body", body: b("x") });
    };
    const adapted: Any = adapt(app, { from: replace, to: asgi3 });
    await adapted(writeEnviron(asgi3, request("GET /")), receive, async (message: Any) => void sent.push(message));
    expect([given === receive, sent.map(({ type }) => type)]).toEqual([true, ["http.response.start", "http.response.body"]]);
  });

  test("an extension of the server's is between it and the application", async () => {
    const sent: Any[] = [];
    const app: Any = async (_: Any, __: Any, send: Any) => send({ type: "http.response.early_hint", links: [] });
    const adapted: Any = adapt(app, { from: replace, to: asgi3 });
    await adapted(
      writeEnviron(asgi3, request("GET /")),
      async () => ({}),
      async (message: Any) => void sent.push(message),
    );
    expect(sent).toEqual([{ type: "http.response.early_hint", links: [] }]);
  });
});
