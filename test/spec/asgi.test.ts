import { describe, expect, test } from "vitest";
import asgi3, { variants } from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import web3 from "../../proposals/web3.ts";
import { transcodeAnswer } from "../../src/transcode.ts";
import { type Any, application, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  environOf,
  get,
  ledger,
  readFrom,
  refusal,
  refusalIn,
  refusedChunk,
  refusedHeader,
  refusedStatus,
  seenBy,
  transcoded,
  variantOf,
  wire,
  wireOf,
} from "./helpers.ts";

const replace = variantOf(variants, "asgi-3@replace");

describe("ASGI, the HTTP scope", () => {
  test("path is text, raw_path and query_string are bytes as sent [vector 1, observed]", () => {
    expect(seenBy(replace, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "path", "raw_path", "query_string")).toStrictEqual({
      path: "/caf\xe9/x/\ufffd",
      raw_path: bytes("/caf%C3%A9%2Fx/%FF"),
      query_string: bytes("q=%C3%A9&r=%FF"),
    });
  });

  test("a path that is not UTF-8 is refused, where uvicorn and hypercorn put U+FFFD [vector 1, observed]", () => {
    expect(refusalIn(() => environOf(asgi3, get("/caf%C3%A9%2Fx/%FF")))).toMatchObject({
      code: "UNDECODABLE",
      where: { profile: "asgi-3", key: "path", offset: 9 },
    });
  });

  test("raw bytes in the path are bytes of the path, where uvicorn answers 400 [vector 2, observed]", () => {
    expect(seenBy(asgi3, get("/\xc3\xa9"), "path", "raw_path")).toStrictEqual({ path: "/\xe9", raw_path: bytes("/\xc3\xa9") });
  });

  test("an empty query is an empty query_string [vector 3, observed]", () => {
    expect(seenBy(asgi3, get("/a?"), "query_string", "path")).toStrictEqual({ query_string: bytes(""), path: "/a" });
  });

  test("a header is a pair of bytes, its name in lower case [vector 4, observed]", () => {
    expect(environOf(asgi3, get("/", "X-A: \xe9\xff")).headers).toStrictEqual([
      [bytes("host"), bytes("h")],
      [bytes("x-a"), bytes("\xe9\xff")],
    ]);
  });

  test("every header line stays apart, in order, with its underscores [vector 5, observed]", () => {
    const lines = ["X-A: 1", "X-A: 2", "X_A: 3", "Cookie: a=1", "Cookie: b=2"];
    expect(environOf(asgi3, get("/", ...lines)).headers.slice(1)).toStrictEqual([
      [bytes("x-a"), bytes("1")],
      [bytes("x-a"), bytes("2")],
      [bytes("x_a"), bytes("3")],
      [bytes("cookie"), bytes("a=1")],
      [bytes("cookie"), bytes("b=2")],
    ]);
  });

  test("slashes and dot segments are left alone [vector 6, observed]", () => {
    expect(seenBy(asgi3, get("//a//b/../c/./d"), "path", "raw_path")).toStrictEqual({
      path: "//a//b/../c/./d",
      raw_path: bytes("//a//b/../c/./d"),
    });
  });

  test("an absolute-form target gives its path, and its authority is host, where uvicorn keeps the field's [vector 7, observed]", () => {
    expect(seenBy(asgi3, get("http://ex.com/p%41?q"), "path", "raw_path", "query_string", "headers")).toStrictEqual({
      path: "/pA",
      raw_path: bytes("/p%41"),
      query_string: bytes("q"),
      headers: [[bytes("host"), bytes("ex.com")]],
    });
  });

  test("path includes root_path, PATH_INFO does not [vector 8, stated]", () => {
    const scope = environOf(asgi3, get("/app/x"), { mount: wire("/app") });
    expect([scope.root_path, scope.path]).toStrictEqual(["/app", "/app/x"]);
    expect(transcoded(asgi3, pep3333, { root_path: "/app", path: "/app/x" })).toStrictEqual({ SCRIPT_NAME: "/app", PATH_INFO: "/x" });
  });

  test("root_path is cut off at a segment boundary only [vector 8, derived]", () => {
    expect(transcoded(asgi3, pep3333, { root_path: "/base", path: "/basefoo" })).toStrictEqual({
      SCRIPT_NAME: "/base",
      PATH_INFO: "/basefoo",
    });
    expect(transcoded(asgi3, pep3333, { root_path: "/app", path: "/x" })).toStrictEqual({ SCRIPT_NAME: "/app", PATH_INFO: "/x" });
  });
});

