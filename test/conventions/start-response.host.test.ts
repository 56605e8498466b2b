import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import type { App } from "../../src/conventions/app.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, b, handlerOf, noting, plain, refused, serve } from "./serve.ts";

type Native = App<typeof pep3333>;

const hello: Native = (_, start) => {
  start("200 OK", [plain]);
  return [b("Hello, "), b("world")];
};

describe("PEP 3333, Specification Details", () => {
  test.each<[string, Native]>([
    ["a function", hello],
    ["an async function", async (environ, start) => hello(environ, start)],
    [
      "a generator function",
      function* (_, start) {
        start("200 OK", [plain]);
        yield* [b("Hello, "), b("world")];
      },
    ],
    [
      "an async generator function",
      async function* (_, start) {
        start("200 OK", [plain]);
        yield* [b("Hello, "), b("world")];
      },
    ],
  ])("an application is %s", async (_, app) => {
    const called = await serve(app, pep3333, "GET /");
    expect([called.status, called.reason, called.headers, called.text()]).toEqual([200, "OK", [plain], "Hello, world"]);
  });

  test("a synchronous application is answered for at once", () => {
    expect(handlerOf(hello, pep3333)(request("GET /"))).toMatchObject({ status: 200 });
  });

  test("start_response is called with two positional arguments, or three", async () => {
    const app: Any = (_: Any, start: Any) => {
      start("200 OK", [plain], null);
      return [b("x")];
    };
    expect((await serve(app, pep3333, "GET /")).text()).toBe("x");
  });

  test("start_response may be called when the first chunk is asked for", async () => {
    const late: Native = (_, start) => ({
      *[Symbol.iterator]() {
        start("201 Created", [plain]);
        yield b("x");
      },
    });
    expect(await serve(late, pep3333, "GET /")).toMatchObject({ status: 201, reason: "Created" });
  });

  test("and after chunks that are empty, since it is to precede the first bytes", async () => {
    const late: Native = function* (_, start) {
      yield b("");
      yield b("");
      start("201 Created", [plain]);
      yield b("x");
    };
    expect(await serve(late, pep3333, "GET /")).toMatchObject({ status: 201, chunks: [b("x")] });
  });

  test("a chunk with bytes in it comes after start_response", async () => {
    const early: Native = function* (_, start) {
      yield b("x");
      start("200 OK", [plain]);
    };
    await expect(serve(early, pep3333, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(refused("NOT_STARTED"));
  });

  test("so does the end", async () => {
    await expect(serve(() => [], pep3333, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(refused("NOT_STARTED"));
  });

  test.each([undefined, null, 5, "text", b("bytes"), {}])(
    "the application returns an iterable of chunks, which %j is not",
    async (body) => {
      const app: Any = (_: Any, start: Any) => {
        start("200 OK", [plain]);
        return body;
      };
      const answer = serve(app, pep3333, "GET /", { breaks: ["NOT_ITERABLE", "BODY_IS_STRING"] });
      await expect(answer).rejects.toThrow(refused("WRONG_TYPE"));
    },
  );

  test.each(["text", 5, null])("a chunk is bytes, which %j is not", async (chunk) => {
    const app: Any = (_: Any, start: Any) => {
      start("200 OK", [plain]);
      return [chunk];
    };
    await expect(serve(app, pep3333, "GET /", { breaks: ["WRONG_TYPE"] })).rejects.toThrow(refused("WRONG_TYPE"));
  });
});

describe("PEP 3333, The start_response() Callable", () => {
  test("the head is not sent before the first chunk that is not empty", async () => {
    const asked: string[] = [];
    const app: Native = async function* (_, start) {
      start("200 OK", [plain]);
      for (const chunk of ["", "", "x", "y"]) {
        asked.push(chunk);
        yield b(chunk);
      }
    };
    await handlerOf(app, pep3333)(request("GET /"));
    expect(asked).toEqual(["", "", "x"]);
  });

  test("or the end, where there is none", async () => {
    const events: string[] = [];
    const app: Native = async function* (_, start) {
      start("200 OK", [plain]);
      yield b("");
      events.push("end");
    };
    const response = await handlerOf(app, pep3333)(request("GET /"));
    expect([response.status, events]).toEqual([200, ["end"]]);
  });

  test("so an application that fails at its first chunk gives a 500, with no more of its head than that", async () => {
    const app: Native = function* (_, start) {
      start("200 OK", [plain, ["X-A", "v"]]);
      yield b("");
      throw new RangeError("mine");
    };
    const called = await serve(app, pep3333, "GET /", { failures: "respond" });
    expect([called.status, called.header("X-A"), called.text()]).toEqual([500, undefined, "Internal Server Error\n"]);
  });

  test("a second call without exc_info is fatal", async () => {
    const twice: Native = (_, start) => {
      start("200 OK", [plain]);
      start("200 OK", [plain]);
      return [b("x")];
    };
    await expect(serve(twice, pep3333, "GET /", { breaks: ["STARTED_TWICE"] })).rejects.toThrow(refused("STARTED_TWICE"));
  });

  test("even where the first was refused", async () => {
    const told: unknown[] = [];
    const again: Native = (_, start) => {
      for (const value of ["a\nb", "v"]) {
        try {
          start("200 OK", [plain, ["X-A", value]]);
        } catch (error) {
          told.push((error as Any).code);
        }
      }
      return [b("x")];
    };
    const answer = serve(again, pep3333, "GET /", { breaks: ["HEAD_INJECTION", "STARTED_TWICE"] });
    await expect(answer).rejects.toThrow(refused("NOT_STARTED"));
    expect(told).toEqual(["HEAD_INJECTION", "STARTED_TWICE"]);
  });

  test.each([
    ["a status without a phrase", "200", [plain], "BAD_STATUS"],
    ["a status that is no string", 200, [plain], "WRONG_TYPE"],
    ["headers that are no list", "200 OK", new Map([plain]), "WRONG_TYPE"],
    ["a name that is no token", "200 OK", [plain, ["X A", "v"]], "BAD_HEADER"],
    ["a control character", "200 OK", [plain, ["X-A", "a\r\nb"]], "HEAD_INJECTION"],
    ["a character above U+00FF", "200 OK", [plain, ["X-A", "\u20ac"]], "UNENCODABLE"],
    ["a length that is none", "200 OK", [plain, ["Content-Length", "x"]], "BAD_CONTENT_LENGTH"],
  ] as const)("errors are checked for when it is called: %s", async (_, status, headers, code) => {
    let told: Any;
    const app: Any = (_: Any, start: Any) => {
      try {
        start(status, headers);
      } catch (error) {
        told = error;
        throw error;
      }
      return [];
    };
    await expect(serve(app, pep3333, "GET /", { breaks: [code] })).rejects.toThrow(refused(code));
    expect(told).toEqual(refused(code));
  });

  test("nothing is changed in a response that has ended", async () => {
    let late: Any;
    const app: Native = (_, start) => {
      late = start;
      start("200 OK", [plain]);
      return [b("x")];
    };
    await serve(app, pep3333, "GET /", { breaks: ["AFTER_THE_END"] });
    expect(() => late("200 OK", [plain])).toThrow(refused("AFTER_THE_END"));
  });
});

describe("PEP 3333, Buffering and Streaming", () => {
  test("each chunk is handed on before the next is asked for", async () => {
    const events: string[] = [];
    const app: Native = (_, start) => {
      start("200 OK", [plain]);
      return noting(events, "a", "b", "c");
    };
    const { body } = await handlerOf(app, pep3333)(request("GET /"));
    expect(events).toEqual(["a"]);
    const chunks = (body as Iterable<Uint8Array>)[Symbol.iterator]();
    expect([chunks.next().value, chunks.next().value]).toEqual([b("a"), b("b")]);
    expect(events).toEqual(["a", "b"]);
    expect([chunks.next().value, chunks.next().done, events]).toEqual([b("c"), true, ["a", "b", "c", "close"]]);
  });

  test("a chunk that has to be waited for holds up no other request", async () => {
    const app: Native = async function* (environ, start) {
      start("200 OK", [plain]);
      yield b(environ.PATH_INFO);
      await new Promise(setImmediate);
      yield b("!");
    };
    const both = await Promise.all(["GET /a", "GET /b"].map((line) => serve(app, pep3333, line)));
    expect(both.map((called) => called.text())).toEqual(["/a!", "/b!"]);
  });
});

describe("PEP 3333, Error Handling", () => {
  test("an application that fails before its head gives a 500 that says nothing of why", async () => {
    const app: Native = () => {
      throw new RangeError("a secret");
    };
    const called = await serve(app, pep3333, "GET /", { failures: "respond" });
    expect([called.status, called.text()]).toEqual([500, "Internal Server Error\n"]);
  });

  test("one that fails after it breaks off the body", async () => {
    const app: Native = function* (_, start) {
      start("200 OK", [plain]);
      yield b("half");
      throw new RangeError("mine");
    };
    const called = await serve(app, pep3333, "GET /", { failures: "respond" });
    expect([called.status, called.text(), called.broken]).toEqual([200, "half", new RangeError("mine")]);
  });
});
