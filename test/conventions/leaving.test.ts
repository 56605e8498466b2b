/** The client goes away while something is waited for (PEP 3333, Specification Details: close(); ASGI, Disconnect). */
import { describe, expect, test, vi } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { adapt } from "../../src/adapt.ts";
import { createHandler } from "../../src/create-handler.ts";
import { writeEnviron } from "../../src/environ.ts";
import { fetchHandler } from "../../src/gateways/fetch.ts";
import { Leaving } from "../../src/gateways/leaving.ts";
import type { InputStream } from "../../src/input.ts";
import type { Profile } from "../../src/profile.ts";
import { request } from "../../src/testing/testing.ts";
import { type Any, b, plain, plainBytes } from "./serve.ts";

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

/** A body whose first chunk never comes. */
const pending = (closed: () => void) => ({
  next: () => new Promise<never>(() => {}),
  [Symbol.asyncIterator]() {
    return this;
  },
  close: closed,
});

const waits: Any = (closed: () => void) => (_: Any, start: Any) => {
  start("200 OK", [plain]);
  return pending(closed);
};
const waitsTriple: Any = (closed: () => void) => () => [b("200 OK"), [plainBytes], pending(closed)];

describe("the client goes before there is a response", () => {
  const calling = (app: Any, from: Profile, to: Profile) => {
    const leaving = new Leaving();
    const errors: unknown[] = [];
    const handler = createHandler(adapt(app, { from, to } as Any) as Any, to, { onError: (error) => errors.push(error) });
    const response = handler({ ...request("GET /"), gone: leaving });
    return { response, errors, leave: () => leaving.tell((error) => errors.push(error)) };
  };

  test.each([
    [waits, pep3333, pep3333],
    [waits, pep3333, flat],
    [waits, pep3333, web3],
    [waits, pep3333, asgi3],
    [waitsTriple, web3, web3],
    [waitsTriple, web3, pep3333],
    [waitsTriple, web3, asgi3],
  ] as readonly [Any, Profile, Profile][])("an iterable that is waited for is closed, once: %#", async (make, from, to) => {
    const closed = vi.fn();
    const { response, errors, leave } = calling(make(closed), from, to);
    await turns();
    expect(closed).not.toHaveBeenCalled();
    leave();
    leave();
    await response;
    // An adapter behind it hears of it a little later.
    await turns();
    expect(closed).toHaveBeenCalledOnce();
    expect(errors).toEqual([]);
  });

  test("an async generator is returned, so that its finally runs when it goes on", async () => {
    const finals = vi.fn();
    let wake = () => {};
    const app = async function* (_: Any, start: Any) {
      try {
        start("200 OK", [plain]);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        yield b("late");
      } finally {
        finals();
      }
    };
    const { response, errors, leave } = calling(app, pep3333, pep3333);
    leave();
    wake();
    await response;
    expect(finals).toHaveBeenCalledOnce();
    expect(errors).toEqual([]);
  });

  test("what close() throws then is told", async () => {
    const mine = new RangeError("mine");
    const { response, errors, leave } = calling(
      waits(() => {
        throw mine;
      }),
      pep3333,
      pep3333,
    );
    leave();
    await response;
    expect(errors).toEqual([mine]);
  });

  test("a client that has gone already is no different", async () => {
    const closed = vi.fn();
    const gone = new Leaving();
    gone.tell(() => {});
    await createHandler(waits(closed), pep3333)({ ...request("GET /"), gone });
    expect(closed).toHaveBeenCalledOnce();
  });

  test.each([asgi3, pep3333, web3] as readonly Profile[])("receive() gives http.disconnect, on a server of $id", async (to) => {
    const types: string[] = [];
    const app = async (_: Any, receive: Any) => {
      for (let type = ""; type !== "http.disconnect"; types.push(type)) ({ type } = await receive());
    };
    const { response, errors, leave } = calling(app, asgi3, to);
    await turns();
    expect(types).toEqual(["http.request"]);
    leave();
    await response;
    await turns();
    expect(types).toEqual(["http.request", "http.disconnect"]);
    expect(errors).toEqual([]);
  });

  test("a server of ASGI says it by its own receive(), and is sent nothing", async () => {
    const closed = vi.fn();
    const app = adapt(waits(closed), { from: pep3333, to: asgi3 });
    const messages: Any[] = [{ type: "http.request" }];
    const receive = async () => messages.shift() ?? turns().then(() => ({ type: "http.disconnect" }));
    const send = vi.fn();
    await app(writeEnviron(asgi3, request("GET /")), receive, send);
    expect(closed).toHaveBeenCalledOnce();
    expect(send).not.toHaveBeenCalled();
  });

  test("who reads the body meanwhile loses nothing of it", async () => {
    const messages: Any[] = ["a", "b", "c"].map((text, i) => ({ type: "http.request", body: b(text), more_body: i < 2 }));
    const receive = async () => {
      await turns();
      return messages.shift() ?? new Promise<never>(() => {});
    };
    const echo: Any = (environ: Any, start: Any) => {
      start("200 OK", [plain]);
      return environ["wsgi.input"].chunks();
    };
    const app = adapt(echo, { from: pep3333, to: asgi3, input: "streamed" });
    const sent: string[] = [];
    const send = async ({ body }: Any) => {
      if (body) sent.push(new TextDecoder().decode(body));
    };
    const scope = { ...writeEnviron(asgi3, request("POST /")), headers: [[b("transfer-encoding"), b("chunked")]] };
    await app(scope as Any, receive, send);
    expect(sent.join("")).toBe("abc");
  });

  test("a gateway says so when its client goes", async () => {
    const closed = vi.fn();
    const onError = vi.fn();
    const client = new AbortController();
    const answer = fetchHandler(createHandler(waits(closed), pep3333, { onError }), { onError });
    const response = answer(new Request("http://h/", { signal: client.signal }));
    await turns();
    client.abort();
    await response;
    await turns();
    expect(closed).toHaveBeenCalledOnce();
    expect(onError).not.toHaveBeenCalled();
  });
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
