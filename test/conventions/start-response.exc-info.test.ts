import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import type { App } from "../../src/conventions/app.ts";
import { type Any, b, plain, refused, serve } from "./serve.ts";

type Native = App<typeof pep3333>;

const mine = new RangeError("mine");

describe("PEP 3333, Error Handling", () => {
  test.each([
    ["an Error", mine],
    ["[type, value, traceback]", [RangeError, mine, null]],
  ])("%s as exc_info replaces a head that is not sent, all of it", async (_, excInfo) => {
    const app: Native = (_, start) => {
      start("200 OK", [plain, ["X-A", "1"]]);
      start("500 Oops", [plain, ["X-B", "2"]], excInfo);
      return [b("sorry")];
    };
    const called = await serve(app, pep3333, "GET /");
    expect([called.status, called.reason, called.headers, called.text()]).toEqual([500, "Oops", [plain, ["X-B", "2"]], "sorry"]);
  });

  test("also after chunks that are empty", async () => {
    const app: Native = function* (_, start) {
      start("200 OK", [plain]);
      yield b("");
      start("503 Busy", [plain], mine);
      yield b("sorry");
    };
    expect(await serve(app, pep3333, "GET /")).toMatchObject({ status: 503, reason: "Busy" });
  });

  test("the length that counts is that of the second head", async () => {
    const app: Native = (_, start) => {
      start("200 OK", [plain, ["Content-Length", "1"]]);
      start("500 Oops", [plain, ["Content-Length", "5"]], mine);
      return [b("sorry")];
    };
    expect((await serve(app, pep3333, "GET /")).text()).toBe("sorry");
  });

  test("in a first call it is no more than a call", async () => {
    const app: Native = (_, start) => {
      start("500 Oops", [plain], mine);
      return [b("sorry")];
    };
    expect((await serve(app, pep3333, "GET /")).status).toBe(500);
  });

  test.each([
    ["an Error", mine],
    ["the value of [type, value, traceback]", [RangeError, mine, null]],
  ])("once the head is sent, %s is thrown at the application, and breaks off the body", async (_, excInfo) => {
    const events: unknown[] = [];
    const app: Native = function* (_, start) {
      start("200 OK", [plain]);
      yield b("half");
      try {
        start("500 Oops", [plain], excInfo);
      } catch (error) {
        events.push(error);
        throw error;
      }
      events.push("went on");
    };
    const called = await serve(app, pep3333, "GET /", { failures: "respond" });
    expect([called.status, called.text(), called.broken, events]).toEqual([200, "half", mine, [mine]]);
  });

  test("that is so after a write() as well", async () => {
    const app: Native = async (_, start) => {
      start("200 OK", [plain])(b("half"));
      start("500 Oops", [plain], mine);
      return [];
    };
    const called = await serve(app, pep3333, "GET /", { failures: "respond" });
    expect([called.text(), called.broken]).toEqual(["half", mine]);
  });

  test("when the response has ended there is nothing to replace", async () => {
    let late: Any;
    const app: Native = (_, start) => {
      late = start;
      start("200 OK", [plain]);
      return [b("x")];
    };
    await serve(app, pep3333, "GET /", { breaks: ["AFTER_THE_END"] });
    expect(() => late("500 Oops", [plain], mine)).toThrow(refused("AFTER_THE_END"));
  });
});
