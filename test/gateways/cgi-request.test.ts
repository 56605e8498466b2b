/** Meta-variables as a request, and a response as CGI has it. */
import { describe, expect, test } from "vitest";
import { StringModelError } from "../../src/errors.ts";
import type { RawResponse } from "../../src/exchange.ts";
import { cgiHead } from "../../src/gateways/cgi/head.ts";
import { requestOf } from "../../src/gateways/cgi/request.ts";
import { addVariable, bodyLength, contentLength } from "../../src/gateways/cgi/variables.ts";
import type { PeerFacts } from "../../src/gateways/connection.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import type { ByteString } from "../../src/wire.ts";

const variables = (given: Record<string, string>) =>
  new Map(Object.entries({ REQUEST_METHOD: "GET", ...given })) as Map<ByteString, ByteString>;
const read = (given: Record<string, string>, options: GatewayOptions = {}, facts?: PeerFacts) =>
  requestOf(variables(given), [], options, facts);

/** The refusal, as its code and where it is. */
function refusal(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return [error.code, error.where.key];
    throw error;
  }
}

describe("RFC 3875, 4.1: meta-variables", () => {
  test("each has its place, and what has none stays a variable", () => {
    const request = read({
      REQUEST_URI: "/a%2Fpp/x%FF?q=%C3%A9",
      SCRIPT_NAME: "/a/pp",
      PATH_INFO: "/x\xff",
      QUERY_STRING: "q=%C3%A9",
      SERVER_PROTOCOL: "HTTP/1.1",
      SERVER_NAME: "example.org",
      SERVER_PORT: "8080",
      REMOTE_ADDR: "192.0.2.7",
      REMOTE_PORT: "50007",
      CONTENT_TYPE: "text/plain",
      CONTENT_LENGTH: "3",
      HTTP_HOST: "h",
      HTTP_X_A: "\xe9\xff",
      DOCUMENT_ROOT: "/srv",
      AUTH_TYPE: "Basic",
      REDIRECT_STATUS: "200",
      SSL_CLIENT_SAN_Email_0: "a@b",
    });
    expect(request).toMatchObject({
      method: "GET",
      target: "/a%2Fpp/x%FF?q=%C3%A9",
      scriptName: "/a/pp",
      pathInfo: "/x\xff",
      rawPath: "/a%2Fpp/x%FF",
      query: "q=%C3%A9",
      protocol: "HTTP/1.1",
      scheme: "http",
      serverName: "example.org",
      serverPort: "8080",
      remoteAddr: "192.0.2.7",
      remotePort: "50007",
    });
    expect(request.headers).toEqual([
      ["content-type", "text/plain"],
      ["content-length", "3"],
      ["host", "h"],
      ["x-a", "\xe9\xff"],
    ]);
    expect([...(request.variables ?? [])]).toEqual([
      ["DOCUMENT_ROOT", "/srv"],
      ["AUTH_TYPE", "Basic"],
      ["REDIRECT_STATUS", "200"],
      ["SSL_CLIENT_SAN_Email_0", "a@b"],
    ]);
  });

  test("empty means missing", () => {
    const request = read({ REMOTE_ADDR: "", REMOTE_PORT: "", CONTENT_TYPE: "", CONTENT_LENGTH: "", REQUEST_URI: "", SERVER_PROTOCOL: "" });
    expect(request).toMatchObject({ remoteAddr: undefined, remotePort: undefined, target: undefined, headers: [], protocol: "HTTP/1.0" });
    expect(refusal(() => requestOf(variables({ REQUEST_METHOD: "" }), [], {}))).toEqual(["MISSING_VARIABLE", "REQUEST_METHOD"]);
  });

  test("a header whose value is empty is one", () => {
    expect(read({ HTTP_X: "" }).headers).toEqual([["x", ""]]);
  });

  test("white space around a header value is not part of it", () => {
    expect(read({ HTTP_X: " \ta b\t" }).headers).toEqual([["x", "a b"]]);
  });

  test("HTTP_PROXY reaches nobody (CVE-2016-5388), nor does what is no meta-variable's name", () => {
    const request = read({
      HTTP_PROXY: "http://evil.example",
      http_proxy: "x",
      path: "/",
      "proxy-nokeepalive": "1",
      HTTP_x: "1",
      "HTTP_A.B": "1",
    });
    expect([request.headers, request.variables]).toEqual([[], undefined]);
  });

  test("HTTP_CONTENT_TYPE, which nginx has too, says nothing new, and HTTP_CONTENT_LENGTH nothing at all", () => {
    expect(read({ CONTENT_TYPE: "a/b", HTTP_CONTENT_TYPE: "a/b", HTTP_CONTENT_LENGTH: "7" }).headers).toEqual([["content-type", "a/b"]]);
    expect(read({ CONTENT_TYPE: "", HTTP_CONTENT_TYPE: "a/b" }).headers).toEqual([["content-type", "a/b"]]);
  });

  test("without SERVER_NAME the client's Host says it, and without that our own address", () => {
    const facts = { scheme: "http", localAddr: "10.0.0.1", localPort: "9000" } as PeerFacts;
    const named = ({ serverName, serverPort }: ReturnType<typeof read>) => [serverName, serverPort];
    expect(named(read({ HTTP_HOST: "h:81" }, {}, facts))).toEqual(["h", "81"]);
    expect(named(read({}, {}, facts))).toEqual(["10.0.0.1", "9000"]);
    expect(named(read({}, {}, { scheme: "http" }))).toEqual(["localhost", "80"]);
    expect(named(read({ HTTPS: "on" }))).toEqual(["localhost", "443"]);
  });

  test.each([
    ["REQUEST_METHOD", "G T"],
    ["REQUEST_METHOD", "GET\r\nX: 1"],
    ["SERVER_PROTOCOL", "HTTP/one"],
    ["SERVER_PORT", "65536"],
    ["SERVER_PORT", "-1"],
    ["REMOTE_PORT", "1e3"],
    ["PATH_INFO", "no/slash"],
    ["PATH_INFO", "/a\0b"],
    ["QUERY_STRING", "\0"],
  ])("%s %j is refused", (key, value) => {
    expect(refusal(() => read({ [key]: value }))).toEqual(["BAD_VARIABLE", key]);
  });

  test.each(["a\nb", "a\rb", "\x7f", "\x01"])("the header value %j is refused", (value) => {
    expect(refusal(() => read({ HTTP_X: value }))).toEqual(["BAD_HEADER_VALUE", "HTTP_X"]);
  });

  test("INCLUDED and HTTP/2.0 are protocols (4.1.16)", () => {
    expect(read({ SERVER_PROTOCOL: "INCLUDED" }).protocol).toBe("INCLUDED");
    expect(read({ SERVER_PROTOCOL: "HTTP/2.0" }).protocol).toBe("HTTP/2.0");
  });

  test("limits on headers and target hold", () => {
    expect(refusal(() => read({ HTTP_A: "", HTTP_B: "" }, { limits: { headers: 1 } }))).toEqual(["TOO_LARGE", "head"]);
    expect(refusal(() => read({ REQUEST_URI: "/abc" }, { limits: { target: 3 } }))).toEqual(["TOO_LARGE", "target"]);
  });
});

