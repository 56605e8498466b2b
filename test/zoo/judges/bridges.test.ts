/**
 * What other people's bridges between ASGI and WSGI promise of paths, queries and headers, restated as cases of ours: applications in
 * CPython, under the other convention's server profile.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import asgi3 from "../../../proposals/asgi-3.ts";
import pep3333 from "../../../proposals/pep-3333.ts";
import { conventions } from "../../../src/conventions/registry.ts";
import { openInput } from "../../../src/input.ts";
import { peersPython } from "../../peers.ts";
import type { Handed, Noted } from "./asked.ts";
import { type Here, host } from "./hosted-here.ts";

/** A str of PEP 3333: the code points are the bytes of UTF-8. */
const native = (text: string): string => Buffer.from(text).toString("latin1");
const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe.skipIf(peersPython === undefined)("bridges", () => {
  let wsgi: Here;
  let asgi: Here;
  beforeAll(async () => {
    wsgi = await host("dump.py:application", "pep-3333");
    asgi = await host("dump.py:scope", "asgi-3");
  });
  afterAll(() => Promise.all([wsgi?.stop(), asgi?.stop()]));

  /** A WSGI application under an ASGI server. */
  async function underAsgi(scope: object, ...body: readonly string[]): Promise<Handed> {
    const app = conventions.asgi.expose(wsgi.handler, asgi3) as (...given: unknown[]) => Promise<void>;
    const parts = body.length === 0 ? [""] : body;
    const messages = parts.map((part, i) => ({ type: "http.request", body: bytes(part), more_body: i < parts.length - 1 })).values();
    const chunks: Uint8Array[] = [];
    await app(
      { type: "http", asgi: { version: "3.0" }, http_version: "1.1", method: "GET", query_string: bytes(""), headers: [], ...scope },
      // The client stays.
      async () => messages.next().value ?? new Promise(() => {}),
      async (message: { body?: Uint8Array }) => void chunks.push(message.body ?? bytes("")),
    );
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  const strings = ({ handed }: Handed) => Object.fromEntries(Object.entries(handed).map(([key, noted]) => [key, (noted as Noted).str]));

  test.for([
    [
      "asgiref, tests/test_wsgi.py, test_script_name",
      { root_path: "/base", path: "/base/foo/", query_string: bytes("bar=baz") },
      { SCRIPT_NAME: "/base", PATH_INFO: "/foo/", QUERY_STRING: "bar=baz" },
    ],
    [
      "asgiref, tests/test_wsgi.py, test_wsgi_path_encoding, where the path does not begin with the root_path",
      { path: "/中文", root_path: "/中国" },
      { SCRIPT_NAME: native("/中国"), PATH_INFO: native("/中文") },
    ],
    [
      "hypercorn, tests/test_app_wrappers.py, test_build_environ_encoding",
      { path: "/中/文", root_path: "/中", raw_path: bytes("/\xe4\xb8\xad/\xe6\x96\x87") },
      { SCRIPT_NAME: native("/中"), PATH_INFO: native("/文") },
    ],
    [
      "uvicorn, tests/middleware/test_wsgi.py, test_build_environ_encoding, whose raw_path has an encoded slash",
      { path: "/文/all", root_path: "/文", raw_path: bytes("/\xe6\x96\x87%2Fall") },
      { SCRIPT_NAME: native("/文"), PATH_INFO: "/all" },
    ],
    [
      "starlette, tests/middleware/test_wsgi.py, test_build_environ_encoding",
      { path: "/小星", root_path: "/中国", query_string: bytes("a=123&b=456") },
      { SCRIPT_NAME: native("/中国"), PATH_INFO: native("/小星"), QUERY_STRING: "a=123&b=456" },
    ],
    [
      // It joins with a comma alone: docs/python-servers.md.
      "asgiref, tests/test_wsgi.py, test_basic_wsgi",
      {
        http_version: "1.0",
        path: "/foo/",
        query_string: bytes("bar=baz"),
        headers: [
          [bytes("test-header"), bytes("test value 1")],
          [bytes("test-header"), bytes("test value 2")],
        ],
      },
      { SERVER_PROTOCOL: "HTTP/1.0", PATH_INFO: "/foo/", QUERY_STRING: "bar=baz", HTTP_TEST_HEADER: "test value 1, test value 2" },
    ],
    [
      "asgiref, tests/test_wsgi.py, test_build_environ_server_present_but_none",
      { path: "/", server: null },
      { SERVER_NAME: "localhost", SERVER_PORT: "80" },
    ],
    [
      // There, the port is 0; here, the scheme's.
      "asgiref, tests/test_wsgi.py, test_build_environ_server_unix_socket",
      { path: "/", server: ["/tmp/uvicorn.sock", null] },
      { SERVER_NAME: "/tmp/uvicorn.sock", SERVER_PORT: "80" },
    ],
  ] as const)("%s", async ([, scope, expected]) => {
    expect(strings(await underAsgi(scope))).toMatchObject(expected);
  });

  test("a2wsgi, tests/test_wsgi.py, test_build_environ", async () => {
    const headers = [
      ["host", "www.example.org"],
      ["content-type", "application/json"],
      ["content-length", "18"],
      ["accept", "application/json"],
      ["accept", "text/plain"],
    ].map((pair) => pair.map(bytes));
    const scope = { scheme: "https", path: "/中文", query_string: bytes("a=123&b=456"), headers };
    const server = { client: ["134.56.78.4", 1453], server: ["www.example.org", 443] };
    const { handed, body } = await underAsgi({ ...scope, ...server }, '{"example":"', 'body"}');
    const told = Object.entries(handed).filter(([key]) => !key.startsWith("wsgi.multi") && key !== "wsgi.file_wrapper");
    expect(Object.fromEntries(told)).toEqual({
      CONTENT_LENGTH: { str: "18" },
      CONTENT_TYPE: { str: "application/json" },
      HTTP_ACCEPT: { str: "application/json, text/plain" },
      HTTP_HOST: { str: "www.example.org" },
      PATH_INFO: { str: native("/中文") },
      QUERY_STRING: { str: "a=123&b=456" },
      REMOTE_ADDR: { str: "134.56.78.4" },
      REMOTE_PORT: { str: "1453" },
      REQUEST_METHOD: { str: "GET" },
      SCRIPT_NAME: { str: "" },
      SERVER_NAME: { str: "www.example.org" },
      SERVER_PORT: { str: "443" },
      SERVER_PROTOCOL: { str: "HTTP/1.1" },
      "wsgi.errors": { methods: ["write", "writelines", "flush"] },
      "wsgi.input": { methods: ["read", "readline", "readlines", "__iter__"] },
      // What a2wsgi has not: frameworks read a body without Content-Length only then.
      "wsgi.input_terminated": { bool: true },
      "wsgi.run_once": { bool: false },
      "wsgi.url_scheme": { str: "https" },
      "wsgi.version": { tuple: [{ int: 1 }, { int: 0 }] },
    });
    expect(Buffer.from(body, "hex").toString()).toBe('{"example":"body"}');
  });

  test("asgiref, tests/test_wsgi.py, test_wsgi_multi_body", async () => {
    const scope = { method: "POST", path: "/", headers: [[bytes("content-length"), bytes("12")]] };
    const { body } = await underAsgi(scope, "Hello ", "World!");
    expect(Buffer.from(body, "hex").toString()).toBe("Hello World!");
  });

  test("a2wsgi, tests/test_asgi.py, test_http_content_headers: an ASGI application under a WSGI server has each of them once", async () => {
    const app = conventions.start_response.expose(asgi.handler, pep3333) as (...given: unknown[]) => Promise<AsyncIterable<Uint8Array>>;
    const environ = {
      REQUEST_METHOD: "POST",
      QUERY_STRING: "",
      PATH_INFO: "/foo",
      SERVER_NAME: "foo.invalid",
      SERVER_PORT: "80",
      CONTENT_TYPE: "application/json",
      HTTP_CONTENT_TYPE: "application/json",
      CONTENT_LENGTH: "5",
      HTTP_CONTENT_LENGTH: "5",
      // What the case has not, and PEP 3333 demands.
      SERVER_PROTOCOL: "HTTP/1.1",
      "wsgi.url_scheme": "http",
      "wsgi.version": [1, 0],
      "wsgi.input": openInput([bytes("hello")], () => 5),
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of await app(environ, () => () => {})) chunks.push(chunk);
    const { handed, body } = JSON.parse(Buffer.concat(chunks).toString()) as Handed;
    const hex = (text: string) => ({ bytes: Buffer.from(text).toString("hex") });
    expect(handed.headers).toEqual({
      list: [{ tuple: [hex("content-type"), hex("application/json")] }, { tuple: [hex("content-length"), hex("5")] }],
    });
    expect(handed.path).toEqual({ str: "/foo" });
    expect(Buffer.from(body, "hex").toString()).toBe("hello");
  });
});
