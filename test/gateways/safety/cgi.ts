/** What a CGI program must survive, whatever its environment. */
import { PassThrough } from "node:stream";
import type { Handler, RawRequest } from "../../../src/exchange.ts";
import { type CgiOptions, serveCgi } from "../../../src/gateways/cgi.ts";
import { same } from "../../../src/testing/check.ts";
import { drain } from "../../../src/testing/drain.ts";
import type { TestCase } from "../../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes } from "../../../src/wire.ts";

/** One process's life, without a process. */
async function lived(handler: Handler, more: Readonly<Record<string, string>>, options: CgiOptions = {}) {
  const env = new Map(Object.entries({ REQUEST_METHOD: "GET", ...more })) as unknown as ReadonlyMap<ByteString, ByteString>;
  const stdout = new PassThrough();
  const errors: string[] = [];
  const stderr = { write: (text: string) => errors.push(text) > 0 };
  const requests: RawRequest[] = [];
  const code = await serveCgi(
    (request) => {
      requests.push(request);
      return handler(request);
    },
    { env, stdout, stderr, ...options },
  );
  return { code, out: fromBytes(stdout.read()), errors: errors.join(""), requests };
}

const ok: Handler = () => ({ status: 200, headers: [], body: [] });

const refused = (name: string, source: string, more: Readonly<Record<string, string>>, status: number, code: string): TestCase => ({
  name: `${name} is answered with ${status}, no handler is called, and the log says why`,
  source,
  async run() {
    const { out, errors, requests } = await lived(ok, more);
    same(out.slice(0, 11), `Status: ${status}`, "the answer");
    same([requests.length, errors.endsWith(`[${code}]\n`)], [0, true], "calls, and whether the log has the code");
  },
});

export const cgiSafety: readonly TestCase[] = [
  refused("a body above the limit", "RFC 9110, 15.5.14", { CONTENT_LENGTH: "1073741825" }, 413, "TOO_LARGE"),
  refused("a length with a sign", "CWE-190", { CONTENT_LENGTH: "+1" }, 400, "BAD_CONTENT_LENGTH"),
  refused("two lengths", "RFC 9112, 6.3", { CONTENT_LENGTH: "1, 1" }, 400, "BAD_CONTENT_LENGTH"),
  refused("a target above the limit", "RFC 9110, 15.5.15", { REQUEST_URI: "/".repeat(8193) }, 414, "TOO_LARGE"),
  refused("a line end in a header", "CWE-93", { HTTP_X: "a\nb" }, 400, "BAD_HEADER_VALUE"),
  refused("a method that is no token", "RFC 9110, 9.1", { REQUEST_METHOD: "G T" }, 400, "BAD_VARIABLE"),
  refused("no method", "RFC 3875, 4.1.12", { REQUEST_METHOD: "" }, 400, "MISSING_VARIABLE"),
  refused("a path without a slash", "RFC 3875, 4.1.5", { PATH_INFO: "x" }, 400, "BAD_VARIABLE"),
  refused("a port above 65535", "RFC 3875, 4.1.15", { SERVER_PORT: "65536" }, 400, "BAD_VARIABLE"),
  {
    name: "the log has no value of the environment",
    source: "it may be a cookie",
    async run() {
      const { errors } = await lived(ok, { HTTP_COOKIE: "secret\n" });
      same([errors.includes("secret"), errors.includes("HTTP_COOKIE")], [false, true], "value and name in the log");
    },
  },
  {
    name: "HTTP_PROXY does not reach the handler, nor do the process's own settings in lower case",
    source: "CVE-2016-5388",
    async run() {
      const { requests } = await lived(ok, { HTTP_PROXY: "http://evil.example", http_proxy: "x", "wsgi.input": "x" });
      same([requests[0]?.headers, requests[0]?.variables], [[], undefined], "headers and variables");
    },
  },
  {
    name: "a header that would split the head gives a 500",
    source: "CWE-113",
    async run() {
      const headers = [[byteString("X"), byteString("a\r\nY: 1")]] as const;
      const { out } = await lived(() => ({ status: 200, headers, body: [] }), {});
      same([out.slice(0, 11), out.includes("Y: 1")], ["Status: 500", false], "the answer");
    },
  },
  {
    name: "a body that is longer than its Content-Length is cut, and the exit code says so",
    source: "RFC 9110, 8.6",
    async run() {
      const headers = [[byteString("Content-Length"), byteString("1")]] as const;
      const { code, out } = await lived(() => ({ status: 200, headers, body: [new Uint8Array(3)] }), {});
      same([code, out.split("\r\n\r\n")[1]], [1, "\0"], "exit code and body");
    },
  },
  {
    name: "standard input that fails makes reading fail, and nothing else",
    source: "RFC 3875, 4.2",
    async run() {
      const stdin = {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("EIO")) }),
      };
      const handler: Handler = async ({ body }) => {
        await drain(body);
        return { status: 200, headers: [], body: [] };
      };
      const { code, out } = await lived(handler, { CONTENT_LENGTH: "3" }, { stdin });
      same([code, out.slice(0, 11)], [0, "Status: 500"], "exit code and answer");
    },
  },
];
