import { describe, expect, test } from "vitest";
import modWsgi, { variants } from "../../proposals/mod_wsgi.ts";
import { writeEnviron } from "../../src/environ.ts";
import { type Any, answer, application, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  get,
  ledger,
  message,
  refusal,
  refusedChunk,
  refusedHeader,
  refusedHeaders,
  refusedStatus,
  requestOf,
  seenBy,
  valuesOf,
  variantOf,
  wireOf,
} from "./helpers.ts";

const raw = variantOf(variants, "mod_wsgi@raw");

describe("Definition #3 and mod_wsgi, the environ", () => {
  test("path, query and target are latin-1 images of their bytes [vector 1, observed]", () => {
    expect(seenBy(modWsgi, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "QUERY_STRING", "REQUEST_URI")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      QUERY_STRING: "q=%C3%A9&r=%FF",
      REQUEST_URI: "/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF",
    });
  });

  test("raw bytes in the path are in PATH_INFO and REQUEST_URI [vector 2, observed]", () => {
    expect(seenBy(modWsgi, get("/\xc3\xa9\xff"), "PATH_INFO", "REQUEST_URI")).toStrictEqual({
      PATH_INFO: "/\xc3\xa9\xff",
      REQUEST_URI: "/\xc3\xa9\xff",
    });
  });

  test("raw bytes in the query are in QUERY_STRING [vector 3, observed]", () => {
    expect(seenBy(modWsgi, get("/a?\xc3\xa9\xff"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: "\xc3\xa9\xff" });
  });

  test("a header value is the latin-1 image of its bytes, UTF-8 or not [vector 4, observed]", () => {
    expect(
      seenBy(modWsgi, get("/", "X-A: \xe9\xff", "X-U: \xc3\xa9", "Cookie: k=\xc3\xa9"), "HTTP_X_A", "HTTP_X_U", "HTTP_COOKIE"),
    ).toStrictEqual({
      HTTP_X_A: "\xe9\xff",
      HTTP_X_U: "\xc3\xa9",
      HTTP_COOKIE: "k=\xc3\xa9",
    });
  });

  test("a header with an underscore is not exported, nor is Proxy; cookies join with a semicolon, where Apache has a comma [vector 5, observed]", () => {
    const lines = ["X-A: 1", "X-A: 2", "X_A: 3", "Cookie: a=1", "Cookie: b=2", "Proxy: evil", "X-E:"];
    expect(seenBy(modWsgi, get("/", ...lines), "HTTP_X_A", "HTTP_COOKIE", "HTTP_PROXY", "HTTP_X_E")).toStrictEqual({
      HTTP_X_A: "1, 2",
      HTTP_COOKIE: "a=1; b=2",
      HTTP_PROXY: undefined,
      HTTP_X_E: "",
    });
  });

  test("a folded line is refused, and is one space where folds are allowed, as on Apache [vector 6, observed]", () => {
    const folded = get("/", "X-A: a", "  b");
    expect(refusal(() => requestOf(folded))).toBe("OBS_FOLD");
    expect(valuesOf(writeEnviron(modWsgi, requestOf(folded, { obsFold: "replace" })), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: "a b" });
  });

  test("slashes and dot segments are left alone, where Apache makes /a/c/d of them [vector 7, observed]", () => {
    expect(seenBy(modWsgi, get("//a//b/../c/./d"), "PATH_INFO", "REQUEST_URI")).toStrictEqual({
      PATH_INFO: "//a//b/../c/./d",
      REQUEST_URI: "//a//b/../c/./d",
    });
  });

  test("an absolute-form target gives path and host, and REQUEST_URI is all of it [vector 8, observed]", () => {
    expect(seenBy(modWsgi, get("http://ex.com/p%41?q"), "HTTP_HOST", "PATH_INFO", "REQUEST_URI")).toStrictEqual({
      HTTP_HOST: "ex.com",
      PATH_INFO: "/pA",
      REQUEST_URI: "http://ex.com/p%41?q",
    });
  });

  test("a plus sign is not a space [vector 9, observed]", () => {
    expect(seenBy(modWsgi, get("/a+b%2Bc;p=1?a+b"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: "/a+b+c;p=1",
      QUERY_STRING: "a+b",
    });
  });

  test("the length and type of a posted body are CONTENT_LENGTH and CONTENT_TYPE [vector 10, observed]", () => {
    const posted = `${message("POST / HTTP/1.1", "Host: h", "Content-Type: text/plain", "Content-Length: 3")}abc`;
    expect(seenBy(modWsgi, posted, "CONTENT_LENGTH", "CONTENT_TYPE")).toStrictEqual({ CONTENT_LENGTH: "3", CONTENT_TYPE: "text/plain" });
  });

  test("wsgi.script_name and wsgi.path_info, read as still encoded, are the path as sent in bytes [vector 18, derived]", () => {
    expect(seenBy(raw, get("/caf%C3%A9%2Fx/%FF"), "wsgi.script_name", "wsgi.path_info")).toStrictEqual({
      "wsgi.script_name": bytes(""),
      "wsgi.path_info": bytes("/caf%C3%A9%2Fx/%FF"),
    });
  });

  test("wsgi.script_name and wsgi.path_info, read as the note has it, are the decoded path in bytes [vector 19, derived]", () => {
    expect(seenBy(modWsgi, get("/caf%C3%A9%2Fx/%FF"), "wsgi.script_name", "wsgi.path_info")).toStrictEqual({
      "wsgi.script_name": bytes(""),
      "wsgi.path_info": bytes("/caf\xc3\xa9/x/\xff"),
    });
  });
});

describe("Definition #3 and mod_wsgi, the answer", () => {
  test.each([
    ["str", "200 \xc7\xe9"],
    ["bytes", bytes("200 \xc7\xe9")],
  ])("a reason phrase in %s is the same bytes [vector 11, observed]", (_, status) => {
    expect(wireOf(modWsgi, status, [])).toBe("HTTP/1.1 200 \xc7\xe9\r\n\r\n");
  });

  test.each([
    ["str", [["X-A", "\xe9\xff"]]],
    ["bytes", [[bytes("X-A"), bytes("\xe9\xff")]]],
  ])("a header in %s is the same bytes [vector 12, observed]", (_, headers) => {
    expect(wireOf(modWsgi, "200 OK", headers)).toBe("HTTP/1.1 200 OK\r\nX-A: \xe9\xff\r\n\r\n");
  });

  test("each value is converted by itself, so one answer may mix str and bytes [vector 13, stated]", () => {
    expect(
      wireOf(modWsgi, bytes("200 OK"), [
        [bytes("X-A"), "v"],
        ["X-B", bytes("w")],
      ]),
    ).toBe("HTTP/1.1 200 OK\r\nX-A: v\r\nX-B: w\r\n\r\n");
  });

  test("a str body is latin-1, where mod_wsgi 4 raises TypeError [vector 14, stated]", () => {
    expect(wireOf(modWsgi, "200 OK", [], ["caf\xe9"])).toBe("HTTP/1.1 200 OK\r\n\r\ncaf\xe9");
  });

  test("what write() is given is converted as the body is [vector 15, stated]", () => {
    expect(modWsgi.response.write.accepts).toStrictEqual(modWsgi.response.body.accepts);
    expect(modWsgi.response.write.accepts[1].encode("\xe9")).toBe("\xe9");
  });
});

describe("Definition #3 and mod_wsgi, what is refused", () => {
  test("a str that is not latin-1 [vector 20, stated]", () => {
    expect(refusedStatus(modWsgi, "200 \u20ac")).toBe("UNENCODABLE");
    expect(refusedHeader(modWsgi, "X-A", "\u20ac")).toBe("UNENCODABLE");
    expect(refusedChunk(modWsgi, "\u20ac")).toBe("UNENCODABLE");
  });

  test.each([1, null])("a value that is neither str nor bytes: %j [vector 21, stated]", (value) => {
    expect(refusedStatus(modWsgi, value)).toBe("WRONG_TYPE");
    expect(refusedHeader(modWsgi, "X-A", value)).toBe("WRONG_TYPE");
    expect(refusedHeader(modWsgi, value, "v")).toBe("WRONG_TYPE");
    expect(refusedChunk(modWsgi, value)).toBe("WRONG_TYPE");
  });

  test.each(["OK", "20 OK", "2000 OK"])("a status that is not three digits and a space: %j [vector 22, stated]", (status) => {
    expect(refusedStatus(modWsgi, status)).toBe("BAD_STATUS");
    expect(refusedStatus(modWsgi, bytes(status))).toBe("BAD_STATUS");
  });

  test.each(["a\nb", "a\rb", "a\r\nX-B: c"])("a header value with a line end: %j [vector 23, stated]", (value) => {
    expect(refusedHeader(modWsgi, "X-A", value)).toBe("HEAD_INJECTION");
    expect(refusedHeader(modWsgi, "X-A", bytes(value))).toBe("HEAD_INJECTION");
  });

  test("a header value with NUL, which mod_wsgi cuts off there [vector 23, observed]", () => {
    expect(refusedHeader(modWsgi, "X-A", "a\0b")).toBe("HEAD_INJECTION");
  });

  test("headers that are no list, or are no pairs [vector 24, stated]", () => {
    expect(refusedHeaders(modWsgi, new Set([["X-A", "v"]]))).toBe("WRONG_TYPE");
    expect(refusedHeaders(modWsgi, [["X-A", "v", "w"]])).toBe("WRONG_TYPE");
    expect(refusedHeaders(modWsgi, ["X-A: v"])).toBe("WRONG_TYPE");
  });
});

describe("Definition #3 and mod_wsgi, the calls", () => {
  const type = ["Content-Type", "text/plain"];
  const sized = (length: string) => [type, ["Content-Length", length]];
  const answering = (headers: Any, body: Any) => (_: Any, start: Any) => {
    start("200 OK", headers);
    return body;
  };

  test("write() takes str, and sends its bytes before the iterable's [vector 15, stated]", async () => {
    const written = (_: Any, start: Any) => {
      start("200 OK", [type])("\xe9");
      return ["x"];
    };
    expect(await found(application(modWsgi, written))).toStrictEqual([]);
    expect(await outcome(modWsgi, written)).toMatchObject({ body: "\xe9x", code: undefined });
  });

  test("no more is sent than Content-Length says [vector 16, observed]", async () => {
    const body = [bytes("ab"), bytes("cd")];
    expect(await found(answer(modWsgi, { headers: sized("2"), body }))).toStrictEqual(["BODY_TOO_LONG"]);
    expect(await outcome(modWsgi, answering(sized("2"), body))).toMatchObject({ status: 200, body: "ab", code: "BODY_TOO_LONG" });
  });

  test("a body that ends before breaks off there [vector 17, observed]", async () => {
    expect(await found(answer(modWsgi, { headers: sized("5"), body: [bytes("x")] }))).toStrictEqual(["BODY_TOO_SHORT"]);
    expect(await outcome(modWsgi, answering(sized("5"), [bytes("x")]))).toMatchObject({ status: 200, body: "x", code: "BODY_TOO_SHORT" });
  });

  test.each(["-1", "x"])("a Content-Length that is no number of bytes: %j [vector 25, stated]", async (length) => {
    expect(await found(answer(modWsgi, { headers: sized(length) }))).toStrictEqual(["BAD_CONTENT_LENGTH"]);
    expect(await outcome(modWsgi, answering(sized(length), []))).toMatchObject({ status: 500, code: "BAD_CONTENT_LENGTH" });
  });

  test("a chunk without start_response is an error [vector 26, observed]", async () => {
    const unstarted = () => [bytes("x")];
    expect(await found(application(modWsgi, unstarted))).toStrictEqual(["NOT_STARTED"]);
    expect(await outcome(modWsgi, unstarted)).toMatchObject({ status: 500, code: "NOT_STARTED" });
  });
});

test("every vector of mod_wsgi is stated here or listed for later", ({ task }) => {
  expect(ledger("mod-wsgi", 26, task)).toEqual(complete);
});
