import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3, { variants } from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { transcodeAnswer } from "../../src/transcode.ts";
import { type Any, answer, application, environ, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  environOf,
  get,
  ledger,
  message,
  readFrom,
  refusal,
  refusedHeader,
  requestOf,
  seenBy,
  transcoded,
  valuesOf,
  variantOf,
  wireOf,
} from "./helpers.ts";

// A binary Ruby String is what the bytes models present; PATH_INFO may stay encoded, as in web3's second revision.
const encoded = variantOf(variants, "web3@r2");

describe("Rack, The Request Environment, as the bytes models have it", () => {
  test("a path that stays encoded, as in puma [vector 1, observed]", () => {
    expect(seenBy(encoded, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: bytes("/caf%C3%A9%2Fx/%FF"),
      QUERY_STRING: bytes("q=%C3%A9&r=%FF"),
    });
  });

  test("to PEP 3333 it is decoded, and is the latin-1 image of its bytes [vector 1, derived]", () => {
    expect(transcoded(encoded, pep3333, { SCRIPT_NAME: bytes(""), PATH_INFO: bytes("/caf%C3%A9%2Fx/%FF") })).toStrictEqual({
      SCRIPT_NAME: "",
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
    });
  });

  test("raw bytes are in the path and in the query [vectors 2 and 3, observed]", () => {
    expect(seenBy(encoded, get("/\xc3\xa9\xff?\xc3\xa9\xff"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: bytes("/\xc3\xa9\xff"),
      QUERY_STRING: bytes("\xc3\xa9\xff"),
    });
  });

  test("a header value is its bytes [vector 4, observed]", () => {
    expect(seenBy(wsgi10, get("/", "X-A: \xe9\xff"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: bytes("\xe9\xff") });
  });

  test("cookies join with a semicolon and Proxy is not exported, where puma has a comma and HTTP_PROXY [vector 5, observed]", () => {
    const lines = ["X-A: 1", "X-A: 2", "X_A: 3", "Cookie: a=1", "Cookie: b=2", "Proxy: evil", "X-E:"];
    expect(seenBy(wsgi10, get("/", ...lines), "HTTP_X_A", "HTTP_COOKIE", "HTTP_PROXY", "HTTP_X_E")).toStrictEqual({
      HTTP_X_A: bytes("1, 2"),
      HTTP_COOKIE: bytes("a=1; b=2"),
      HTTP_PROXY: undefined,
      HTTP_X_E: bytes(""),
    });
  });

  test("slashes and dot segments are left alone [vector 6, observed]", () => {
    expect(seenBy(encoded, get("//a//b/../c/./d"), "PATH_INFO")).toStrictEqual({ PATH_INFO: bytes("//a//b/../c/./d") });
  });

  test("an absolute-form target gives path and host, where puma keeps the field's Host [vector 7, observed]", () => {
    expect(seenBy(encoded, get("http://ex.com/p%41?q"), "PATH_INFO", "REQUEST_URI", "HTTP_HOST")).toStrictEqual({
      PATH_INFO: bytes("/p%41"),
      REQUEST_URI: bytes("http://ex.com/p%41?q"),
      HTTP_HOST: bytes("ex.com"),
    });
  });

  test("an empty query is the empty string [vector 8, observed]", () => {
    expect(seenBy(encoded, get("/?"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: bytes("") });
  });

  test("the asterisk of OPTIONS is the path [vector 9, observed]", () => {
    expect(seenBy(encoded, message("OPTIONS * HTTP/1.1", "Host: h"), "PATH_INFO")).toStrictEqual({ PATH_INFO: bytes("*") });
    expect(seenBy(web3, message("OPTIONS * HTTP/1.1", "Host: h"), "PATH_INFO")).toStrictEqual({ PATH_INFO: bytes("*") });
  });

  test("a target with a fragment is refused, which puma takes off [vector 10, observed]", () => {
    expect(refusal(() => requestOf(get("/a#b")))).toBe("BAD_TARGET");
  });

  test("HTTP_CONTENT_LENGTH, where a server made it, says what CONTENT_LENGTH says [vector 25, stated]", () => {
    expect(readFrom(wsgi10, { HTTP_CONTENT_LENGTH: bytes("3") })).toMatchObject({ headers: [["content-length", "3"]] });
    expect(readFrom(wsgi10, { CONTENT_LENGTH: bytes("3"), HTTP_CONTENT_LENGTH: bytes("3") })).toMatchObject({
      headers: [["content-length", "3"]],
    });
  });
});

describe("Rack, The Response, in bytes", () => {
  test.each([
    ["binary", "\xe9"],
    ["UTF-8", "\xc3\xa9"],
  ])("a %s value is its bytes [vectors 11 and 12, observed]", (_, value) => {
    expect(wireOf(asgi3, 200, [[bytes("x-a"), bytes(value)]], [bytes("x")])).toBe(`HTTP/1.1 200 \r\nx-a: ${value}\r\n\r\nx`);
  });

  test("several values of a header are several lines [vector 13, stated]", () => {
    expect(
      wireOf(asgi3, 200, [
        [bytes("set-cookie"), bytes("a")],
        [bytes("set-cookie"), bytes("b")],
      ]),
    ).toBe("HTTP/1.1 200 \r\nset-cookie: a\r\nset-cookie: b\r\n\r\n");
  });

  test("several values joined by a line feed, as Rack 2 had them, are refused [vector 13, observed]", () => {
    expect(refusedHeader(web3, bytes("set-cookie"), bytes("a\nb"))).toBe("HEAD_INJECTION");
  });

  test("a status is a number, and nothing else [vector 14, observed]", () => {
    expect(wireOf(asgi3, 201, [])).toBe("HTTP/1.1 201 \r\n\r\n");
  });

  test("a body is as long as its bytes [vector 15, observed]", () => {
    expect(wireOf(asgi3, 200, [], [bytes("\xc3\xa9")])).toBe("HTTP/1.1 200 \r\n\r\n\xc3\xa9");
  });

  test("a number becomes a status line with the registered phrase, and the phrase is lost on the way back [vector 17, derived]", () => {
    expect(transcodeAnswer(asgi3, pep3333, { status: 200, headers: [], body: [] }).status).toBe("200 OK");
    expect(transcodeAnswer(pep3333, asgi3, { status: "200 Fine", headers: [], body: [] }).status).toBe(200);
  });
});

describe("Rack::Lint, what our models refuse as well", () => {
  test("a name in upper case is lowered, not refused [vector 18, stated]", () => {
    expect(
      transcodeAnswer(web3, asgi3, { status: bytes("200 OK"), headers: [[bytes("X-A"), bytes("v")]], body: [] }).headers,
    ).toStrictEqual([[bytes("x-a"), bytes("v")]]);
  });

  test.each(["a\rb", "a\nb", "a\0b"])("a value with CR, LF or NUL: %j [vector 19, stated]", (value) => {
    expect(refusedHeader(asgi3, bytes("x-a"), bytes(value))).toBe("HEAD_INJECTION");
  });

  test.each(["a b", "\xe9"])("a name that is no token: %j [vector 20, stated]", (name) => {
    expect(refusedHeader(asgi3, bytes(name), bytes("v"))).toBe("BAD_HEADER");
  });
});

describe("Rack::Lint, as our lint has it", () => {
  const type = [bytes("content-type"), bytes("text/plain")];

  test("204 has no body: what there is of it is not sent [vector 16, observed]", async () => {
    const sent = async (_: Any, __: Any, send: Any) => {
      await send({ type: "http.response.start", status: 204, headers: [] });
      await send({ type: "http.response.body", body: bytes("x") });
    };
    expect(await outcome(asgi3, sent)).toMatchObject({ status: 204, body: "", code: undefined });
    expect(await found(application(asgi3, sent))).toStrictEqual(["FORBIDDEN_BODY"]);
  });

  test("a name in upper case, where the model has lower-case names [vector 18, stated]", async () => {
    expect(await found(answer(asgi3, { headers: [type, [bytes("X-A"), bytes("v")]] }))).toStrictEqual(["UPPER_CASE_NAME"]);
  });

  test("an application sends no header called status [vector 20, stated]", async () => {
    expect(await found(answer(asgi3, { headers: [type, [bytes("status"), bytes("200")]] }))).toStrictEqual(["STATUS_HEADER"]);
  });

  test("204 has no content-length [vector 21, stated]", async () => {
    const headers = [[bytes("content-length"), bytes("0")]];
    expect(await found(answer(asgi3, { status: 204, headers, body: [] }))).toStrictEqual(["FORBIDDEN_CONTENT_LENGTH"]);
  });

  test("SCRIPT_NAME is never a lone slash [vector 23, stated]", async () => {
    expect(await found(environ(web3, { SCRIPT_NAME: bytes("/") }))).toStrictEqual(["LONE_SLASH"]);
  });

  test.each(["a", "/a#b", "*"])("PATH_INFO begins with a slash and has no fragment: %j [vector 24, stated]", async (path) => {
    expect(await found(environ(encoded, { PATH_INFO: bytes(path) }))).toStrictEqual(["BAD_PATH"]);
  });

  test("or is * for OPTIONS [vector 24, stated]", async () => {
    expect(await found(environ(encoded, {}, message("OPTIONS * HTTP/1.1", "Host: h")))).toStrictEqual([]);
  });

  test("no HTTP_CONTENT_LENGTH [vector 25, stated]", async () => {
    expect(await found(environ(wsgi10, { HTTP_CONTENT_LENGTH: bytes("0") }))).toStrictEqual(["FORBIDDEN_VARIABLE"]);
  });

  test("an environ that is frozen, an answer of two or four, a status that is a string [vector 26, stated]", async () => {
    const frozen = Object.freeze(valuesOf(environOf(pep3333, get("/"))));
    const nothing = (_: Any, start: Any) => {
      start("204 No Content", []);
      return [];
    };
    expect(await found(application(pep3333, nothing, { environ: frozen }))).toStrictEqual(["ENVIRON_TYPE"]);
    const [status, headers] = [bytes("200 OK"), [type]];
    expect(await found(application(web3, () => [status, headers]))).toStrictEqual(["NOT_STARTED"]);
    expect(await found(application(web3, () => [status, headers, [], null]))).toStrictEqual(["NOT_STARTED"]);
    expect(await found(answer(asgi3, { status: "200" }))).toStrictEqual(["WRONG_TYPE"]);
  });
});

test("every vector of Rack is stated here or listed for later", ({ task }) => {
  expect(ledger("rack", 26, task)).toEqual(complete);
});