describe("ASGI, WSGI Compatibility", () => {
  test("path is encoded in UTF-8 and decoded as the other model does [vector 11, stated]", () => {
    expect(transcoded(asgi3, pep3333, { path: "/caf\xe9" })).toStrictEqual({ PATH_INFO: "/caf\xc3\xa9" });
    expect(transcoded(asgi3, flat, { path: "/caf\xe9" })).toStrictEqual({ PATH_INFO: "/caf\xe9" });
    expect(transcoded(asgi3, web3, { path: "/caf\xe9" })).toStrictEqual({ PATH_INFO: bytes("/caf\xc3\xa9") });
    expect(transcoded(asgi3, unicode, { path: "/caf\xe9" })).toMatchObject({ PATH_INFO: "/caf\xe9", "wsgi.uri_encoding": "utf-8" });
  });

  test("the bytes come from raw_path where path has U+FFFD, which asgiref does not do [vector 12, derived]", () => {
    expect(transcoded(replace, pep3333, { path: "/\ufffd", raw_path: bytes("/%FF") })).toStrictEqual({ PATH_INFO: "/\xff" });
  });

  test("without raw_path U+FFFD is a character like another [vector 12, derived]", () => {
    expect(transcoded(replace, pep3333, { path: "/\ufffd" })).toStrictEqual({ PATH_INFO: "/\xef\xbf\xbd" });
    expect(transcoded(asgi3, pep3333, { path: "/\ufffd" })).toStrictEqual({ PATH_INFO: "/\xef\xbf\xbd" });
  });

  test("a path with a lone surrogate is refused [vector 13, derived]", () => {
    expect(refusal(() => readFrom(asgi3, { path: "/\udcff" }))).toBe("UNENCODABLE");
    expect(refusal(() => readFrom(replace, { path: "/\udcff" }))).toBe("UNENCODABLE");
  });

  test("raw bytes in the query survive, where asgiref answers 400 [vector 14, observed]", () => {
    expect(seenBy(asgi3, get("/a?\xc3\xa9\xff"), "query_string")).toStrictEqual({ query_string: bytes("\xc3\xa9\xff") });
    expect(transcoded(asgi3, pep3333, { query_string: bytes("\xc3\xa9\xff") })).toStrictEqual({ QUERY_STRING: "\xc3\xa9\xff" });
  });
});

describe("ASGI, Response Start and Response Body", () => {
  test("headers and body are the bytes on the wire, and there is no reason phrase [vector 15, observed]", () => {
    expect(wireOf(asgi3, 200, [[bytes("x-a"), bytes("\xe9")]], [bytes("x")])).toBe("HTTP/1.1 200 \r\nx-a: \xe9\r\n\r\nx");
  });

  test("a repeated header is two lines [vector 16, stated]", () => {
    expect(
      wireOf(asgi3, 200, [
        [bytes("set-cookie"), bytes("a")],
        [bytes("set-cookie"), bytes("b")],
      ]),
    ).toBe("HTTP/1.1 200 \r\nset-cookie: a\r\nset-cookie: b\r\n\r\n");
  });

  test("a reason phrase is lost on the way in, and a registered one stands for it on the way back [vector 17, derived]", () => {
    expect(transcodeAnswer(pep3333, asgi3, { status: "299 Custom", headers: [], body: [] }).status).toBe(299);
    expect(transcodeAnswer(asgi3, pep3333, { status: 299, headers: [], body: [] }).status).toBe("299 Unknown");
    expect(transcodeAnswer(asgi3, pep3333, { status: 404, headers: [], body: [] }).status).toBe("404 Not Found");
  });

  test("a header's name is in lower case [vector 18, stated]", () => {
    expect(transcodeAnswer(pep3333, asgi3, { status: "200 OK", headers: [["X-A", "v"]], body: [] }).headers).toStrictEqual([
      [bytes("x-a"), bytes("v")],
    ]);
  });
});

