/** CGI programs as a web server starts them. */
import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import { StringModelError } from "../../src/errors.ts";
import type { Handler } from "../../src/exchange.ts";
import { environmentOf, reencoded } from "../../src/gateways/cgi/environment.ts";
import { type CgiOptions, serveCgi } from "../../src/gateways/cgi.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { start } from "./clients/cgi-host.ts";
import { stripped } from "./clients/stripped.ts";

const program = stripped("test/gateways/clients/cgi-environ.ts");
afterAll(() => program.remove());

const variables = (more: Record<string, string>) => Object.entries({ REQUEST_METHOD: "GET", SERVER_NAME: "h", SERVER_PORT: "80", ...more });

/** What it wrote, as bytes, and how it ended. Its input stays open. */
async function run(more: Record<string, string>, input = "") {
  const child = start(program.path, variables(more));
  const pieces: Uint8Array[] = [];
  child.stdout?.on("data", (wire: Uint8Array) => pieces.push(wire));
  child.stdin?.on("error", () => {});
  child.stdin?.write(toBytes(byteString(input)));
  const errors = text(child.stderr!);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  child.stdin?.destroy();
  return { code, out: fromBytes(joined(pieces)), errors: await errors };
}

describe("a process", () => {
  test.each([{ LANG: "C", LC_ALL: "C" }, { LANG: "C.UTF-8", LC_ALL: "C.UTF-8" }, { LC_ALL: "de_DE.ISO-8859-1" }])(
    "has every byte of its environment, whatever the locale: %j",
    async (locale) => {
      const { out, code } = await run({ ...locale, SCRIPT_NAME: "/app", PATH_INFO: "/\xc3\xa9\xff\x80", HTTP_X: "\xe9\xff", HTTPS: "on" });
      expect(code).toBe(0);
      expect(out).toBe(
        "Status: 200 OK\r\nX: \xe9\r\n\r\n" +
          "REQUEST_METHOD=GET\nSCRIPT_NAME=/app\nPATH_INFO=/\xc3\xa9\xff\x80\nHTTP_X=\xe9\xff\nwsgi.url_scheme=https\n" +
          "wsgi.run_once=true\nwsgi.multiprocess=true\nwsgi.multithread=false\n",
      );
    },
  );

  test("reads no more than CONTENT_LENGTH, and does not wait for an end (CGI 16; RFC 3875, 4.2)", async () => {
    const { out, code } = await run({ REQUEST_METHOD: "POST", CONTENT_LENGTH: "3", QUERY_STRING: "body" }, "abcdef");
    expect([out, code]).toEqual(["Status: 200 OK\r\nX: \xe9\r\n\r\nabc", 0]);
  });

  test("that reads less than CONTENT_LENGTH does not wait for the rest", async () => {
    const { out, code } = await run({ REQUEST_METHOD: "POST", CONTENT_LENGTH: "9", QUERY_STRING: "little" }, "abc");
    expect([out, code]).toEqual(["Status: 200 OK\r\nX: \xe9\r\n\r\nabc", 0]);
  });

  test("writes wsgi.errors to standard error, and the answer as it is (CGI 13)", async () => {
    const { out, code, errors } = await run({ QUERY_STRING: "errors" });
    expect([out, code, errors]).toEqual(["Status: 200 OK\r\nX: \xe9\r\n\r\nhi", 0, "caf\u00e9 \u20ac\n"]);
  });

  test("says that its answer broke off", async () => {
    const { out, code, errors } = await run({ QUERY_STRING: "break" });
    expect([out, code]).toEqual(["Status: 200 OK\r\nX: \xe9\r\n\r\none", 1]);
    expect(errors).toContain("broke off");
  });

  test("has no HTTP_PROXY in its environ (CVE-2016-5388)", async () => {
    const { out } = await run({ QUERY_STRING: "names", HTTP_PROXY: "http://evil.example", http_proxy: "x" });
    expect(out).toBe("Status: 200 OK\r\nX: \xe9\r\n\r\n");
  });

  test("calls close() when nobody reads any more", async () => {
    const child = start(program.path, variables({ QUERY_STRING: "endless" }));
    const errors = text(child.stderr!);
    child.stdout?.once("data", () => child.stdout?.destroy());
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect([code, await errors]).toEqual([1, "closed\n"]);
  });

  test("that no web server started says so", async () => {
    const { out, code, errors } = await run({ REQUEST_METHOD: "" });
    expect(out).toMatch(/^Status: 400 Bad Request\r\n/);
    expect([code, errors]).toEqual([0, "REQUEST_METHOD is required [MISSING_VARIABLE]\n"]);
  });
});

