import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { b, noting, plain, plainBytes, refused, serve } from "./serve.ts";

type Sized = readonly [status: string, length: string, ...chunks: string[]];

/** The same answer in each convention. */
const apps = {
  start_response: (...[status, length, ...chunks]: Sized) =>
    [
      pep3333,
      (_: unknown, start: (status: string, headers: unknown) => void) => {
        start(status, [...(status.startsWith("2") ? [plain] : []), ["Content-Length", length]]);
        return chunks.map(b);
      },
    ] as const,
  "start_response, streamed": (...[status, length, ...chunks]: Sized) =>
    [
      pep3333,
      (_: unknown, start: (status: string, headers: unknown) => void) => {
        start(status, [...(status.startsWith("2") ? [plain] : []), ["Content-Length", length]]);
        return noting([], ...chunks);
      },
    ] as const,
  triple: (...[status, length, ...chunks]: Sized) =>
    [
      web3,
      () => [
        b(status),
        [
          ["Content-Type", "text/plain"],
          ["Content-Length", length],
        ].map((pair) => pair.map(b)),
        chunks.map(b),
      ],
    ] as const,
  asgi: (...[status, length, ...chunks]: Sized) =>
    [
      asgi3,
      async (_: unknown, __: unknown, send: (message: object) => Promise<void>) => {
        const headers = [["content-type", "text/plain"], ["content-length", length]].map((pair) => pair.map(b)); // biome-ignore format: one line
        await send({ type: "http.response.start", status: Number(status.slice(0, 3)), headers });
        for (const chunk of chunks) await send({ type: "http.response.body", body: b(chunk), more_body: true });
        await send({ type: "http.response.body" });
      },
    ] as const,
};

describe.each(Object.entries(apps))("PEP 3333, Handling the Content-Length Header: %s", (_, app) => {
  const run = ([profile, of]: ReturnType<typeof app>, line: string, breaks: readonly Parameters<typeof refused>[0][] = []) =>
    serve(of as never, profile, line, { failures: "respond", breaks: breaks as never });

  test("a body of that many bytes is sent", async () => {
    const called = await run(app("200 OK", "4", "ab", "cd"), "GET /");
    expect([called.header("Content-Length"), called.text(), called.broken]).toEqual(["4", "abcd", undefined]);
  });

  test("of a longer one no more is sent, and it breaks off there", async () => {
    const called = await run(app("200 OK", "3", "ab", "cd"), "GET /", ["BODY_TOO_LONG"]);
    expect([called.text(), called.broken]).toEqual(["abc", refused("BODY_TOO_LONG")]);
  });

  test("a shorter one breaks off at its end", async () => {
    const called = await run(app("200 OK", "5", "ab", "cd"), "GET /", ["BODY_TOO_SHORT"]);
    expect([called.text(), called.broken]).toEqual(["abcd", refused("BODY_TOO_SHORT")]);
  });

  test("a response to HEAD has the length of the one to GET, and no body (RFC 9110, 9.3.2)", async () => {
    const called = await run(app("200 OK", "4", "ab", "cd"), "HEAD /");
    expect([called.header("Content-Length"), called.text(), called.broken]).toEqual(["4", "", undefined]);
  });

  test("a 304 has the length of the 200, and no body (RFC 9110, 8.6)", async () => {
    const called = await run(app("304 Not Modified", "4"), "GET /", ["FORBIDDEN_CONTENT_LENGTH", "FORBIDDEN_CONTENT_TYPE"]);
    expect([called.status, called.header("Content-Length"), called.text(), called.broken]).toEqual([304, "4", "", undefined]);
  });

  test.each(["", "-1", "x", "1.0", "0x1"])("%j is no length (RFC 9110, 8.6)", async (length) => {
    expect((await run(app("200 OK", length, "a"), "GET /", ["BAD_CONTENT_LENGTH"])).status).toBe(500);
  });
});

test("nobody computes a length that the application has not given (PEP 444, Differences from WSGI)", async () => {
  const called = await serve((() => [b("200 OK"), [plainBytes], [b("hi")]]) as never, web3, "GET /");
  expect(called.headers).toEqual([["content-type", "text/plain"]]);
});
