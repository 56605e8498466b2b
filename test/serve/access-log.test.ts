import { describe, expect, test } from "vitest";
import { logLine } from "../../src/serve/access-log.ts";
import { request } from "../../src/testing/testing.ts";

const at = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));
const record = (of: ReturnType<typeof request> | undefined) => ({
  request: of,
  status: 200,
  bytes: 12,
  milliseconds: 1.23456,
  ended: "whole" as const,
});
const combined = (of: ReturnType<typeof request> | undefined) => logLine("combined", record(of), at);

describe("the combined format (Apache, Log Files)", () => {
  test("has host, user, time, request line, status, bytes, referer and agent", () => {
    const asked = request("GET /a?b=c HTTP/1.1", {
      headers: { Referer: "http://h/", "User-Agent": "curl/8" },
      remoteAddr: "192.0.2.7",
      variables: { REMOTE_USER: "alice" },
    });
    expect(combined(asked)).toBe('192.0.2.7 - alice [02/Jan/2026:03:04:05 +0000] "GET /a?b=c HTTP/1.1" 200 12 "http://h/" "curl/8"');
  });

  test("writes - for what is not known", () => {
    expect(combined(undefined)).toBe('- - - [02/Jan/2026:03:04:05 +0000] "-" 200 12 "-" "-"');
  });

  test("escapes whatever is not visible ASCII, so that no client writes a line of its own", () => {
    const asked = request("GET /\xff", { headers: { "User-Agent": 'a"b\\c\td\xe9' } });
    expect(combined(asked)).toContain('"GET /\\xff HTTP/1.1" 200 12 "-" "a\\"b\\\\c\\x09d\\xe9"');
  });
});

test("a line of JSON has one character a byte, and leaves out what is not known", () => {
  const line = logLine("json", record(request("GET /caf\xe9?x", { host: "h", remoteAddr: null })), at);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    time: "2026-01-02T03:04:05.006Z",
    method: "GET",
    target: "/caf\xe9?x",
    protocol: "HTTP/1.1",
    host: "h",
    status: 200,
    bytes: 12,
    milliseconds: 1.235,
    ended: "whole",
  });
});
