import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import type { App } from "../../src/conventions/app.ts";
import { StringModelError } from "../../src/errors.ts";
import { request } from "../../src/testing/request.ts";
import { type Any, b, handlerOf, plainBytes, refused, serve } from "./serve.ts";

type Asgi = App<typeof asgi3>;

const start = { type: "http.response.start", status: 200, headers: [plainBytes] } as const;
const body = (text: string, more = false) => ({ type: "http.response.body", body: b(text), more_body: more }) as const;
const sending =
  (...messages: Any[]): Asgi =>
  async (_, __, send) => {
    for (const message of messages) await send(message);
  };

async function* arriving(...chunks: string[]) {
  for (const chunk of chunks) yield b(chunk);
}

describe("ASGI, Request", () => {
  const receiving = async (options: object) => {
    const messages: Any[] = [];
    const app: Asgi = async (_, receive, send) => {
      for (let more: boolean | undefined = true; more; ) {
        const message = await receive();
        messages.push(message);
        more = message.type === "http.request" && message.more_body;
      }
      await send(start);
      await send(body(""));
    };
    await serve(app, asgi3, request("POST /", options));
    return messages;
  };

  test("a request without a body is one message, with empty bytes and no more", async () => {
    expect(await receiving({})).toEqual([{ type: "http.request", body: b(""), more_body: false }]);
  });

  test("a body comes in messages, the last without more_body", async () => {
    expect(await receiving({ body: arriving("ab", "c"), headers: { "Content-Length": "3" } })).toEqual([
      { type: "http.request", body: b("ab"), more_body: true },
      { type: "http.request", body: b("c"), more_body: false },
    ]);
  });

  test("a body whose end is not known before has an empty last one", async () => {
    expect(await receiving({ body: arriving("ab"), headers: { "Transfer-Encoding": "chunked" } })).toEqual([
      { type: "http.request", body: b("ab"), more_body: true },
      { type: "http.request", body: b(""), more_body: false },
    ]);
  });

  test("a message is taken from the client when the application receives it", async () => {
    let pulled = 0;
    const endless = {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          pulled++;
          yield b("x");
        }
      },
    };
    const app: Asgi = async (_, receive, send) => {
      expect(pulled).toBe(0);
      await receive();
      await receive();
      await send(start);
      await send(body(""));
    };
    await serve(app, asgi3, request("POST /", { body: endless, headers: { "Transfer-Encoding": "chunked" } }));
    expect(pulled).toBe(2);
  });

  test("it is never read ahead, however long", async () => {
    const sent = request("POST /", { body: arriving("abc"), headers: { "Content-Length": "3" } });
    expect((await serve(sending(start, body("x")), asgi3, sent, { maxBuffered: 1 })).status).toBe(200);
  });
});

