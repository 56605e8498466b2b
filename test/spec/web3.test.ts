import { describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import web3, { variants } from "../../proposals/web3.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { writeFragment } from "../../src/environ.ts";
import { requestOf as cgiRequest } from "../../src/gateways/cgi/request.ts";
import type { ByteString } from "../../src/wire.ts";
import { type Any, answer, application, found, outcome, reading } from "./found.ts";
import {
  bytes,
  complete,
  environOf,
  get,
  ledger,
  readFrom,
  readWhole,
  refusal,
  refusedChunk,
  refusedHeader,
  refusedHeaders,
  refusedStatus,
  seenBy,
  transcoded,
  valuesOf,
  variantOf,
  wire,
  wireOf,
} from "./helpers.ts";

const r2 = variantOf(variants, "web3@r2");

describe("PEP 444, the environ", () => {
  test("the path is decoded bytes, and web3.path_info is the path as sent [vector 1, stated]", () => {
    const seen = seenBy(web3, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "web3.path_info", "web3.script_name", "QUERY_STRING");
    expect(seen).toStrictEqual({
      PATH_INFO: bytes("/caf\xc3\xa9/x/\xff"),
      "web3.path_info": bytes("/caf%C3%A9%2Fx/%FF"),
      "web3.script_name": bytes(""),
      QUERY_STRING: bytes("q=%C3%A9&r=%FF"),
    });
  });

  test("in the revision of 2010-09-19 the path itself stays encoded [vector 1, stated]", () => {
    const seen = seenBy(
      r2,
      get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"),
      "PATH_INFO",
      "SCRIPT_NAME",
      "QUERY_STRING",
      "web3.path_info",
      "web3.path_requoted",
    );
    expect(seen).toStrictEqual({
      PATH_INFO: bytes("/caf%C3%A9%2Fx/%FF"),
      SCRIPT_NAME: bytes(""),
      QUERY_STRING: bytes("q=%C3%A9&r=%FF"),
      "web3.path_info": undefined,
      "web3.path_requoted": false,
    });
  });

  test("path, mount and query are there though they are empty [vector 2, stated]", () => {
    const parts = { PATH_INFO: bytes("/"), SCRIPT_NAME: bytes(""), QUERY_STRING: bytes("") };
    expect(seenBy(web3, get("/"), "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING")).toStrictEqual(parts);
    expect(seenBy(r2, get("/"), "PATH_INFO", "SCRIPT_NAME", "QUERY_STRING")).toStrictEqual(parts);
  });

  test("the port is bytes, not a number [vector 3, stated]", () => {
    expect(environOf(web3, get("/"), { serverPort: wire("8080") }).SERVER_PORT).toStrictEqual(bytes("8080"));
  });

  test("the scheme is bytes [vector 4, stated]", () => {
    expect(environOf(web3, get("/"), { scheme: "https" })["web3.url_scheme"]).toStrictEqual(bytes("https"));
  });

  test("a header value is its bytes [vector 5, stated]", () => {
    expect(seenBy(web3, get("/", "X-A: \xe9\xff"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: bytes("\xe9\xff") });
  });

  test("under CGI a value of os.environ is encoded with surrogateescape [vector 6, stated]", () => {
    expect(surrogateescape.encodeBytes("/\xe9\udcff")).toStrictEqual(bytes("/\xc3\xa9\xff"));
    expect(transcoded(flat, web3, { PATH_INFO: "/\xe9\udcff" })).toMatchObject({ PATH_INFO: bytes("/\xc3\xa9\xff") });
  });

  test("a path that was never seen as sent is quoted again and marked so [vector 7, derived]", () => {
    expect(
      valuesOf(writeFragment(r2, { scriptName: wire(""), pathInfo: wire("/a b/\xc3\xa9") }), "PATH_INFO", "web3.path_requoted"),
    ).toStrictEqual({
      PATH_INFO: bytes("/a%20b/%C3%A9"),
      "web3.path_requoted": true,
    });
  });

  test("values that cannot be known are left out [vector 7, stated]", () => {
    expect(
      valuesOf(
        writeFragment(web3, { scriptName: wire(""), pathInfo: wire("/a b/\xc3\xa9") }),
        "PATH_INFO",
        "web3.path_info",
        "web3.script_name",
      ),
    ).toStrictEqual({
      PATH_INFO: bytes("/a b/\xc3\xa9"),
      "web3.path_info": undefined,
      "web3.script_name": undefined,
    });
  });
});

describe("PEP 444, the answer", () => {
  test("status, headers and body are the bytes on the wire [vector 11, stated]", () => {
    expect(wireOf(web3, bytes("200 OK"), [[bytes("Content-Type"), bytes("text/plain")]], [bytes("hi")])).toBe(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhi",
    );
  });

  test("headers and body may be empty [vector 13, stated]", () => {
    expect(wireOf(web3, bytes("404 Not Found"), [])).toBe("HTTP/1.1 404 Not Found\r\n\r\n");
  });

  test("a repeated header is two lines [vector 14, derived]", () => {
    expect(
      wireOf(web3, bytes("200 OK"), [
        [bytes("Set-Cookie"), bytes("a")],
        [bytes("Set-Cookie"), bytes("b")],
      ]),
    ).toBe("HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n");
  });
});

describe("PEP 444, what is refused", () => {
  test("a status or a header that is str [vector 17, stated]", () => {
    expect(refusedStatus(web3, "200 OK")).toBe("WRONG_TYPE");
    expect(refusedHeader(web3, "X-A", bytes("v"))).toBe("WRONG_TYPE");
    expect(refusedHeader(web3, bytes("X-A"), "v")).toBe("WRONG_TYPE");
  });

  test("a chunk of the body that is str [vector 18, stated]", () => {
    expect(refusedChunk(web3, "x")).toBe("WRONG_TYPE");
  });

  test.each(["200", "20 OK", "abc OK", "000 x", "+20 x"])(
    "a status that is not three digits and a space: %j [vector 19, stated]",
    (status) => {
      expect(refusedStatus(web3, bytes(status))).toBe("BAD_STATUS");
    },
  );

  test.each(["a\r\nb", "a\x01"])("a header value with a control character: %j [vector 20, stated]", (value) => {
    expect(refusedHeader(web3, bytes("X-A"), bytes(value))).toBe("HEAD_INJECTION");
  });

  test("headers that are no list [vector 22, stated]", () => {
    expect(refusedHeaders(web3, new Set([[bytes("X-A"), bytes("v")]]))).toBe("WRONG_TYPE");
    expect(refusedHeaders(web3, { "X-A": bytes("v") })).toBe("WRONG_TYPE");
  });

  test("a variable that is str or a number [vector 23, stated]", () => {
    expect(refusal(() => readFrom(web3, { PATH_INFO: "/" }))).toBe("WRONG_TYPE");
    expect(refusal(() => readFrom(web3, { SERVER_PORT: 80 }))).toBe("WRONG_TYPE");
  });

  test.each(["QUERY_STRING", "PATH_INFO", "SCRIPT_NAME"])("an environ without %s [vector 24, stated]", (key) => {
    expect(refusal(() => readWhole(web3, { [key]: undefined }))).toBe("MISSING_VARIABLE");
    expect(refusal(() => readWhole(r2, { [key]: undefined }))).toBe("MISSING_VARIABLE");
  });
});

describe("PEP 444, the calls", () => {
  const status = bytes("200 OK");
  const headers = [[bytes("Content-Type"), bytes("text/plain")]];
  const echo = (environ: Any) => [status, headers, [environ["web3.input"].read()]];

  test("the input of a POST without a length is empty [vector 8, stated]", async () => {
    expect(await outcome(web3, echo, "POST /")).toMatchObject({ status: 200, body: "" });
  });

  test("the input ends where Content-Length says [vector 9, stated]", async () => {
    const sent = { body: "abcdef", headers: { "Content-Length": "3" } };
    expect(await outcome(web3, echo, "POST /", sent)).toMatchObject({ status: 200, body: "abc" });
    const beyond = { read: () => bytes("abcdef"), readline: () => bytes(""), readlines: () => [], *[Symbol.iterator]() {} };
    expect(await found(reading(web3, (input) => input.read(), beyond))).toStrictEqual(["INPUT_LENGTH"]);
  });

  test("(body, status, headers) is accepted, as by uWSGI; lint says that it is the old order [vector 12, stated]", async () => {
    const turned = () => [[bytes("hi")], status, headers];
    expect(await outcome(web3, turned)).toMatchObject({ status: 200, body: "hi", code: undefined });
    expect(await found(application(web3, turned))).toStrictEqual(["LEGACY_ORDER"]);
  });

  test.each([
    ["after the last chunk", Infinity, "ab"],
    ["when the client goes away", 1, "a"],
  ])("close() is called %s [vector 15, stated]", async (_, take, sent) => {
    const events: string[] = [];
    const body = { *[Symbol.iterator]() { yield bytes("a"); yield bytes("b"); }, close: () => events.push("close") }; // biome-ignore format: one line
    expect((await outcome(web3, () => [status, headers, body], "GET /", { take })).body).toBe(sent);
    expect(events).toStrictEqual(["close"]);
  });

  test("a list of three is as good as a tuple [vector 16, stated]", async () => {
    expect(await found(application(web3, () => [status, [], []], { take: () => {} }))).toStrictEqual(["NO_CONTENT_TYPE"]);
    expect(await outcome(web3, () => [status, [], []])).toStrictEqual({ status: 200, headers: [], body: "", code: undefined });
  });

  test.each([
    ["Connection", "close"],
    ["Transfer-Encoding", "chunked"],
  ])("a header about the connection, for lint: %s [vector 21, stated]", async (name, value) => {
    expect(await found(answer(web3, { headers: [...headers, [bytes(name), bytes(value)]] }))).toStrictEqual(["HOP_BY_HOP"]);
  });

  test("a callable is no answer where web3.async is false [vector 25, stated]", async () => {
    const callable = () => () => [status, headers, []];
    expect(await found(application(web3, callable, { take: () => {} }))).toStrictEqual(["NOT_STARTED"]);
    expect(await outcome(web3, callable)).toMatchObject({ status: 500, code: "NOT_STARTED" });
  });

  test("bytes written to web3.errors, for lint [vector 26, stated]", async () => {
    expect(await found(reading(web3, (_, environ) => environ["web3.errors"].write(bytes("no"))))).toStrictEqual(["ERRORS_TEXT"]);
  });
});

describe("the scheme that a CGI server tells", () => {
  const scheme = (https: string | undefined) => {
    const variables = new Map([["REQUEST_METHOD", "GET"], ["PATH_INFO", "/"], ...(https === undefined ? [] : [["HTTPS", https]])] as [
      ByteString,
      ByteString,
    ][]);
    return cgiRequest(variables, [], {}).scheme;
  };
  test.each(["on", "1"])("is https where HTTPS is %s [vector 10, stated]", (value) => {
    expect(scheme(value)).toBe("https");
  });
  test.each(["ON", "off", "0", "yes", undefined])("is http where HTTPS is %s [vector 10, stated]", (value) => {
    expect(scheme(value)).toBe("http");
  });
});

test("every vector of web3 is stated here or listed for later", ({ task }) => {
  expect(ledger("web3", 26, task)).toEqual(complete);
});
