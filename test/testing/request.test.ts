import { describe, expect, test } from "vitest";
import { readHttp1 } from "../../src/gateways/http1.ts";
import { request } from "../../src/testing/testing.ts";
import { byteString, toBytes } from "../../src/wire.ts";

describe("request", () => {
  test("is read as a gateway reads it", () => {
    const wire = "GET /caf%C3%A9?q=1 HTTP/1.1\r\nHost: example.org\r\nX-A: 1\r\n\r\n";
    const options = { remoteAddr: byteString("192.0.2.7"), remotePort: byteString("50007") };
    expect(request("GET /caf%C3%A9?q=1", { headers: { "X-A": "1" } })).toEqual({ ...readHttp1(toBytes(byteString(wire)), options) });
  });

  test("takes the version where it is given, and HTTP/1.1 where not", () => {
    expect(request("GET / HTTP/1.0").protocol).toBe("HTTP/1.0");
    expect(request("GET /").protocol).toBe("HTTP/1.1");
    expect(request("GET /", { protocol: "HTTP/2" }).protocol).toBe("HTTP/2");
  });

  test("takes headers as a record or as lines, in strings that spell bytes or in bytes", () => {
    const expected = [
      ["Host", "example.org"],
      ["X-A", "1"],
      ["X-A", "\xe9"],
    ];
    expect(request("GET /", { headers: { "X-A": ["1", Uint8Array.of(0xe9)] } }).headers).toEqual(expected);
    expect(
      request("GET /", {
        headers: [
          ["X-A", "1"],
          ["X-A", "\xe9"],
        ],
      }).headers,
    ).toEqual(expected);
  });

  test("has one Host: that of the headers, of `host`, or example.org", () => {
    expect(request("GET /", { headers: { host: "h" } }).headers).toEqual([["host", "h"]]);
    expect(request("GET /", { host: "h:81" })).toMatchObject({ serverName: "h", serverPort: "81", headers: [["Host", "h:81"]] });
    expect(request("GET / HTTP/1.0", { host: null }).headers).toEqual([]);
  });

  test.each([
    ["a string of bytes", "caf\xe9", "4"],
    ["bytes", Uint8Array.of(1, 2), "2"],
    ["chunks", [Uint8Array.of(1), Uint8Array.of(2, 3)], "3"],
    ["no chunks", [], "0"],
  ])("says the length of %s", (_, body, length) => {
    expect(request("POST /", { body }).headers).toContainEqual(["Content-Length", length]);
  });

  test("says no length that it does not know, or that is said", () => {
    async function* later() {
      yield Uint8Array.of(1);
    }
    expect(request("POST /", { body: later() }).headers).toEqual([["Host", "example.org"]]);
    expect(request("POST /", { body: "abc", headers: { "Content-Length": "1" } }).headers).toContainEqual(["Content-Length", "1"]);
    expect(request("POST /", { body: "abc", headers: { "Transfer-Encoding": "chunked" } }).headers).toHaveLength(2);
  });

  test("has what a server and a middleware add", () => {
    const own = {};
    const { variables, extra, scriptName, pathInfo, scheme } = request("GET /app/x", {
      mount: "/app",
      scheme: "https",
      variables: { REMOTE_USER: "jos" },
      extra: { "my.own": own },
    });
    expect([variables?.get(byteString("REMOTE_USER")), scriptName, pathInfo, scheme]).toEqual(["jos", "/app", "/x", "https"]);
    expect(extra?.get(byteString("my.own"))).toBe(own);
  });

  test("behind CGI has neither target nor raw path", () => {
    expect(request("GET /a%2Fb", { behind: "cgi" })).toMatchObject({ target: undefined, rawPath: undefined, pathInfo: "/a/b" });
    expect(request("GET /", { remoteAddr: null }).remoteAddr).toBeUndefined();
  });

  test.each([
    ["GET", {}, "BAD_REQUEST_LINE", 3],
    ["GET /\r\nX: y HTTP/1.1", {}, "BAD_REQUEST_LINE", 5],
    ["G(T /", {}, "BAD_METHOD", 1],
    ["GET elsewhere", {}, "BAD_TARGET", 4],
    ["GET / HTTP/3.0", {}, "BAD_VERSION", 11],
    ["GET /", { headers: { "X-A": "a\r\nX-B: b" } }, "BAD_HEADER_VALUE", 41],
    ["GET /", { headers: { "X A": "a" } }, "BAD_HEADER_NAME", 36],
    ["GET /", { headers: { "X-A": "\0" } }, "BAD_HEADER_VALUE", 40],
    ["GET /", { host: "a b" }, "BAD_HOST", 23],
  ] as const)("%j with %j is refused as %s at %i", (line, options, code, offset) => {
    expect(() => request(line, options)).toThrow(expect.objectContaining({ code, where: { offset } }));
  });

  test("a string that spells no bytes is refused", () => {
    expect(() => request("GET /€")).toThrow(expect.objectContaining({ code: "NOT_BYTES" }));
    expect(() => request("POST /", { body: "€" })).toThrow(expect.objectContaining({ code: "NOT_BYTES" }));
    expect(() => request("GET /", { headers: { "X-A": "€" } })).toThrow(expect.objectContaining({ code: "NOT_BYTES" }));
  });
});
