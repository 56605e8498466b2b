import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import type { App } from "../../src/conventions/app.ts";
import type { InputStream } from "../../src/input.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, b, handlerOf, plain, refused, serve, serveOn } from "./serve.ts";

const text = "one\ntwo\r\n\nlast";

/** An application that gives back what it reads. */
const reading =
  (read: (input: InputStream) => Uint8Array | readonly Uint8Array[]): App<typeof pep3333> =>
  (environ, start) => {
    const parts = read(environ["wsgi.input"]);
    start("200 OK", [plain]);
    return parts instanceof Uint8Array ? [parts] : parts;
  };

async function* arriving(...chunks: string[]) {
  for (const chunk of chunks) yield b(chunk);
}

const read = async (how: (input: InputStream) => Uint8Array | readonly Uint8Array[], of: Any = { body: text }) => {
  const { chunks } = await serve(reading(how), pep3333, request("POST /", of));
  return chunks.map((chunk) => new TextDecoder().decode(chunk));
};

describe("PEP 3333, Input and Error Streams: wsgi.input", () => {
  test("read() gives all that is left", async () => {
    expect(await read((input) => [input.read(4), input.read()])).toEqual(["one\n", "two\r\n\nlast"]);
    expect(await read((input) => input.read(-1))).toEqual([text]);
  });

  test("read(size) gives at most so many bytes, and none at the end", async () => {
    expect(await read((input) => [input.read(3), input.read(100), input.read(1), input.read()])).toEqual(["one", "\ntwo\r\n\nlast"]);
    expect(await read((input) => [input.read(0), input.read(1)])).toEqual(["o"]);
  });

  test("readline() gives a line with its end, the last one without", async () => {
    expect(await read((input) => Array.from({ length: 5 }, () => input.readline()))).toEqual(["one\n", "two\r\n", "\n", "last"]);
  });

  test("readline(size) gives at most so many bytes of it", async () => {
    expect(await read((input) => [input.readline(2), input.readline(2), input.readline(9)])).toEqual(["on", "e\n", "two\r\n"]);
  });

  test("readlines() gives a list of lines; its hint may stop it", async () => {
    expect(await read((input) => input.readlines())).toEqual(["one\n", "two\r\n", "\n", "last"]);
    expect(await read((input) => input.readlines(5))).toEqual(["one\n", "two\r\n"]);
    expect(await read((input) => input.readlines(0))).toHaveLength(4);
  });

  test("iterating gives lines", async () => {
    expect(await read((input) => [...input])).toEqual(["one\n", "two\r\n", "\n", "last"]);
  });

  test("the ways may be mixed", async () => {
    expect(await read((input) => [input.readline(), input.read(2), ...input])).toEqual(["one\n", "tw", "o\r\n", "\n", "last"]);
  });

  test.each<[string, (input: InputStream) => Uint8Array | readonly Uint8Array[]]>([
    ["read()", (input) => input.read()],
    ["read(size)", (input) => [input.read(3), input.read(9)]],
    ["readline()", (input) => [input.readline(), input.readline(), input.readline()]],
    ["readlines()", (input) => input.readlines()],
    ["iteration", (input) => [...input]],
  ])("%s ends at Content-Length, as if the file ended there", async (_, how) => {
    const sent = { body: [b("one\nt"), b("wo\nthree")], headers: { "Content-Length": "6" } };
    expect((await read(how, sent)).join("")).toBe("one\ntw");
  });

  test("where there is no body there is nothing to read, and it is bytes", async () => {
    expect(await read((input) => [input.read(), input.readline(), ...input.readlines(), b("end")], {})).toEqual(["end"]);
  });

  test("a body without a Content-Length ends where it ends", async () => {
    const chunked = { body: arriving("one\n", "two"), headers: { "Transfer-Encoding": "chunked" } };
    expect(await read((input) => input.readlines(), chunked)).toEqual(["one\n", "two"]);
  });

  test("a size is an integer", async () => {
    const answer = serve(
      reading((input) => input.read(1.5)),
      pep3333,
      request("POST /", { body: text }),
      { breaks: ["INPUT_ARGUMENT"] },
    );
    await expect(answer).rejects.toThrow(refused("WRONG_TYPE"));
  });

  test("it is not read after the response has ended", async () => {
    let input: Any;
    const keeping = reading((given) => {
      input = given;
      return b("");
    });
    await serve(keeping, pep3333, request("POST /", { body: text }), { breaks: ["INPUT_CLOSED"] });
    expect(() => input.read()).toThrow(refused("INPUT_CLOSED"));
  });
});