describe("RFC 3875, 4.1.2: CONTENT_LENGTH", () => {
  test.each([
    ["3", 3],
    ["", undefined],
    ["007", 7],
  ])("%j is %j", (value, length) => {
    expect(contentLength(variables({ CONTENT_LENGTH: value }))).toBe(length);
  });
  test.each(["-1", "+1", "1, 1", "0x1", "1e3", " 1", "9999999999999999"])("%j is refused", (value) => {
    expect(refusal(() => contentLength(variables({ CONTENT_LENGTH: value })))).toEqual(["BAD_CONTENT_LENGTH", "CONTENT_LENGTH"]);
  });
  test("a limit holds, and null is none", () => {
    const four = variables({ CONTENT_LENGTH: "4" });
    expect(refusal(() => bodyLength(four, { limits: { body: 3 } }))).toEqual(["TOO_LARGE", "CONTENT_LENGTH"]);
    expect(bodyLength(four, { limits: { body: null } })).toBe(4);
  });
});

describe("PEP 3333, The Server/Gateway Side: the scheme", () => {
  // The spec's own sample knows on and 1 in lower case (web3 10; CGI 14).
  test.each([
    [{ HTTPS: "on" }, "https"],
    [{ HTTPS: "1" }, "https"],
    [{ HTTPS: "ON" }, "http"],
    [{ HTTPS: "off" }, "http"],
    [{ HTTPS: "yes" }, "http"],
    [{ HTTPS: "" }, "http"],
    [{ REQUEST_SCHEME: "https" }, "https"],
    [{ UWSGI_SCHEME: "https" }, "https"],
    [{ REQUEST_SCHEME: "http", HTTPS: "on" }, "https"],
    [{ REQUEST_SCHEME: "https", HTTPS: "off" }, "http"],
    [{}, "http"],
  ])("of %j is %s", (given, scheme) => {
    expect(read(given as Record<string, string>).scheme).toBe(scheme);
  });
  test("HTTPS stays a variable", () => {
    expect(read({ HTTPS: "on" }).variables?.get("HTTPS" as ByteString)).toBe("on");
  });
});

