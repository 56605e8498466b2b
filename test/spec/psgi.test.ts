import { describe, expect, test } from "vitest";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import { answer, application, environ, found } from "./found.ts";
import {
  bytes,
  complete,
  get,
  ledger,
  refusedChunk,
  refusedHeader,
  refusedStatus,
  requestOf,
  seenBy,
  transcoded,
  wireOf,
} from "./helpers.ts";

// A Perl scalar of characters 0 to 255 is what the hub holds, and what the bytes models present.
describe("PSGI, The Environment, as the hub and the bytes models have it", () => {
  test("the path is decoded, the target and the query are as sent [vector 1, observed]", () => {
    const request = get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF");
    const { pathInfo, target, query } = requestOf(request);
    expect([pathInfo, target, query]).toStrictEqual(["/caf\xc3\xa9/x/\xff", "/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF", "q=%C3%A9&r=%FF"]);
    expect(seenBy(web3, request, "PATH_INFO", "REQUEST_URI", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: bytes(pathInfo),
      REQUEST_URI: bytes("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"),
      QUERY_STRING: bytes(query),
    });
  });

  test("raw bytes are in path and target [vector 2, observed]", () => {
    const seen = { PATH_INFO: bytes("/\xc3\xa9\xff"), REQUEST_URI: bytes("/\xc3\xa9\xff") };
    expect(seenBy(web3, get("/\xc3\xa9\xff"), "PATH_INFO", "REQUEST_URI")).toStrictEqual(seen);
    expect(seenBy(wsgi10, get("/\xc3\xa9\xff"), "PATH_INFO", "REQUEST_URI")).toStrictEqual(seen);
  });

  test("raw bytes are in the query [vector 3, observed]", () => {
    expect(seenBy(wsgi10, get("/?\xc3\xa9\xff"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: bytes("\xc3\xa9\xff") });
  });

  test("a header value is its bytes [vector 4, observed]", () => {
    expect(seenBy(wsgi10, get("/", "X-A: \xe9\xff"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: bytes("\xe9\xff") });
  });

  test("a name with an underscore is not exported and cookies join with a semicolon, where Starman merges and has a comma [vector 5, observed]", () => {
    const lines = ["X-A: 1", "X-A: 2", "X_A: 3", "Cookie: a=1", "Cookie: b=2"];
    expect(seenBy(wsgi10, get("/", ...lines), "HTTP_X_A", "HTTP_COOKIE")).toStrictEqual({
      HTTP_X_A: bytes("1, 2"),
      HTTP_COOKIE: bytes("a=1; b=2"),
    });
  });

  test("slashes and dot segments are left alone [vector 6, observed]", () => {
    expect(requestOf(get("//a//b/../c/./d")).pathInfo).toBe("//a//b/../c/./d");
  });

  test("an escaped NUL is a byte of the path, which Starman cuts off there [vector 7, observed]", () => {
    expect(requestOf(get("/a%00b"))).toMatchObject({ pathInfo: "/a\0b", rawPath: "/a%00b" });
  });

  test("a bad escape stays as it was written, where Starman answers 400; a plus sign is not a space [vector 8, observed]", () => {
    expect(requestOf(get("/a%zz%4")).pathInfo).toBe("/a%zz%4");
    expect(requestOf(get("/a+b%2Bc;p=1?a+b"))).toMatchObject({ pathInfo: "/a+b+c;p=1", query: "a+b" });
  });

  test("an empty query is the empty string [vector 9, observed]", () => {
    expect(requestOf(get("/?")).query).toBe("");
  });

  test("an absolute-form target gives its path, where Starman has all of it in PATH_INFO [vector 10, observed]", () => {
    expect(requestOf(get("http://ex.com/p%41?q"))).toMatchObject({ pathInfo: "/pA", target: "http://ex.com/p%41?q" });
  });

  test("to PEP 3333 each value is the latin-1 image of its bytes [vector 17, derived]", () => {
    expect(
      transcoded(wsgi10, pep3333, { PATH_INFO: bytes("/caf\xc3\xa9/\xff"), REQUEST_URI: bytes("/caf%C3%A9/%FF"), HTTP_X: bytes("\xe9") }),
    ).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/\xff",
      REQUEST_URI: "/caf%C3%A9/%FF",
      HTTP_X: "\xe9",
    });
  });
});

