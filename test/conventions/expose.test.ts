import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { conventions } from "../../src/conventions/registry.ts";
import { writeEnviron } from "../../src/environ.ts";
import type { Handler, RawHeader, RawRequest, RawResponse } from "../../src/exchange.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Profile } from "../../src/profile.ts";
import { request } from "../../src/testing/request.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { type Any, b, noting, refused } from "./serve.ts";

const line = (name: string, value: string): RawHeader => [name as ByteString, value as ByteString];
const type = line("Content-Type", "text/plain");
const answering =
  (more: Partial<RawResponse> = {}): Handler =>
  () => ({
    status: 200,
    reason: "OK" as ByteString,
    headers: [type],
    body: [b("a"), b("b")],
    ...more,
  });

/** The handler as an application, under lint. */
const exposed = (profile: Profile, handler: Handler): Any => lint(conventions[profile.convention].expose(handler, profile), profile);

function started() {
  const calls: unknown[][] = [];
  const start = (...args: unknown[]) => {
    calls.push(args);
    return () => {};
  };
  return { calls, start };
}

describe("the application's side of PEP 3333", () => {
  test("calls start_response once, with two values of the model, then returns the body", () => {
    const { calls, start } = started();
    const body = exposed(pep3333, answering())(writeEnviron(pep3333, request("GET /")), start);
    expect(calls).toEqual([["200 OK", [["Content-Type", "text/plain"]]]]);
    expect([...body]).toEqual([b("a"), b("b")]);
  });

  test("its values are of the first type that the model takes", () => {
    const { calls, start } = started();
    exposed(modWsgi, answering({ headers: [type, line("X-A", "\xe9")] }))(writeEnviron(modWsgi, request("GET /")), start);
    expect(calls[0]![1]).toContainEqual([b("X-A"), Uint8Array.of(0xe9)]);
  });

  test("a status without a phrase has the registered one, since WSGI demands one", () => {
    const { calls, start } = started();
    exposed(pep3333, answering({ status: 404, reason: undefined }))(writeEnviron(pep3333, request("GET /")), start);
    expect(calls[0]![0]).toBe("404 Not Found");
  });

  test("an environ that was changed is what the handler sees", () => {
    let seen: RawRequest | undefined;
    const handler: Handler = (given) => {
      seen = given;
      return answering()(given);
    };
    const environ: Any = writeEnviron(pep3333, request("GET /a?x", { headers: { "X-A": "1" } }));
    Object.assign(environ, { PATH_INFO: "/b", QUERY_STRING: "y", HTTP_X_B: "\xff" });
    exposed(pep3333, handler)(environ, started().start);
    expect([seen!.pathInfo, seen!.query, seen!.headers.at(-1)]).toEqual(["/b", "y", ["x-b", "\xff"]]);
  });

  test("close() of what it returns ends the handler's body", () => {
    const events: string[] = [];
    const body = exposed(pep3333, answering({ body: noting(events, "a") }))(writeEnviron(pep3333, request("GET /")), started().start);
    body.close();
    expect(events).toEqual(["close"]);
  });

  test("trailers are refused, and the body is ended: no model has a place for them", () => {
    const events: string[] = [];
    const app = exposed(pep3333, answering({ body: noting(events, "a"), trailers: [line("X-T", "1")] }));
    expect(() => app(writeEnviron(pep3333, request("GET /")), started().start)).toThrow(refused("UNSUPPORTED"));
    expect(events).toEqual(["close"]);
  });
});

describe("the application's side of PEP 444", () => {
  test("returns status, headers and body, in the order of the specification", () => {
    const [status, headers, body] = exposed(web3, answering())(writeEnviron(web3, request("GET /")));
    expect([fromBytes(status), headers, [...body]]).toEqual(["200 OK", [[b("Content-Type"), b("text/plain")]], [b("a"), b("b")]]);
  });

  test("a promise of them where the handler has one", async () => {
    const app = exposed(web3, async (given) => answering()(given));
    expect(fromBytes((await app(writeEnviron(web3, request("GET /"))))[0])).toBe("200 OK");
  });

  test("a head that has no bytes in the model is refused, and the body is ended", () => {
    const events: string[] = [];
    const app = exposed(web3, answering({ body: noting(events, "a"), trailers: [line("X-T", "1")] }));
    expect(() => app(writeEnviron(web3, request("GET /")))).toThrow(refused("UNSUPPORTED"));
    expect(events).toEqual(["close"]);
  });
});

/** An ASGI server with these messages, then nothing until it says that the client has left. */
function asgiServer(...messages: object[]) {
  const sent: Any[] = [];
  const events: string[] = [];
  let leave: Any;
  const left = new Promise<object>((resolve) => {
    leave = () => resolve({ type: "http.disconnect" });
  });
  const receive = async () => {
    events.push("receive");
    return messages.shift() ?? left;
  };
  const send = async (message: Any) => void sent.push(message);
  return { sent, events, receive, send, leave: () => leave() };
}

/** A body that goes on until it is left. */
async function* endless(events: string[]) {
  try {
    for (;;) {
      yield b("x");
      await new Promise(setImmediate);
    }
  } finally {
    events.push("finally");
  }
}

const scopeOf = (line: string, options = {}): Any => writeEnviron(asgi3, request(line, options));
const last = { type: "http.request", body: b(""), more_body: false };