describe("serveCgi", () => {
  const environ = (more: Record<string, string>) => new Map(variables(more)) as unknown as ReadonlyMap<ByteString, ByteString>;
  const quiet = { write: () => true };
  const served = async (handler: Handler, more: Record<string, string>, options: CgiOptions = {}) => {
    const stdout = new PassThrough();
    const code = await serveCgi(handler, { env: environ(more), stdout, stderr: quiet, ...options });
    return { code, out: fromBytes(stdout.read() ?? new Uint8Array(0)) };
  };
  const echo: Handler = async ({ body }) => ({ status: 200, headers: [], body: [joined(await drain(body))] });
  async function* chunks(...texts: string[]) {
    for (const text of texts) yield toBytes(byteString(text));
  }

  test("reads a body that was chunked to the end of its input, as Apache's mod_cgid passes it", async () => {
    const chunked = { REQUEST_METHOD: "POST", HTTP_TRANSFER_ENCODING: "chunked" };
    expect((await served(echo, chunked, { stdin: chunks("abc", "def") })).out).toBe("Status: 200 OK\r\n\r\nabcdef");
    const small = { limits: { body: 5 }, onError: () => {} };
    expect((await served(echo, chunked, { stdin: chunks("abc", "def"), ...small })).out).toMatch(/^Status: (413|500) /);
  });

  test("asks for nothing after the last byte of a body", async () => {
    let asked = 0;
    const stdin = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: toBytes(byteString(`${++asked}`)) }),
      }),
    };
    expect(await served(echo, { CONTENT_LENGTH: "3" }, { stdin })).toEqual({ code: 0, out: "Status: 200 OK\r\n\r\n123" });
    expect(asked).toBe(3);
  });

  test("does not touch standard input where there is no body", async () => {
    const stdin = {
      [Symbol.asyncIterator]: () => {
        throw new Error("it was touched");
      },
    };
    for (const length of ["", "0"])
      expect(await served(echo, { CONTENT_LENGTH: length }, { stdin })).toEqual({ code: 0, out: "Status: 200 OK\r\n\r\n" });
  });

  test("makes reading fail where standard input ends early", async () => {
    const codes: unknown[] = [];
    const onError = (error: unknown) => codes.push((error as StringModelError).code);
    const { out } = await served(echo, { CONTENT_LENGTH: "7" }, { stdin: chunks("abc", "def"), onError });
    expect(out).toMatch(/^Status: 500/);
    expect(codes).toEqual(["DISCONNECTED"]);
  });

  test.each([
    [{ CONTENT_LENGTH: "1073741825" }, 413],
    [{ CONTENT_LENGTH: "-1" }, 400],
    [{ REQUEST_URI: `/${"a".repeat(8192)}` }, 414],
    [{ PATH_INFO: "x" }, 400],
  ])("refuses a request whose environment has %j, which is logged", async (more, status) => {
    const statuses: number[] = [];
    const called = () => {
      throw new Error("it was called");
    };
    const { out, code } = await served(called, more as unknown as Record<string, string>, {
      onExchange: ({ status }) => statuses.push(status),
    });
    expect([out.slice(0, 11), code, statuses]).toEqual([`Status: ${status}`, 0, [status]]);
  });

  test("without PATH_INFO, SCRIPT_NAME is the mount all the same (RFC 3875, 4.1.5)", async () => {
    const path: Handler = ({ scriptName, pathInfo }) => ({
      status: 200,
      headers: [],
      body: [toBytes(byteString(`${scriptName}|${pathInfo}`))],
    });
    expect((await served(path, { SCRIPT_NAME: "/cgi-bin/app" })).out).toMatch(/\/cgi-bin\/app\|$/);
  });

  test("makes a chunk when there is room for it", async () => {
    const taken: (() => void)[] = [];
    let made = 0;
    const stdout = new Writable({ highWaterMark: 1, write: (_wire, _encoding, done) => void taken.push(done) });
    function* body() {
      for (; made < 3; made++) yield new Uint8Array(10);
    }
    const code = serveCgi(() => ({ status: 200, headers: [], body: body() }), { env: environ({}), stdout, stderr: quiet });
    const counts: number[] = [];
    for (let i = 0; i < 4; i++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      counts.push(made);
      taken.shift()?.();
    }
    expect([counts, await code]).toEqual([[0, 1, 2, 3], 0]);
  });
});

describe("an environment", () => {
  test("of /proc/self/environ is bytes, and the first of a name counts", () => {
    const wire = toBytes(byteString("A=1\0B=\xff=\0A=2\0bad\0=C:=x\0\0E="));
    expect([...environmentOf(wire)]).toEqual([
      ["A", "1"],
      ["B", "\xff="],
      ["E", ""],
    ]);
  });

  test("that Node decoded is refused where bytes are lost", () => {
    expect([...reencoded({ A: "é€" })]).toEqual([["A", "\xc3\xa9\xe2\x82\xac"]]);
    const lost = (() => {
      try {
        reencoded({ PATH_INFO: "/\ufffd" });
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(lost).toBeInstanceOf(StringModelError);
    expect(lost).toMatchObject({ code: "UNDECODABLE", where: { key: "PATH_INFO", offset: 1 } });
  });
});
