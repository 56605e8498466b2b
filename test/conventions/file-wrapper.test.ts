import { describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { b as key } from "../../src/bytes-dict.ts";
import type { App } from "../../src/conventions/app.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, b, handlerOf, plain, serve, serveOn } from "./serve.ts";

/** A file-like object over a text, that writes down what is done to it. */
function file(text: string, events: string[] = []) {
  let at = 0;
  return {
    read(size: number) {
      events.push(`read ${size}`);
      const block = b(text.slice(at, at + size));
      at += block.length;
      return block;
    },
    close: () => void events.push("close"),
  };
}

const sending =
  (of: object, headers: Any = [plain], ...size: number[]): App<typeof pep3333> =>
  (environ, start) => {
    start("200 OK", headers);
    return (environ as Any)["wsgi.file_wrapper"](of, ...size);
  };

describe("PEP 3333, Optional Platform-Specific File Handling", () => {
  test("what wsgi.file_wrapper returns is an iterable of blocks of the file", async () => {
    const called = await serve(sending(file("abcdefg"), [plain], 3), pep3333, "GET /");
    expect(called.chunks).toEqual([b("abc"), b("def"), b("g")]);
  });

  test("the size of a block is a suggestion that may be left out", async () => {
    const events: string[] = [];
    expect((await serve(sending(file("abc", events)), pep3333, "GET /")).text()).toBe("abc");
    expect(events).toEqual(["read 8192", "read 8192", "close"]);
  });

  test("a block is read when the one before it is taken", async () => {
    const events: string[] = [];
    const { body } = await handlerOf(sending(file("abcd", events), [plain], 2), pep3333)(request("GET /"));
    expect(events).toEqual(["read 2"]);
    (body as Iterator<Uint8Array> & Iterable<Uint8Array>)[Symbol.iterator]().return?.();
    expect(events).toEqual(["read 2", "close"]);
  });

  test("no more is sent than Content-Length says", async () => {
    const headers = [plain, ["Content-Length", "3"]];
    const called = await serve(sending(file("abcdef"), headers), pep3333, "GET /", { breaks: ["BODY_TOO_LONG"], failures: "respond" });
    expect(called.text()).toBe("abc");
  });

  test.each([Infinity, 0, 1])("its close() closes the file, once: %d blocks taken", async (take) => {
    const events: string[] = [];
    await serve(sending(file("abc", events), [plain], 1), pep3333, "GET /", { take });
    expect(events.filter((event) => event === "close")).toEqual(["close"]);
  });

  test("a file without a close() need not have one", async () => {
    const { read } = file("abc");
    expect((await serve(sending({ read }), pep3333, "GET /")).text()).toBe("abc");
  });

  test("the application need not return it", async () => {
    const app: App<typeof pep3333> = (environ, start) => {
      start("200 OK", [plain]);
      return [...(environ as Any)["wsgi.file_wrapper"](file("abc"))];
    };
    expect((await serve(app, pep3333, "GET /")).text()).toBe("abc");
  });

  test("its key is in the type of the model's keys", async () => {
    const app: App<typeof wsgi10> = (environ, start) => {
      start(b("200 OK"), [[b("Content-Type"), b("text/plain")]]);
      return (environ as Any).getOther(key("wsgi.file_wrapper"))(file("abc"));
    };
    expect((await serve(app, wsgi10, "GET /")).text()).toBe("abc");
  });

  test("a server's own is carried through an adapter", async () => {
    const own = (of: Any) => [of.read(2), b("!")];
    const sent = request("GET /", { extra: { "wsgi.file_wrapper": own } });
    expect((await serveOn(sending(file("abc")), pep3333, flat, sent)).text()).toBe("ab!");
  });
});
