import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cgiName, headerName, mergeHeaders } from "../../src/cgi/headers.ts";
import type { RawHeader } from "../../src/exchange.ts";
import type { ByteString } from "../../src/wire.ts";

const b = (text: string) => text as ByteString;
const lines = (...pairs: [string, string][]) => pairs as unknown as RawHeader[];

describe("RFC 3875, 4.1.18", () => {
  test.each([
    ["Host", "HTTP_HOST"],
    ["x-forwarded-for", "HTTP_X_FORWARDED_FOR"],
    ["X-2", "HTTP_X_2"],
    ["Content-Type", "CONTENT_TYPE"],
    ["CONTENT-LENGTH", "CONTENT_LENGTH"],
    ["Proxy-Authorization", "HTTP_PROXY_AUTHORIZATION"],
    ["-", "HTTP__"],
  ])("%s is the variable %s", (name, variable) => {
    expect(cgiName(b(name))).toBe(variable);
  });

  test.each(["X_A", "Content_Type", "x.a", "x a", "", "caf\xe9", "Proxy", "PROXY", "pRoXy", "X-A\n"])("%j is not exported", (name) => {
    expect(cgiName(b(name))).toBeUndefined();
    // The memo remembers refusals too.
    expect(cgiName(b(name))).toBeUndefined();
  });

  test.each([
    ["HTTP_X_A", "x-a"],
    ["HTTP_HOST", "host"],
    ["CONTENT_TYPE", "content-type"],
    ["CONTENT_LENGTH", "content-length"],
  ])("%s is the header %s", (variable, name) => {
    expect(headerName(b(variable))).toBe(name);
  });

  test.each(["HTTP_PROXY", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "HTTP_", "HTTP_x", "HTTP_X-A", "PATH_INFO", "HTTPS", ""])(
    "%j is no header",
    (variable) => {
      expect(headerName(b(variable))).toBeUndefined();
    },
  );

  test("headerName undoes cgiName, and cgiName undoes headerName", () => {
    const names = fc.string({ unit: fc.constantFrom(..."aZ9-_."), minLength: 1 }).map(b);
    fc.assert(
      fc.property(names, (name) => {
        const variable = cgiName(name);
        fc.pre(variable !== undefined);
        expect(headerName(variable!)).toBe(name.toLowerCase());
        expect(cgiName(headerName(variable!)!)).toBe(variable);
      }),
    );
  });
});

describe("RFC 9110, 5.3", () => {
  test("repeats join with a comma, cookies with a semicolon, in the order of first appearance", () => {
    const merged = mergeHeaders(
      lines(["X-A", "1"], ["Cookie", "a=1"], ["x-a", "2"], ["COOKIE", "b=2"], ["X-E", ""], ["X-A", "3"], ["x-e", ""]),
    );
    expect([...merged]).toEqual([
      ["HTTP_X_A", "1, 2, 3"],
      ["HTTP_COOKIE", "a=1; b=2"],
      ["HTTP_X_E", ", "],
    ]);
  });

  test("a name with an underscore never shadows one with a hyphen, and Proxy is nobody's variable", () => {
    const merged = mergeHeaders(lines(["X-A", "good"], ["X_A", "evil"], ["Proxy", "http://evil"], ["Content_Length", "9"]));
    expect([...merged]).toEqual([["HTTP_X_A", "good"]]);
  });

  test("what one request sent is not remembered for the next", () => {
    mergeHeaders(lines(["X-A", "1"], ["X-B", "2"]));
    expect([...mergeHeaders(lines(["X-B", "3"], ["X-A", "4"]))]).toEqual([
      ["HTTP_X_B", "3"],
      ["HTTP_X_A", "4"],
    ]);
    expect([...mergeHeaders(lines(["X-B", "5"]))]).toEqual([["HTTP_X_B", "5"]]);
    expect(mergeHeaders([]).size).toBe(0);
  });

  test("a crowd of names does not make the memo forget what a name means", () => {
    const names = Array.from({ length: 3000 }, (_, i) => `X-${i}`);
    expect([...mergeHeaders(lines(...names.map((name): [string, string] => [name, name]))).keys()]).toEqual(
      names.map((name) => `HTTP_${name.replace("-", "_")}`),
    );
  });
});