describe("docs/gateways.md, What front ends say: the path", () => {
  const path = (given: Record<string, string>, mount?: string) => {
    const { scriptName, pathInfo, rawPath } = read(given, { mount: mount as ByteString | undefined });
    return [scriptName, pathInfo, rawPath];
  };
  test("nginx, fastcgi_params: SCRIPT_NAME is all of it", () => {
    expect(path({ SCRIPT_NAME: "/a/b", REQUEST_URI: "/a/%62?q" })).toEqual(["", "/a/b", "/a/%62"]);
  });
  test("nginx, uwsgi_params: PATH_INFO is all of it", () => {
    expect(path({ PATH_INFO: "/a/b", REQUEST_URI: "/a%2Fb" })).toEqual(["", "/a/b", "/a%2Fb"]);
  });
  test("nginx, scgi_params: DOCUMENT_URI is all of it, and stays a variable", () => {
    expect(path({ DOCUMENT_URI: "/a/b", REQUEST_URI: "//a/b" })).toEqual(["", "/a/b", undefined]);
    expect(read({ DOCUMENT_URI: "/a" }).variables?.get("DOCUMENT_URI" as ByteString)).toBe("/a");
  });
  test("SCGI's own example: there is REQUEST_URI alone", () => {
    expect(path({ REQUEST_URI: "/caf%C3%A9?q" })).toEqual(["", "/caf\xc3\xa9", "/caf%C3%A9"]);
    expect(read({ REQUEST_URI: "/?q" }).query).toBe("q");
  });
  test("a path that was normalised has no raw one", () => {
    expect(path({ SCRIPT_NAME: "/b", REQUEST_URI: "/a/../b" })).toEqual(["", "/b", undefined]);
  });
  test("mod_cgi: SCRIPT_NAME is the program, PATH_INFO the rest", () => {
    expect(path({ SCRIPT_NAME: "/cgi-bin/app", PATH_INFO: "/x", REQUEST_URI: "/cgi-bin/app/x" })).toEqual([
      "/cgi-bin/app",
      "/x",
      "/cgi-bin/app/x",
    ]);
    expect(path({ SCRIPT_NAME: "/cgi-bin/app", PATH_INFO: "" })).toEqual(["/cgi-bin/app", "", undefined]);
  });
  test("mod_proxy_uwsgi: a mount with a slash at its end loses it", () => {
    expect(path({ SCRIPT_NAME: "/app/", PATH_INFO: "/" })).toEqual(["/app", "/", undefined]);
    expect(path({ SCRIPT_NAME: "/", PATH_INFO: "" })).toEqual(["", "/", undefined]);
    expect(path({ SCRIPT_NAME: "/", PATH_INFO: "x" })).toEqual(["", "/x", undefined]);
  });
  test("a mount without a slash before it is refused, and one that goes on in the middle of a segment", () => {
    expect(refusal(() => path({ SCRIPT_NAME: "/a", PATH_INFO: "b" }))).toEqual(["BAD_VARIABLE", "PATH_INFO"]);
    expect(refusal(() => path({ SCRIPT_NAME: "/a", PATH_INFO: "*" }))).toEqual(["BAD_VARIABLE", "PATH_INFO"]);
    expect(refusal(() => path({ SCRIPT_NAME: "a", PATH_INFO: "" }))).toEqual(["BAD_VARIABLE", "SCRIPT_NAME"]);
    expect(path({ SCRIPT_NAME: "/a", PATH_INFO: "b" }, "")).toEqual(["", "/ab", undefined]);
  });
  test("a mount of one's own cuts all of it anew", () => {
    expect(path({ SCRIPT_NAME: "/app/x", REQUEST_URI: "/%61pp/x" }, "/app")).toEqual(["/app", "/x", "/%61pp/x"]);
    expect(path({ SCRIPT_NAME: "/app", PATH_INFO: "/x%41\xff" }, "")).toEqual(["", "/app/x%41\xff", undefined]);
    expect(path({ PATH_INFO: "/application" }, "/app")).toEqual(["", "/application", undefined]);
    expect(path({ PATH_INFO: "/app/x", REQUEST_URI: "/app%2Fx" }, "/app")).toEqual(["", "/app/x", "/app%2Fx"]);
  });
  test("an absolute target and an asterisk have their paths (RFC 9112, 3.2)", () => {
    expect(path({ PATH_INFO: "/p", REQUEST_URI: "http://h/p?q" })).toEqual(["", "/p", "/p"]);
    expect(path({ REQUEST_METHOD: "OPTIONS", PATH_INFO: "*", REQUEST_URI: "*" })).toEqual(["", "*", "*"]);
  });
  test("nothing at all is an empty path", () => {
    expect(path({})).toEqual(["", "", undefined]);
  });
});

