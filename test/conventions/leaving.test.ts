/** The client goes away while something is waited for (PEP 3333, Specification Details: close(); ASGI, Disconnect). */
import { expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { adapt } from "../../src/adapt.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { InputStream } from "../../src/input.ts";
import { request } from "../../src/testing/testing.ts";

const turns = () => new Promise((resolve) => setTimeout(resolve, 5));

test("an async generator that is waited for is returned, so that its finally runs", async () => {
  let wake = () => {};
  const waiting = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let finals = 0;
  const handler = createHandler(async (_, startResponse) => {
    startResponse("200 OK", []);
    return (async function* () {
      try {
        yield Uint8Array.of(97);
        await waiting;
        yield Uint8Array.of(98);
      } finally {
        finals++;
      }
    })();
  }, pep3333);
  const { body } = await handler(request("GET /"));
  const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  await chunks.next();
  const pending = chunks.next();
  const left = chunks.return!();
  wake();
  await Promise.all([pending, left]);
  expect(finals).toBe(1);
});

test.each([
  ["the last message of an empty body", [{ type: "http.request", body: new Uint8Array(0), more_body: false }]],
  [
    "an empty last message, after the body that Content-Length says",
    [
      { type: "http.request", body: Uint8Array.of(1), more_body: true },
      { type: "http.request", body: new Uint8Array(0), more_body: false },
    ],
  ],
])("the disconnect is seen behind %s, and ends an endless body", async (_, messages) => {
  let closed = 0;
  const endless = async (environ: { "wsgi.input": InputStream }, startResponse: (status: string, headers: never[]) => unknown) => {
    startResponse("200 OK", []);
    for await (const _ of environ["wsgi.input"].chunks());
    return {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          await turns();
          yield Uint8Array.of(97);
        }
      },
      close: () => void closed++,
    };
  };
  const app = adapt(endless as never, { from: pep3333, to: asgi3, input: "streamed" });
  let leave = () => {};
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let sent = 0;
  const receive = async () => messages.shift() ?? gone.then(() => ({ type: "http.disconnect" }));
  const send = async () => {
    if (++sent === 3) leave();
  };
  const scope = {
    type: "http",
    asgi: { version: "3.0" },
    http_version: "1.1",
    method: "GET",
    path: "/",
    query_string: new Uint8Array(0),
    headers: [],
  };
  await app(scope as never, receive as never, send as never);
  expect(closed).toBe(1);
});