describe("ASGI, what is refused", () => {
  test("a status that is no number, or no status [vector 19, derived]", () => {
    expect(refusedStatus(asgi3, "200")).toBe("WRONG_TYPE");
    expect(refusedStatus(asgi3, 200.5)).toBe("WRONG_TYPE");
    expect(refusedStatus(asgi3, 99)).toBe("BAD_STATUS");
    expect(refusedStatus(asgi3, 1000)).toBe("BAD_STATUS");
  });

  test("a header that is str [vector 20, stated]", () => {
    expect(refusedHeader(asgi3, bytes("x-a"), "v")).toBe("WRONG_TYPE");
    expect(refusedHeader(asgi3, "x-a", bytes("v"))).toBe("WRONG_TYPE");
  });

  test("a body that is str [vector 21, stated]", () => {
    expect(refusedChunk(asgi3, "x")).toBe("WRONG_TYPE");
  });

  test("a line end in a value, or a space in a name [vector 24, derived]", () => {
    expect(refusedHeader(asgi3, bytes("x-a"), bytes("a\r\nb"))).toBe("HEAD_INJECTION");
    expect(refusedHeader(asgi3, bytes("x a"), bytes("v"))).toBe("BAD_HEADER");
  });
});

describe("ASGI, the messages", () => {
  const start = { type: "http.response.start", status: 200, headers: [[bytes("content-type"), bytes("text/plain")]] };
  const body = (text: string, more: boolean) => ({ type: "http.response.body", body: bytes(text), more_body: more });
  const sending =
    (...messages: object[]) =>
    async (_: Any, __: Any, send: Any) => {
      for (const message of messages) await send(message);
    };

  test("a body comes in messages, the last without more_body, both ways [vector 10, stated]", async () => {
    const received: Any[] = [];
    const app = async (scope: Any, receive: Any, send: Any) => {
      for (let more = true; more; ) {
        const message = await receive();
        received.push(message);
        more = message.more_body;
      }
      await sending(start, body("ab", true), body("c", false))(scope, receive, send);
    };
    async function* frames() {
      yield bytes("ab");
      yield bytes("c");
    }
    const sent = { body: frames(), headers: { "Content-Length": "3" } };
    expect(await outcome(asgi3, app, "POST /", sent)).toMatchObject({ body: "abc", code: undefined });
    expect(received).toStrictEqual([
      { type: "http.request", body: bytes("ab"), more_body: true },
      { type: "http.request", body: bytes("c"), more_body: false },
    ]);
    expect(await found(application(asgi3, app))).toStrictEqual([]);
  });

  test("a body before its start is refused [vector 22, stated]", async () => {
    const early = sending(body("x", true), start, body("", false));
    expect(await outcome(asgi3, early)).toMatchObject({ status: 500, code: "NOT_STARTED" });
    expect(await found(application(asgi3, early))).toStrictEqual(["NOT_STARTED"]);
  });

  test("a second start is refused [vector 23, stated]", async () => {
    const twice = sending(start, start, body("", false));
    expect(await outcome(asgi3, twice)).toMatchObject({ status: 500, code: "STARTED_TWICE" });
    expect(await found(application(asgi3, twice))).toStrictEqual(["STARTED_TWICE"]);
  });

  test("a transfer-encoding of the application's is dropped, and is no error [vector 25, stated]", async () => {
    const headers = [...start.headers, [bytes("transfer-encoding"), bytes("chunked")]];
    const framed = sending({ ...start, headers }, body("x", false));
    expect(await outcome(asgi3, framed)).toStrictEqual({
      status: 200,
      headers: [["content-type", "text/plain"]],
      body: "x",
      code: undefined,
    });
    expect(await found(application(asgi3, framed))).toStrictEqual(["HOP_BY_HOP"]);
  });
});

test("every vector of ASGI is stated here or listed for later", ({ task }) => {
  expect(ledger("asgi", 25, task)).toEqual(complete);
});
