import { describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { percentEncode } from "../../src/cgi/percent.ts";
import { type Any, answer, application, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  cpython,
  get,
  ledger,
  message,
  python,
  readFrom,
  refusal,
  refusedChunk,
  refusedHeader,
  refusedHeaders,
  refusedStatus,
  seenBy,
  transcoded,
  wire,
  wireOf,
} from "./helpers.ts";
import { served } from "./served.ts";

describe("PEP 3333, the environ", () => {
  test("path and query are latin-1 images of their bytes [vector 1, observed]", () => {
    expect(seenBy(pep3333, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      QUERY_STRING: "q=%C3%A9&r=%FF",
    });
  });

  test("a raw byte and an escaped one are the same byte of the path [vector 2, stated]", () => {
    expect(seenBy(pep3333, message("GET /\x80%80 HTTP/1.0"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "/\x80\x80" });
  });

  test("raw bytes in the target are the latin-1 image of themselves [vector 3, observed]", () => {
    expect(seenBy(pep3333, get("/\xc3\xa9\xff"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "/\xc3\xa9\xff" });
  });

  test("repeats are joined with a comma and a space, where wsgiref has a comma alone [vector 4, stated]", () => {
    const request = get("/p%61th/?query=test", "X-Test-Header: Python test", "X-Test-Header: Python test 2");
    expect(seenBy(pep3333, request, "HTTP_X_TEST_HEADER", "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      HTTP_X_TEST_HEADER: "Python test, Python test 2",
      PATH_INFO: "/path/",
      QUERY_STRING: "query=test",
    });
  });

  test("a header value is the latin-1 image of its bytes, UTF-8 or not [vector 5, observed]", () => {
    expect(seenBy(pep3333, get("/", "X-A: \xe9", "X-U: \xc3\xa9"), "HTTP_X_A", "HTTP_X_U")).toStrictEqual({
      HTTP_X_A: "\xe9",
      HTTP_X_U: "\xc3\xa9",
    });
  });

  test("a name with an underscore is not exported, where wsgiref merges it with the hyphen's [vector 6, observed]", () => {
    expect(seenBy(pep3333, get("/", "X-A: 1", "X-A: 2", "X_A: 3"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: "1, 2" });
  });

  test("two slashes at the start stay two, where wsgiref makes them one [vector 7, observed]", () => {
    expect(seenBy(pep3333, get("//a//b/../c/./d"), "PATH_INFO")).toStrictEqual({ PATH_INFO: "//a//b/../c/./d" });
  });

  test("a request without a type or a length has no such variables, where wsgiref has text/plain and an empty string [vector 8, observed]", () => {
    expect(seenBy(pep3333, get("/"), "CONTENT_TYPE", "CONTENT_LENGTH")).toStrictEqual({
      CONTENT_TYPE: undefined,
      CONTENT_LENGTH: undefined,
    });
  });

  test("a value of os.environ under a UTF-8 locale becomes the latin-1 image of its bytes [vector 9, verified]", () => {
    expect(transcoded(flat, pep3333, { PATH_INFO: "/\xe9\udcff" })).toStrictEqual({ PATH_INFO: "/\xc3\xa9\xff" });
  });
});

const shifts = `
import json, sys
from wsgiref.util import shift_path_info
def shift(pair):
    environ = {"SCRIPT_NAME": pair[0], "PATH_INFO": pair[1]}
    return [shift_path_info(environ), environ["SCRIPT_NAME"], environ["PATH_INFO"]]
print(json.dumps([shift(pair) for pair in json.load(sys.stdin)]))
`;
const uris = `
import json, sys
from urllib.parse import quote
from wsgiref.util import request_uri, setup_testing_defaults
def uri(pair):
    environ = {"SCRIPT_NAME": pair[0], "PATH_INFO": pair[1]}
    setup_testing_defaults(environ)
    return request_uri(environ, include_query=False)
print(json.dumps([[uri(pair) for pair in json.load(sys.stdin)], quote("/caf\\xc3\\xa9")]))
`;

describe("PEP 3333, what an application does to the path", () => {
  test.skipIf(!python)("shift_path_info moves a segment from PATH_INFO to SCRIPT_NAME [vector 10, verified]", () => {
    expect(
      cpython(shifts, [
        ["", "/x/y"],
        ["", "/"],
        ["/", ""],
        ["/a", "/x/"],
        ["/a", "/x//y"],
        ["/a", "/../x"],
      ]),
    ).toStrictEqual([
      ["x", "/x", "/y"],
      ["", "/", ""],
      [null, "/", ""],
      ["x", "/a/x", "/"],
      ["x", "/a/x", "/y"],
      ["..", "", "/x"],
    ]);
  });

  test("the path as sent is known after a shift that moved no more than the cut [vector 10, derived]", () => {
    expect(readFrom(pep3333, { SCRIPT_NAME: "/x", PATH_INFO: "/\xc3\xa9", REQUEST_URI: "/x/%C3%A9?q" })).toMatchObject({
      scriptName: "/x",
      pathInfo: "/\xc3\xa9",
      rawPath: "/x/%C3%A9",
    });
    expect(readFrom(pep3333, { SCRIPT_NAME: "/a/x", PATH_INFO: "/", REQUEST_URI: "/a/x/" }).rawPath).toBe("/a/x/");
  });

  test("the path as sent is not that of an environ whose path has changed since [vector 10, derived]", () => {
    expect(readFrom(pep3333, { SCRIPT_NAME: "/a/x", PATH_INFO: "/y", REQUEST_URI: "/a/x//y" }).rawPath).toBeUndefined();
    expect(readFrom(pep3333, { SCRIPT_NAME: "", PATH_INFO: "/x", REQUEST_URI: "/a/../x" }).rawPath).toBeUndefined();
  });

  test.skipIf(!python)(
    "request_uri quotes the latin-1 bytes; the PEP's sample quotes their UTF-8 and so encodes twice [vector 11, verified]",
    () => {
      expect(
        cpython(uris, [
          ["/spammity", "/spam;ham"],
          ["", "/caf\xc3\xa9"],
        ]),
      ).toStrictEqual([["http://127.0.0.1/spammity/spam;ham", "http://127.0.0.1/caf%C3%A9"], "/caf%C3%83%C2%A9"]);
    },
  );

  test("quoting the hub's bytes gives what request_uri gives [vector 11, derived]", () => {
    expect(percentEncode(wire("/spammity/spam;ham"), "/;=,")).toBe("/spammity/spam;ham");
    expect(percentEncode(wire("/caf\xc3\xa9"), "/;=,")).toBe("/caf%C3%A9");
  });
});

describe("PEP 3333, the answer", () => {
  test("status and headers are the bytes that their characters stand for [vector 12, observed]", () => {
    expect(wireOf(pep3333, "200 \xc7\xe9", [["X-A", "\xe9\xff"]], [bytes("x")])).toBe("HTTP/1.1 200 \xc7\xe9\r\nX-A: \xe9\xff\r\n\r\nx");
  });
});

const startResponse = `
import io, json, sys
from wsgiref.handlers import SimpleHandler
def refused(status, headers):
    try: SimpleHandler(io.BytesIO(), io.BytesIO(), io.StringIO(), {}).start_response(status, headers)
    except (AssertionError, TypeError, ValueError): return True
    return False
ok = [("X-A", "v")]
print(json.dumps({
    "accepted": [refused("200 OK", ok), refused("200 ", ok)],
    "bytes": [refused(b"200 OK", ok), refused("200 OK", [(b"X-A", "v")]), refused("200 OK", [("X-A", b"v")])],
    "tuple": [refused("200 OK", tuple(ok))],
    "hop": [refused("200 OK", [("Connection", "close")])],
    "status": [refused(s, ok) for s in ["200", "20 OK", "2000 OK", "abc OK"]],
}))
`;

describe.skipIf(!python)("wsgiref's start_response, run by CPython", () => {
  test("refuses bytes, a tuple of headers, Connection and a status without three digits and a space [vectors 18, 20, 21 and 22, verified]", () => {
    expect(cpython(startResponse)).toStrictEqual({
      accepted: [false, false],
      bytes: [true, true, true],
      tuple: [true],
      hop: [true],
      status: [true, true, true, true],
    });
  });
});

describe("PEP 3333, what is refused", () => {
  test("a str that is not latin-1 [vector 17, stated]", () => {
    expect(refusedStatus(pep3333, "200 \u20ac")).toBe("UNENCODABLE");
    expect(refusedHeader(pep3333, "X-A", "\u20ac")).toBe("UNENCODABLE");
  });

  test("a status or a header that is bytes [vector 18, stated]", () => {
    expect(refusedStatus(pep3333, bytes("200 OK"))).toBe("WRONG_TYPE");
    expect(refusedHeader(pep3333, bytes("X-A"), "v")).toBe("WRONG_TYPE");
    expect(refusedHeader(pep3333, "X-A", bytes("v"))).toBe("WRONG_TYPE");
  });

  test.each(["x", 5, null])("a chunk of the body that is not bytes: %j [vector 19, stated]", (chunk) => {
    expect(refusedChunk(pep3333, chunk)).toBe("WRONG_TYPE");
  });

  test("headers that are no list [vector 20, stated]", () => {
    expect(refusedHeaders(pep3333, new Map([["X-A", "v"]]))).toBe("WRONG_TYPE");
    expect(refusedHeaders(pep3333, [new Set(["X-A", "v"])])).toBe("WRONG_TYPE");
  });

  test.each(["200", "20 OK", "2000 OK", "abc OK"])("a status that is not three digits and a space: %j [vector 22, stated]", (status) => {
    expect(refusedStatus(pep3333, status)).toBe("BAD_STATUS");
  });

  test("a status with an empty phrase is none of those [vector 22, observed]", () => {
    expect(wireOf(pep3333, "200 ", [])).toBe("HTTP/1.1 200 \r\n\r\n");
  });

  test.each(["a\r\nb", "a\0b"])("a header value with CR, LF or NUL, which wsgiref up to 3.14 sends: %j [vector 23, stated]", (value) => {
    expect(refusedHeader(pep3333, "X-A", value)).toBe("HEAD_INJECTION");
  });

  test.each(["X A", "X:A", ""])("a header name that is no token: %j [vector 23, stated]", (name) => {
    expect(refusedHeader(pep3333, name, "v")).toBe("BAD_HEADER");
  });

  test("a path that is no latin-1 image, as Paste's server has it [vector 24, stated]", () => {
    expect(refusal(() => readFrom(pep3333, { PATH_INFO: "/\u20ac" }))).toBe("UNENCODABLE");
  });

  test("a variable that is a number or None [vector 25, stated]", () => {
    expect(refusal(() => readFrom(pep3333, { SERVER_PORT: 80 }))).toBe("WRONG_TYPE");
    expect(refusal(() => readFrom(pep3333, { HTTP_X: null }))).toBe("WRONG_TYPE");
  });
});

describe("PEP 3333, the calls", () => {
  const type = ["Content-Type", "text/plain"];

  test("what write() was given precedes what is returned, without a computed length [vector 13, observed]", async () => {
    const written = (_: Any, start: Any) => {
      start("200 OK", [type])(bytes("W"));
      return [bytes("x")];
    };
    expect(await found(application(pep3333, written))).toStrictEqual([]);
    expect(await outcome(pep3333, written)).toMatchObject({ headers: [type], body: "Wx" });
  });

  test("no more is sent than Content-Length says, where wsgiref sends all [vector 15, stated]", async () => {
    const headers = [type, ["Content-Length", "1"]];
    const long = (_: Any, start: Any) => {
      start("200 OK", headers);
      return [bytes("abc")];
    };
    expect(await found(application(pep3333, long))).toStrictEqual(["BODY_TOO_LONG"]);
    expect(await outcome(pep3333, long)).toMatchObject({ status: 200, body: "a", code: "BODY_TOO_LONG" });
  });

  test("exc_info before the head is sent replaces all of it [vector 16, stated]", async () => {
    const replaced = (_: Any, start: Any) => {
      start("200 OK", [type, ["X-A", "1"]]);
      start("500 Oops", [type, ["X-B", "2"]], [Error, new Error("oops"), null]);
      return [bytes("x")];
    };
    expect(await found(application(pep3333, replaced))).toStrictEqual([]);
    expect(await outcome(pep3333, replaced)).toMatchObject({ status: 500, headers: [type, ["X-B", "2"]], body: "x", code: undefined });
  });

  test("Connection from an application, for lint [vector 21, stated]", async () => {
    expect(await found(answer(pep3333, { headers: [type, ["Connection", "close"]] }))).toStrictEqual(["HOP_BY_HOP"]);
  });

  test.each([[[]], [[bytes("x")]]])("start_response that is never called is an error [vector 26, observed]", async (body) => {
    expect(await found(application(pep3333, () => body))).toStrictEqual(["NOT_STARTED"]);
    expect(await outcome(pep3333, () => body)).toMatchObject({ status: 500, code: "NOT_STARTED" });
  });
});

describe("what a server adds", () => {
  const answering =
    (status: string, headers: [string, string][], body: Uint8Array[]) =>
    (_: unknown, start: (status: string, headers: [string, string][]) => void) => {
      start(status, headers);
      return body;
    };

  test("the Content-Length of a body of one chunk, and 8-bit bytes stay as they are [vector 12, observed]", async () => {
    expect(await served(pep3333, answering("200 \xc7\xe9", [["X-A", "\xe9\xff"]], [bytes("x")]))).toBe(
      "HTTP/1.1 200 \xc7\xe9\r\nX-A: \xe9\xff\r\nContent-Length: 1\r\n\r\nx",
    );
  });

  test("Content-Length: 0 for an empty list [vector 14, observed]", async () => {
    expect(await served(pep3333, answering("200 OK", [], []))).toBe("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
});

test("every vector of PEP 3333 is stated here or listed for later", ({ task }) => {
  expect(ledger("pep-3333", 26, task)).toEqual(complete);
});