describe("PSGI, The Response, in bytes", () => {
  test("a header value and a chunk are their bytes [vectors 11 and 13, observed]", () => {
    expect(wireOf(web3, bytes("200 OK"), [[bytes("X-A"), bytes("\xe9")]], [bytes("\xe9")])).toBe(
      "HTTP/1.1 200 OK\r\nX-A: \xe9\r\n\r\n\xe9",
    );
  });

  test("a repeated header is two lines [vector 12, observed]", () => {
    expect(
      wireOf(web3, bytes("200 OK"), [
        [bytes("X-A"), bytes("1")],
        [bytes("X-A"), bytes("2")],
      ]),
    ).toBe("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\n\r\n");
  });
});

describe("Plack::Middleware::Lint, what our models refuse as well", () => {
  test("a value that is none, or holds LF or NUL; TAB passes, which Lint refuses [vector 19, stated]", () => {
    expect(refusedHeader(web3, bytes("X-A"), undefined)).toBe("WRONG_TYPE");
    expect(refusedHeader(web3, bytes("X-A"), bytes("a\nb"))).toBe("HEAD_INJECTION");
    expect(refusedHeader(web3, bytes("X-A"), bytes("a\0b"))).toBe("HEAD_INJECTION");
    expect(refusedHeader(web3, bytes("X-A"), bytes("a\tb"))).toBeUndefined();
  });

  test("a name that is no token; 1X, X- and Status are tokens [vector 20, stated]", () => {
    expect(refusedHeader(web3, bytes("X:A"), bytes("v"))).toBe("BAD_HEADER");
    expect(refusedHeader(web3, bytes("X A"), bytes("v"))).toBe("BAD_HEADER");
    expect(refusedHeader(web3, bytes("1X"), bytes("v"))).toBeUndefined();
    expect(refusedHeader(web3, bytes("X-"), bytes("v"))).toBeUndefined();
  });

  test.each(["99 x", "abc x"])("a status below 100 or that is no number: %j [vector 21, stated]", (status) => {
    expect(refusedStatus(web3, bytes(status))).toBe("BAD_STATUS");
  });

  test("a character above U+00FF in the body [vector 23, stated]", () => {
    expect(refusedChunk(modWsgi, "\u20ac")).toBe("UNENCODABLE");
  });
});

describe("Plack::Middleware::Lint, as our lint has it", () => {
  const type = [bytes("Content-Type"), bytes("text/plain")];
  const with204 = (...headers: unknown[]) => answer(web3, { status: bytes("204 No Content"), headers, body: [] });

  test("204 has no Content-Length [vector 16, stated]", async () => {
    expect(await found(with204())).toStrictEqual([]);
    expect(await found(with204([bytes("Content-Length"), bytes("0")]))).toStrictEqual(["FORBIDDEN_CONTENT_LENGTH"]);
  });

  test("headers are no dictionary, and come in pairs [vector 18, stated]", async () => {
    expect(await found(answer(web3, { headers: { "Content-Type": "text/plain" } }))).toStrictEqual(["WRONG_TYPE"]);
    expect(await found(answer(web3, { headers: [type, [bytes("X-A")]] }))).toStrictEqual(["WRONG_TYPE"]);
  });

  test.each([
    ["1X", "ODD_HEADER_NAME"],
    ["X-", "ODD_HEADER_NAME"],
    ["X_", "ODD_HEADER_NAME"],
    ["Status", "STATUS_HEADER"],
    ["X:A", "BAD_HEADER"],
  ])("a name that is no name for a header: %j [vector 20, stated]", async (name, code) => {
    expect(await found(answer(web3, { headers: [type, [bytes(name), bytes("v")]] }))).toStrictEqual([code]);
  });

  test("200 has a Content-Type and 304 has none [vector 22, stated]", async () => {
    expect(await found(answer(web3, { headers: [], body: [] }))).toStrictEqual(["NO_CONTENT_TYPE"]);
    expect(await found(answer(web3, { status: bytes("304 Not Modified"), headers: [type], body: [] }))).toStrictEqual([
      "FORBIDDEN_CONTENT_TYPE",
    ]);
  });

  test("a callable is an answer only where the environ says so [vector 24, stated]", async () => {
    expect(await found(application(web3, () => () => null, { take: () => {} }))).toStrictEqual(["NOT_STARTED"]);
  });

  test("no HTTP_CONTENT_LENGTH, and SCRIPT_NAME is never a lone slash [vector 25, stated]", async () => {
    expect(await found(environ(web3, { HTTP_CONTENT_LENGTH: bytes("0") }))).toStrictEqual(["FORBIDDEN_VARIABLE"]);
    expect(await found(environ(pep3333, { SCRIPT_NAME: "/" }))).toStrictEqual(["LONE_SLASH"]);
  });
});

test("every vector of PSGI is stated here or listed for later", ({ task }) => {
  expect(ledger("psgi", 25, task)).toEqual(complete);
});
