import { describe, expect, test } from "vitest";
import { variants } from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import type { App } from "../../src/conventions/app.ts";
import { type Any, b, noting, plain, plainBytes, refused, type Serving, serve, serveOn } from "./serve.ts";

const answering =
  (body: Any, headers: Any = [plain]): App<typeof pep3333> =>
  (_, start) => {
    start("200 OK", headers);
    return body;
  };
const triple =
  (body: Any): App<typeof web3> =>
  () => [b("200 OK"), [plainBytes], body];

const mine = new RangeError("mine");
const seen = { failures: "respond" } as const;

interface Ending {
  readonly when: string;
  readonly chunks?: readonly (string | Error)[];
  readonly line?: string;
  readonly options?: Serving;
  readonly headers?: readonly (readonly [string, string])[];
}

const endings: readonly Ending[] = [
  { when: "after the last chunk" },
  { when: "of a body that is empty", chunks: [] },
  { when: "when the client takes no chunk", options: { take: 0 } },
  { when: "when the client leaves after one", options: { take: 1 } },
  { when: "when the first chunk fails", chunks: [mine], options: seen },
  { when: "when a later one does", chunks: ["a", mine], options: seen },
  { when: "of a response to HEAD, which nobody reads", line: "HEAD /" },
  {
    when: "when there is more than Content-Length says",
    headers: [plain, ["Content-Length", "1"]],
    options: { ...seen, breaks: ["BODY_TOO_LONG"] },
  },
];

describe("PEP 3333, Specification Details: close() is called once", () => {
  test.each(endings)("$when", async ({ chunks = ["a", "b"], line = "GET /", options, headers }) => {
    const events: string[] = [];
    await serve(answering(noting(events, ...(chunks as string[])), headers), pep3333, line, options);
    expect(events.filter((event) => event === "close")).toEqual(["close"]);
    expect(events.at(-1)).toBe("close");
  });

  test.each(endings.filter(({ headers }) => !headers))(
    "$when, through an adapter, of a triple",
    async ({ chunks = ["a", "b"], line = "GET /", options }) => {
      const events: string[] = [];
      await serveOn(triple(noting(events, ...(chunks as string[]))), web3, pep3333, line, options);
      expect(events.filter((event) => event === "close")).toEqual(["close"]);
    },
  );

  test("when the head is refused that came with it", async () => {
    const events: string[] = [];
    const app: App<typeof web3> = () => [b("no status"), [plainBytes], noting(events, "a")];
    await expect(serve(app, web3, "GET /", { breaks: ["BAD_STATUS"] })).rejects.toThrow(refused("BAD_STATUS"));
    expect(events).toEqual(["close"]);
  });

  test("when start_response was never called", async () => {
    const events: string[] = [];
    const body = noting(events, "a");
    await expect(serve(() => body, pep3333, "GET /", { breaks: ["NOT_STARTED"] })).rejects.toThrow(refused("NOT_STARTED"));
    expect(events).toEqual(["a", "close"]);
  });
});

describe("a close that is no function", () => {
  const odd = () => Object.assign([b("a"), b("b")], { close: 1 });
  const raw = variants.find(({ id }) => id === "mod_wsgi@raw")!;

  test("is not called, on its own server or through an adapter", async () => {
    expect((await serve(answering(odd()), pep3333, "GET /")).text()).toBe("ab");
    expect((await serveOn(answering(odd()), pep3333, raw, "GET /")).text()).toBe("ab");
  });
});

describe("a body that is its own iterator", () => {
  test.each([Infinity, 0, 1])("is ended as JavaScript ends generators, so that its finally runs: %d chunks taken", async (take) => {
    const events: string[] = [];
    const app: App<typeof pep3333> = function* (_, start) {
      try {
        start("200 OK", [plain]);
        yield b("a");
        yield b("b");
      } finally {
        events.push("finally");
      }
    };
    await serve(app, pep3333, "GET /", { take });
    expect(events).toEqual(["finally"]);
  });
});

describe("what close() throws", () => {
  const failing = () => Object.assign(noting([], "a"), { close: () => { throw mine; } }); // biome-ignore format: one line

  test("breaks off a body that was whole", async () => {
    const called = await serve(answering(failing()), pep3333, "GET /", seen);
    expect([called.text(), called.broken]).toEqual(["a", mine]);
  });
});