describe("a variable that is there twice", () => {
  const twice = (name: string, first: string, second: string) => {
    const map = new Map<ByteString, ByteString>();
    for (const value of [first, second]) addVariable(map, name as ByteString, value as ByteString);
    return map.get(name as ByteString);
  };
  test("a header is joined (RFC 9110, 5.3; RFC 9113, 8.2.3)", () => {
    expect(twice("HTTP_X", "a", "b")).toBe("a, b");
    expect(twice("HTTP_COOKIE", "a=1", "b=2")).toBe("a=1; b=2");
  });
  test("of Host and of what is no header the last counts", () => {
    expect(twice("HTTP_HOST", "a", "b")).toBe("b");
    expect(twice("SCRIPT_NAME", "/a", "/b")).toBe("/b");
  });
  test("CONTENT_LENGTH is refused", () => {
    expect(refusal(() => twice("CONTENT_LENGTH", "1", "1"))).toEqual(["BAD_CONTENT_LENGTH", "CONTENT_LENGTH"]);
  });
});

describe("RFC 3875, 6.3: the head of a response", () => {
  const head = (response: Partial<RawResponse>) => cgiHead({ status: 200, headers: [], body: [], ...response });
  const lines = (...pairs: [string, string][]) => pairs as unknown as RawResponse["headers"];
  test("begins with Status (CGI 13)", () => {
    expect(head({ reason: "OK" as ByteString, headers: lines(["X", "\xe9"]) })).toBe("Status: 200 OK\r\nX: \xe9\r\n\r\n");
  });
  test("has the registered phrase where there is none", () => {
    expect(head({ status: 404 })).toBe("Status: 404 Not Found\r\n\r\n");
    expect(head({ status: 404, reason: "" as ByteString })).toBe("Status: 404 \r\n\r\n");
  });
  test("has no hop-by-hop lines (6.3.4), nor a second Status", () => {
    const headers = lines(
      ["Connection", "close"],
      ["Transfer-Encoding", "chunked"],
      ["STATUS", "500 No"],
      ["Keep-Alive", "1"],
      ["A", "1"],
      ["A", "2"],
    );
    expect(head({ headers })).toBe("Status: 200 OK\r\nA: 1\r\nA: 2\r\n\r\n");
  });
});