describe("ASGI, Response Start and Response Body", () => {
  test("the body is what the messages hold, and the head the start's", async () => {
    const called = await serve(sending(start, body("a", true), body("", true), body("b")), asgi3, "GET /");
    expect([called.status, called.reason, called.headers, called.text()]).toEqual([200, undefined, [["content-type", "text/plain"]], "ab"]);
  });

  test("headers may be any iterable of pairs, or absent", async () => {
    const set = { ...start, headers: new Set([plainBytes]) };
    expect((await serve(sending(set, body("a")), asgi3, "GET /")).header("content-type")).toBe("text/plain");
    const none = { type: "http.response.start", status: 204 };
    expect((await serve(sending(none, { type: "http.response.body" }), asgi3, "GET /")).headers).toEqual([]);
  });

  test("body and more_body may be left out: empty, and the last", async () => {
    expect((await serve(sending(start, { type: "http.response.body" }), asgi3, "GET /")).text()).toBe("");
  });

  test("the start may be held back until the first body message", async () => {
    let go: Any;
    const app: Asgi = async (_, __, send) => {
      await send(start);
      await new Promise((resolve) => {
        go = resolve;
      });
      await send(body("x"));
    };
    let answered = false;
    const response = (async () => handlerOf(app, asgi3)(request("GET /")))().then((given) => {
      answered = true;
      return given;
    });
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    go();
    expect((await response).status).toBe(200);
  });

  test.each<[string, Any[], Any]>([
    ["a body before the start", [body("x")], "NOT_STARTED"],
    ["a second start", [start, start], "STARTED_TWICE"],
    ["an unknown message", [{ type: "http.response.debug" }], "BAD_MESSAGE"],
    ["a message without a type", [{}], "BAD_MESSAGE"],
    ["trailers that are announced", [{ ...start, trailers: true }], "UNSUPPORTED"],
    ["trailers", [start, { type: "http.response.trailers", headers: [] }], "UNSUPPORTED"],
    ["a status that is no number", [{ ...start, status: "200" }], "WRONG_TYPE"],
    ["a header that is str", [{ ...start, headers: [["content-type", "text/plain"]] }], "WRONG_TYPE"],
    ["a chunk that is str", [start, { type: "http.response.body", body: "x" }], "WRONG_TYPE"],
  ])("%s is refused", async (_, messages, code) => {
    await expect(serve(sending(...messages), asgi3, "GET /", { breaks: [code, "NO_CONTENT_TYPE"] })).rejects.toThrow(refused(code));
  });

  test("a message that is refused changes nothing: another may be sent", async () => {
    const app: Asgi = async (_, __, send) => {
      await send({ ...start, status: 99 } as Any).catch(() => {});
      await send(start);
      await send(body("x"));
    };
    expect((await serve(app, asgi3, "GET /", { breaks: ["BAD_STATUS"] })).text()).toBe("x");
  });

  test("a body after the last is refused, and the response is whole", async () => {
    let told: Any;
    const app: Asgi = async (_, __, send) => {
      await send(start);
      await send(body("x"));
      await send(body("y")).catch((error) => {
        told = error;
      });
    };
    expect((await serve(app, asgi3, "GET /", { breaks: ["AFTER_THE_END"] })).text()).toBe("x");
    await new Promise(setImmediate);
    expect(told).toEqual(refused("AFTER_THE_END"));
  });

  test("an application that returns before its last message breaks off the body", async () => {
    const called = await serve(sending(start, body("half", true)), asgi3, "GET /", { breaks: ["BODY_TOO_SHORT"], failures: "respond" });
    expect([called.text(), called.broken]).toEqual(["half", refused("BODY_TOO_SHORT")]);
  });

  test("one that returns without a start gives a 500", async () => {
    const called = await serve(async () => {}, asgi3, "GET /", { breaks: ["NOT_STARTED"], failures: "respond" });
    expect(called.status).toBe(500);
  });

  test("one that throws gives a 500, or breaks off what is sent", async () => {
    const throwing =
      (...messages: Any[]): Asgi =>
      async (scope, receive, send) => {
        await sending(...messages)(scope, receive, send);
        throw new RangeError("mine");
      };
    expect((await serve(throwing(), asgi3, "GET /", { failures: "respond" })).status).toBe(500);
    const called = await serve(throwing(start, body("half", true)), asgi3, "GET /", { failures: "respond" });
    expect([called.status, called.text(), called.broken]).toEqual([200, "half", new RangeError("mine")]);
  });

  test("a transfer-encoding is dropped, and is no error", async () => {
    const headers = [plainBytes, [b("transfer-encoding"), b("chunked")]];
    const called = await serve(sending({ ...start, headers }, body("x")), asgi3, "GET /", { breaks: ["HOP_BY_HOP"] });
    expect([called.header("transfer-encoding"), called.text()]).toEqual([undefined, "x"]);
  });

  test("send() waits while the client has enough to take", async () => {
    let sent = 0;
    const app: Asgi = async (_, __, send) => {
      await send(start);
      for (; sent < 50; sent++) await send({ type: "http.response.body", body: new Uint8Array(65_536), more_body: true });
      await send(body(""));
    };
    const response = await handlerOf(app, asgi3)(request("GET /"));
    await new Promise(setImmediate);
    expect(sent).toBeLessThan(3);
    let total = 0;
    for await (const chunk of response.body) total += chunk.length;
    expect(total).toBe(50 * 65_536);
  });
});

describe("ASGI, Disconnect and Disconnected Client", () => {
  test("receive() gives http.disconnect when the response is over", async () => {
    const app: Asgi = async (_, receive, send) => {
      await receive();
      await send(start);
      await send(body("x"));
      expect(await receive()).toEqual({ type: "http.disconnect" });
    };
    await serve(app, asgi3, "GET /");
  });

  test("and when the client has gone, whoever waits for it included", async () => {
    const events: string[] = [];
    const app: Asgi = async (_, receive, send) => {
      await receive();
      const gone = receive().then(({ type }) => events.push(type));
      await send(start);
      await send(body("x", true));
      await gone;
    };
    await serve(app, asgi3, "GET /", { take: 1 });
    await new Promise(setImmediate);
    expect(events).toEqual(["http.disconnect"]);
  });

  test("send() then throws, and that is not reported as the application's failure", async () => {
    let told: Any;
    const app: Asgi = async (_, __, send) => {
      await send(start);
      try {
        for (;;) await send({ type: "http.response.body", body: new Uint8Array(65_536), more_body: true });
      } catch (error) {
        told = error;
        throw error;
      }
    };
    const called = await serve(app, asgi3, "GET /", { take: 1 });
    await new Promise(setImmediate);
    expect([told, called.errors]).toEqual([refused("DISCONNECTED"), ""]);
  });

  test("a client that leaves in the middle of its body is a disconnect, no error", async () => {
    async function* broken() {
      yield b("a");
      throw new StringModelError("TRUNCATED", "the client left");
    }
    const types: string[] = [];
    const app: Asgi = async (_, receive, send) => {
      types.push((await receive()).type, (await receive()).type);
      await send(start);
      await send(body(""));
    };
    await serve(app, asgi3, request("POST /", { body: broken(), headers: { "Content-Length": "3" } }));
    expect(types).toEqual(["http.request", "http.disconnect"]);
  });
});
