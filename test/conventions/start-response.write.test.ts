import { describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import type { App } from "../../src/conventions/app.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, b, handlerOf, plain, plainBytes, refused, serve } from "./serve.ts";

type Native = App<typeof pep3333>;

describe("PEP 3333, The write() Callable", () => {
  test("what is written is sent before what is returned", async () => {
    const app: Native = (_, start) => {
      const write = start("200 OK", [plain]);
      write(b("a"));
      write(b("b"));
      return [b("c")];
    };
    expect((await serve(app, pep3333, "GET /")).text()).toBe("abc");
  });

  test("it may be all there is", async () => {
    const app: Native = (_, start) => {
      start("200 OK", [plain])(b("a"));
      return [];
    };
    expect((await serve(app, pep3333, "GET /")).text()).toBe("a");
  });

  test("the application still has to return an iterable", async () => {
    const app: Any = (_: Any, start: Any) => void start("200 OK", [plain])(b("a"));
    await expect(serve(app, pep3333, "GET /", { breaks: ["NOT_ITERABLE"] })).rejects.toThrow(refused("WRONG_TYPE"));
  });

  test("the first call sends the head, while an asynchronous application still runs", async () => {
    let go: Any;
    const app: Native = async (_, start) => {
      start("200 OK", [plain])(b("early"));
      await new Promise((resolve) => {
        go = resolve;
      });
      return [b(" late")];
    };
    const { body } = await handlerOf(app, pep3333)(request("GET /"));
    const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toEqual(b("early"));
    go();
    expect((await chunks.next()).value).toEqual(b(" late"));
    expect((await chunks.next()).done).toBe(true);
  });

  test("an empty one has nothing to send, and the head waits for the first bytes", async () => {
    const app: Native = async (_, start) => {
      start("200 OK", [plain])(b(""));
      throw new RangeError("in time for a 500");
    };
    expect((await serve(app, pep3333, "GET /", { failures: "respond" })).status).toBe(500);
  });

  test("an asynchronous application can wait until the client has taken what it wrote", async () => {
    let written = 0;
    const app: Native = async (_, start) => {
      const write = start("200 OK", [plain]);
      for (; written < 100; written++) await write(new Uint8Array(65_536));
      return [];
    };
    const { body } = await handlerOf(app, pep3333)(request("GET /"));
    await new Promise(setImmediate);
    expect(written).toBeLessThan(3);
    let total = 0;
    for await (const chunk of body) total += chunk.length;
    expect(total).toBe(6_553_600);
  });

  test.each([["text"], [5], [null]])("it takes bytes, which %j is not", async (chunk) => {
    const app: Any = (_: Any, start: Any) => {
      start("200 OK", [plain])(chunk);
      return [];
    };
    await expect(serve(app, pep3333, "GET /", { breaks: ["WRONG_TYPE"] })).rejects.toThrow(refused("WRONG_TYPE"));
  });

  test("it is not called when the response has ended", async () => {
    let write: Any;
    const app: Native = (_, start) => {
      write = start("200 OK", [plain]);
      return [b("x")];
    };
    await serve(app, pep3333, "GET /", { breaks: ["AFTER_THE_END"] });
    expect(() => write(b("late"))).toThrow(refused("AFTER_THE_END"));
  });

  test("what it takes beyond Content-Length is refused, and what is allowed is sent", async () => {
    let told: Any;
    const app: Native = (_, start) => {
      const write = start("200 OK", [plain, ["Content-Length", "2"]]);
      try {
        write(b("abc"));
      } catch (error) {
        told = error;
      }
      return [];
    };
    const called = await serve(app, pep3333, "GET /", { breaks: ["BODY_TOO_LONG"], failures: "respond" });
    expect([called.text(), told, called.broken]).toEqual(["ab", refused("BODY_TOO_LONG"), refused("BODY_TOO_LONG")]);
  });
});

describe("the proposals table, write()", () => {
  test("in mod_wsgi it takes what spells bytes", async () => {
    const app: App<typeof modWsgi> = (_, start) => {
      const write = start("200 OK", [plain]);
      write("\xe9");
      write(b("a"));
      return [];
    };
    expect((await serve(app, modWsgi, "GET /")).body).toEqual(Uint8Array.of(0xe9, 0x61));
  });

  test("in the Unicode model it is deprecated, and works", async () => {
    const app: App<typeof unicode> = (_, start) => {
      start("200 OK", [plain])(b("a"));
      return [];
    };
    expect((await serve(app, unicode, "GET /", { breaks: ["DEPRECATED_WRITE"] })).text()).toBe("a");
  });

  test("in flat it is removed, and raises", async () => {
    const app: Any = (_: Any, start: Any) => {
      start(b("200 OK"), [plainBytes])(b("a"));
      return [];
    };
    await expect(serve(app, flat, "GET /", { breaks: ["NO_WRITE"] })).rejects.toThrow(refused("NO_WRITE"));
  });
});