describe("the application's side of ASGI", () => {
  test("sends the start, then the body, the last message without more_body (Response Body)", async () => {
    const server = asgiServer(last);
    await exposed(asgi3, answering({ body: noting([], "a", "b") }))(scopeOf("GET /"), server.receive, server.send);
    expect(server.sent).toEqual([
      { type: "http.response.start", status: 200, headers: [[b("content-type"), b("text/plain")]] },
      { type: "http.response.body", body: b("a"), more_body: true },
      { type: "http.response.body", body: b("b"), more_body: true },
      { type: "http.response.body", body: b(""), more_body: false },
    ]);
  });

  test("a body of one chunk is one message", async () => {
    const server = asgiServer(last);
    await exposed(asgi3, answering({ body: [b("a")] }))(scopeOf("GET /"), server.receive, server.send);
    expect(server.sent.slice(1)).toEqual([{ type: "http.response.body", body: b("a"), more_body: false }]);
  });

  test("header names are sent in lower case, in their order, repeats apart (Response Start)", async () => {
    const server = asgiServer(last);
    const headers = [type, line("Set-Cookie", "b"), line("SET-COOKIE", "a")];
    await exposed(asgi3, answering({ headers }))(scopeOf("GET /"), server.receive, server.send);
    expect(server.sent[0].headers.map(([name, value]: Any) => `${fromBytes(name)}=${fromBytes(value)}`)).toEqual([
      "content-type=text/plain",
      "set-cookie=b",
      "set-cookie=a",
    ]);
  });

  test("the request body is received when the handler reads it, a message at a time (Request)", async () => {
    const parts = ["a", "b", "c"].map((text, i) => ({ type: "http.request", body: b(text), more_body: i < 2 }));
    const server = asgiServer(...parts);
    const read: string[] = [];
    const handler: Handler = async (given) => {
      expect(server.events).toEqual([]);
      for await (const chunk of given.body) read.push(`${fromBytes(chunk)} of ${server.events.length}`);
      return answering()(given);
    };
    await exposed(asgi3, handler)(scopeOf("POST /", { headers: { "Content-Length": "3" } }), server.receive, server.send);
    expect(read).toEqual(["a of 1", "b of 2", "c of 3"]);
  });

  test("a client that leaves in the middle of it is DISCONNECTED for whoever reads (Disconnect)", async () => {
    const server = asgiServer({ type: "http.request", body: b("a"), more_body: true }, { type: "http.disconnect" });
    const handler: Handler = async ({ body }) => {
      for await (const _ of body);
      return answering()({} as never);
    };
    const ended = exposed(asgi3, handler)(scopeOf("POST /"), server.receive, server.send);
    await expect(ended).rejects.toThrow(refused("DISCONNECTED"));
  });

  test("a client that leaves during the response ends the handler's body, once (Disconnect)", async () => {
    const server = asgiServer(last);
    const events: string[] = [];
    const handler: Handler = async (given) => {
      for await (const _ of given.body);
      return answering({ body: endless(events) })(given);
    };
    const ended = exposed(asgi3, handler)(scopeOf("GET /"), server.receive, server.send);
    while (server.sent.length < 3) await new Promise(setImmediate);
    server.leave();
    await ended;
    expect(events).toEqual(["finally"]);
    expect(server.sent.at(-1).more_body).toBe(true);
  });

  test("so does a send() that throws (Disconnected Client)", async () => {
    const server = asgiServer(last);
    const events: string[] = [];
    const send = async (message: Any) => {
      if (message.type === "http.response.body") throw new Error("OSError: the client is gone");
    };
    const ended = exposed(asgi3, answering({ body: endless(events) }))(scopeOf("GET /"), server.receive, send);
    await expect(ended).rejects.toThrow("OSError");
    expect(events).toEqual(["finally"]);
  });

  test("waits for each send() before it takes the next chunk", async () => {
    const server = asgiServer(last);
    const events: string[] = [];
    const send = async ({ body }: Any) => {
      await new Promise(setImmediate);
      events.push(`sent ${body ? fromBytes(body) : "start"}`);
    };
    await exposed(asgi3, answering({ body: noting(events, "a", "b") }))(scopeOf("GET /"), server.receive, send);
    expect(events.filter((event) => event !== "close")).toEqual(["sent start", "a", "sent a", "b", "sent b", "sent "]);
  });

  test("trailers are refused, and the body is ended (HTTP Trailers)", async () => {
    const server = asgiServer(last);
    const events: string[] = [];
    const app = exposed(asgi3, answering({ body: noting(events, "a"), trailers: [line("X-T", "1")] }));
    await expect(app(scopeOf("GET /"), server.receive, server.send)).rejects.toThrow(refused("UNSUPPORTED"));
    expect([events, server.sent]).toEqual([["close"], []]);
  });

  test("a websocket is refused: the handler knows requests only", async () => {
    const server = asgiServer();
    const ended = exposed(asgi3, answering())({ type: "websocket" }, server.receive, server.send);
    await expect(ended).rejects.toThrow(refused("UNSUPPORTED"));
  });
});

describe("bytes", () => {
  test("of a body are not copied, whichever the convention", async () => {
    const chunk = toBytes("x" as ByteString);
    const server = asgiServer(last);
    const handler = answering({ body: [chunk] });
    const [, , triple] = exposed(web3, handler)(writeEnviron(web3, request("GET /")));
    const [wsgi] = exposed(pep3333, handler)(writeEnviron(pep3333, request("GET /")), started().start);
    await exposed(asgi3, handler)(scopeOf("GET /"), server.receive, server.send);
    expect([triple[0] === chunk, wsgi === chunk, server.sent[1].body === chunk]).toEqual([true, true, true]);
  });
});
