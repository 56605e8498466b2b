import { describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import web3 from "../../proposals/web3.ts";
import { latin1 } from "../../src/codecs/latin1.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { writeFragment } from "../../src/environ.ts";
import { cgiHead } from "../../src/gateways/cgi/head.ts";
import { requestOf as cgiRequest } from "../../src/gateways/cgi/request.ts";
import { firstBytes } from "../../src/gateways/cgi/standard-input.ts";
import type { ByteString } from "../../src/wire.ts";
import { answer, environ, found } from "./found.ts";
import { bytes, complete, cpython, ledger, python, refusal, refusedHeader, valuesOf, wire, wireOf } from "./helpers.ts";

/** A variable as Python sees it under a UTF-8 locale, and what PEP 3333 makes of that. */
const inOsEnviron = (raw: string) => surrogateescape.decode(wire(raw));
const nativeFrom = (value: string) => latin1.decode(surrogateescape.encode(value));

/* ---- the same, from CPython: two processes with environments of bytes, and one that plays at Windows ---- */

interface Seen {
  readonly encoding: string;
  readonly os: Record<string, string>;
  readonly wsgi: Record<string, string>;
}

const names = [
  "PATH_INFO",
  "FOO",
  "REQUEST_URI",
  "SERVER_NAME",
  "REDIRECT_URL",
  "HTTP_X",
  "SSL_X",
  "REDIRECT_HTTP_Y",
  "REDIRECT_REDIRECT_PATH_INFO",
  "QUERY_STRING",
];

const underTwoLocales = `
import json, subprocess, sys
look = """
import json, os, sys
from wsgiref.handlers import read_environ
names = %r
wsgi = read_environ()
print(json.dumps({"encoding": sys.getfilesystemencoding(), "os": {n: os.environ[n] for n in names}, "wsgi": {n: wsgi[n] for n in names}}))
""" % json.load(sys.stdin)
raw = {
    b"PATH_INFO": b"/\\xc3\\xa9\\xff", b"FOO": b"/\\xc3\\xa9\\xff", b"HTTP_X": b"\\xe9", b"QUERY_STRING": b"q=%C3%A9",
    b"REQUEST_URI": b"\\xc3\\xa9\\xff", b"SERVER_NAME": b"\\xc3\\xa9\\xff", b"REDIRECT_URL": b"\\xc3\\xa9\\xff",
    b"SSL_X": b"\\xc3\\xa9", b"REDIRECT_HTTP_Y": b"\\xc3\\xa9", b"REDIRECT_REDIRECT_PATH_INFO": b"\\xc3\\xa9",
}
def run(**locale):
    env = dict(raw, **{})
    env.update({k.encode(): v.encode() for k, v in locale.items()})
    return json.loads(subprocess.check_output([sys.executable, "-c", look], env=env))
print(json.dumps([run(LC_ALL="C.UTF-8", PYTHONUTF8="1"), run(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")]))
`;

const posix = python && process.platform !== "win32";
const [utf8Locale, plainLocale] = posix ? cpython<[Seen, Seen]>(underTwoLocales, names) : [undefined, undefined];

const asOnWindows = `
import json, sys
from wsgiref import handlers
sys.platform = "win32"
def read(pair):
    class os: environ = {"SERVER_SOFTWARE": pair[0], "PATH_INFO": pair[1]}
    handlers.os = os
    return handlers.read_environ()["PATH_INFO"]
print(json.dumps([read(pair) for pair in json.load(sys.stdin)]))
`;

const otherFacts = `
import io, json, os, sys
from wsgiref import handlers, util
def refused(step):
    try: step()
    except Exception as error: return type(error).__name__
def set_nul(): os.environ["X_NUL"] = "a\\0b"
class environ: environ = {"SCRIPT_NAME": "/app", "PATH_INFO": "/app/x"}
out = io.BytesIO()
def app(environ, start_response):
    start_response("200 OK", [("X", "\\xe9")])
    return [b"hi"]
handlers.BaseCGIHandler(io.BytesIO(), out, io.StringIO(), {}).run(app)
handlers.os = environ
print(json.dumps({
    "ascii": refused(lambda: "\\xe9".encode("ascii", "surrogateescape")),
    "highSurrogate": refused(lambda: "\\ud800".encode("utf-8", "surrogateescape")),
    "nul": refused(set_nul),
    "schemes": [util.guess_scheme({"HTTPS": value}) for value in ["on", "1", "yes", "ON", "off"]],
    "iis": handlers.IISCGIHandler().base_env["PATH_INFO"],
    "stdout": out.getvalue().decode("latin-1"),
}))
`;
const facts = python ? cpython<Record<string, unknown>>(otherFacts) : {};

describe("PEP 383 and os.environ", () => {
  test("under a UTF-8 locale bad bytes are escapes, and PEP 3333 has the latin-1 image of the bytes [vector 1, observed]", () => {
    expect(inOsEnviron("/\xc3\xa9\xff")).toBe("/\xe9\udcff");
    expect(nativeFrom("/\xe9\udcff")).toBe("/\xc3\xa9\xff");
  });

  test("a value full of escapes has the same bytes [vector 2, observed]", () => {
    expect(nativeFrom("/\udcc3\udca9\udcff")).toBe("/\xc3\xa9\xff");
  });

  test("a header that is not UTF-8 is an escape, and a byte again [vector 5, observed]", () => {
    expect(inOsEnviron("\xe9")).toBe("\udce9");
    expect(nativeFrom("\udce9")).toBe("\xe9");
  });

  test("ASCII is not changed [vector 7, derived]", () => {
    expect(nativeFrom(inOsEnviron("q=%C3%A9"))).toBe("q=%C3%A9");
  });

  test("each model has its own view of the same bytes [vector 8, derived]", () => {
    const request = { pathInfo: surrogateescape.encode("/\xe9\udcff") };
    expect(writeFragment(flat, request).PATH_INFO).toBe("/\xe9\udcff");
    expect(writeFragment(pep3333, request).PATH_INFO).toBe("/\xc3\xa9\xff");
    expect(writeFragment(web3, request).PATH_INFO).toStrictEqual(bytes("/\xc3\xa9\xff"));
    expect(valuesOf(writeFragment(unicode, request), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\xc3\xa9\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("a high surrogate is no escape [vector 17, observed]", () => {
    expect(refusal(() => surrogateescape.encode("\ud800"))).toBe("UNENCODABLE");
  });
});

describe.skipIf(utf8Locale?.encoding !== "utf-8")("wsgiref.handlers.read_environ, run by CPython", () => {
  test("PATH_INFO under a UTF-8 locale [vector 1, verified]", () => {
    expect([utf8Locale?.os.PATH_INFO, utf8Locale?.wsgi.PATH_INFO]).toStrictEqual(["/\xe9\udcff", "/\xc3\xa9\xff"]);
  });

  test.skipIf(plainLocale?.encoding !== "ascii")("PATH_INFO under a plain C locale [vector 2, verified]", () => {
    expect([plainLocale?.os.PATH_INFO, plainLocale?.wsgi.PATH_INFO]).toStrictEqual(["/\udcc3\udca9\udcff", "/\xc3\xa9\xff"]);
  });

  test("a variable of one's own is left as os.environ has it [vector 3, verified]", () => {
    expect(utf8Locale?.wsgi.FOO).toBe("/\xe9\udcff");
  });

  test.each(["REQUEST_URI", "SERVER_NAME", "REDIRECT_URL"])("%s is left as os.environ has it [vector 4, verified]", (name) => {
    expect(utf8Locale?.wsgi[name]).toBe("\xe9\udcff");
  });

  test("a header is re-coded [vector 5, verified]", () => {
    expect([utf8Locale?.os.HTTP_X, utf8Locale?.wsgi.HTTP_X]).toStrictEqual(["\udce9", "\xe9"]);
  });

  test.each(["SSL_X", "REDIRECT_HTTP_Y", "REDIRECT_REDIRECT_PATH_INFO"])("%s is re-coded [vector 6, verified]", (name) => {
    expect(utf8Locale?.wsgi[name]).toBe("\xc3\xa9");
  });

  test("the query is unchanged, being ASCII [vector 7, verified]", () => {
    expect([utf8Locale?.os.QUERY_STRING, utf8Locale?.wsgi.QUERY_STRING]).toStrictEqual(["q=%C3%A9", "q=%C3%A9"]);
  });
});

describe.skipIf(!python)("wsgiref.handlers, told that it is on Windows", () => {
  test("IIS has decoded UTF-8, Apache has put latin-1 in, others are taken at the file system's encoding [vectors 9, 10 and 11, verified]", () => {
    const seen = cpython(asOnWindows, [
      ["Microsoft-IIS/10.0", "/\xe9"],
      ["Apache/2.4", "/\xc3\xa9"],
      ["other/1", "/\u20ac"],
      ["other/1", "/\udcff"],
    ]);
    expect(seen).toStrictEqual(["/\xc3\xa9", "/\xc3\xa9", "/\xe2\x82\xac", "/?"]);
  });

  test("IISCGIHandler takes SCRIPT_NAME off the front of PATH_INFO [vector 15, verified]", () => {
    expect(facts.iis).toBe("/x");
  });
});

describe.skipIf(!python)("CPython, what else a CGI script meets", () => {
  test("a character that the file system's encoding does not have is refused [vector 12, verified]", () => {
    expect(facts.ascii).toBe("UnicodeEncodeError");
  });

  test("an answer's head starts with Status and is latin-1; wsgiref adds the length [vector 13, verified]", () => {
    expect(facts.stdout).toBe("Status: 200 OK\r\nX: \xe9\r\nContent-Length: 2\r\n\r\nhi");
  });

  test("HTTPS is on, 1 or yes, in lower case [vector 14, verified]", () => {
    expect(facts.schemes).toStrictEqual(["https", "https", "https", "http", "http"]);
  });

  test("a high surrogate is no escape [vector 17, verified]", () => {
    expect(facts.highSurrogate).toBe("UnicodeEncodeError");
  });

  test("a value with NUL cannot be set [vector 18, verified]", () => {
    expect(facts.nul).toBe("ValueError");
  });
});

describe("RFC 3875, 6.3", () => {
  test("the string part of an answer is what wsgiref prints [vector 13, stated]", () => {
    expect(wireOf(pep3333, "200 OK", [["X", "\xe9"]], [bytes("hi")])).toBe("HTTP/1.1 200 OK\r\nX: \xe9\r\n\r\nhi");
  });

  test("a header with a line end is refused [vector 19, stated]", () => {
    expect(refusedHeader(pep3333, "X", "a\r\nb")).toBe("HEAD_INJECTION");
  });
});

describe("wsgiref.validate, as lint has it", () => {
  test("a PATH_INFO that is not empty begins with a slash [vector 20, stated]", async () => {
    expect(await found(environ(pep3333, { PATH_INFO: "a" }))).toStrictEqual(["BAD_PATH"]);
    expect(await found(environ(pep3333, { SCRIPT_NAME: "/a", PATH_INFO: "" }))).toStrictEqual([]);
  });

  test("an application sends no header called Status [vector 21, stated]", async () => {
    const headers = [
      ["Content-Type", "text/plain"],
      ["Status", "200 OK"],
    ];
    expect(await found(answer(pep3333, { headers }))).toStrictEqual(["STATUS_HEADER"]);
  });
});

describe("a CGI program", () => {
  test("begins its answer with Status [vector 13, stated]", () => {
    const response = { status: 200, reason: "OK" as ByteString, headers: [["X" as ByteString, "\xe9" as ByteString]] as const, body: [] };
    expect(cgiHead(response)).toBe("Status: 200 OK\r\nX: \xe9\r\n\r\n");
  });

  test("takes HTTPS for on or 1, in lower case [vector 14, stated]", () => {
    const scheme = (https: string) =>
      cgiRequest(
        new Map([
          ["REQUEST_METHOD", "GET"],
          ["PATH_INFO", "/"],
          ["HTTPS", https],
        ] as [ByteString, ByteString][]),
        [],
        {},
      ).scheme;
    expect(["on", "1", "ON"].map(scheme)).toEqual(["https", "https", "http"]);
  });

  test("reads no more of its standard input than CONTENT_LENGTH says [vector 16, stated]", async () => {
    async function* stdin() {
      yield bytes("ab");
      yield bytes("cdef");
    }
    let read = "";
    for await (const chunk of firstBytes(stdin(), 3)) read += Buffer.from(chunk).toString("latin1");
    expect(read).toBe("abc");
  });
});

test("every vector of CGI and os.environ is stated here or listed for later", ({ task }) => {
  expect(ledger("cgi-os-environ", 21, task)).toEqual(complete);
});