describe("a synchronous read of a body that has to be waited for", () => {
  const late = () => request("POST /", { body: arriving("one\n", "two"), headers: { "Content-Length": "7" } });
  const endless = () => {
    let pulled = 0;
    const body = {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          pulled++;
          yield new Uint8Array(1000);
        }
      },
    };
    return { request: request("POST /", { body, headers: { "Transfer-Encoding": "chunked" } }), pulled: () => pulled };
  };

  test("finds it at hand: it is read ahead before the application is called", async () => {
    expect(
      (
        await serve(
          reading((input) => input.read()),
          pep3333,
          late(),
        )
      ).text(),
    ).toBe("one\ntwo");
  });

  test("is answered with 413 where Content-Length is beyond maxBuffered, and nothing is read (RFC 9110, 15.5.14)", async () => {
    const never: App<typeof pep3333> = () => {
      throw new Error("it is called");
    };
    const called = await serve(never, pep3333, late(), { maxBuffered: 6 });
    expect([called.status, called.text()]).toEqual([413, "Content Too Large\n"]);
    expect(
      (
        await serve(
          reading((input) => input.read()),
          pep3333,
          late(),
          { maxBuffered: 7 },
        )
      ).status,
    ).toBe(200);
  });

  test("or where more than that comes, as soon as it has", async () => {
    const { request: sent, pulled } = endless();
    const called = await serve(
      reading((input) => input.read()),
      pep3333,
      sent,
      { maxBuffered: 2500 },
    );
    expect([called.status, pulled()]).toEqual([413, 3]);
  });

  test("is refused where nothing is read ahead", async () => {
    const answer = serve(
      reading((input) => input.read()),
      pep3333,
      late(),
      { input: "streamed" },
    );
    await expect(answer).rejects.toThrow(refused("INPUT_NOT_AT_HAND"));
  });

  test("through an adapter it is the same", async () => {
    expect(
      (
        await serveOn(
          reading((input) => input.read()),
          pep3333,
          asgi3,
          late(),
        )
      ).text(),
    ).toBe("one\ntwo");
    expect(
      (
        await serveOn(
          reading((input) => input.read()),
          pep3333,
          asgi3,
          late(),
          { maxBuffered: 6 },
        )
      ).status,
    ).toBe(413);
  });
});

describe("chunks(), for applications that can wait", () => {
  test("gives the body as it comes, and reads no further than it is asked", async () => {
    const pulled: string[] = [];
    async function* body() {
      for (const chunk of ["a", "b", "c"]) {
        pulled.push(chunk);
        yield b(chunk);
      }
    }
    const app: App<typeof pep3333> = (environ, start) => {
      start("200 OK", [plain]);
      return environ["wsgi.input"].chunks();
    };
    const sent = request("POST /", { body: body(), headers: { "Transfer-Encoding": "chunked" } });
    const response = await handlerOf(app, pep3333, { input: "streamed" })(sent);
    expect(pulled).toEqual(["a"]);
    const chunks = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect([(await chunks.next()).value, (await chunks.next()).value, pulled]).toEqual([b("a"), b("b"), ["a", "b"]]);
    await chunks.return?.();
    expect(pulled).toEqual(["a", "b"]);
  });

  test("ends at Content-Length", async () => {
    const app: App<typeof pep3333> = (environ, start) => {
      start("200 OK", [plain]);
      return environ["wsgi.input"].chunks();
    };
    const sent = request("POST /", { body: arriving("abc", "def"), headers: { "Content-Length": "4" } });
    expect((await serve(app, pep3333, sent, { input: "streamed" })).text()).toBe("abcd");
  });
});
