import { describe, expect, test } from "vitest";
import { variants as unicodeVariants } from "../../proposals/unicode.ts";
import wsgi10, { variants } from "../../proposals/wsgi-1.0.ts";
import { writeEnviron } from "../../src/environ.ts";
import { transcodeEnviron } from "../../src/transcode.ts";
import { type Any, answer, application, environ, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  dictOf,
  get,
  ledger,
  message,
  readFrom,
  readWhole,
  refusal,
  refusedChunk,
  refusedHeader,
  refusedHeaders,
  refusedStatus,
  requestOf,
  seenBy,
  transcoded,
  valuesOf,
  variantOf,
  wireOf,
} from "./helpers.ts";
import { served } from "./served.ts";

const nativeKeys = variantOf(variants, "wsgi-1.0@native-keys");
const latin1 = variantOf(variants, "wsgi-1.0@latin-1");
const cherrypy = variantOf(unicodeVariants, "unicode@cherrypy");

describe("PEP 333, the environ as bytes", () => {
  test("the path is its percent-decoded bytes, the query its bytes as sent [vector 1, derived]", () => {
    expect(seenBy(wsgi10, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME")).toStrictEqual({
      PATH_INFO: bytes("/caf\xc3\xa9/x/\xff"),
      QUERY_STRING: bytes("q=%C3%A9&r=%FF"),
      SCRIPT_NAME: bytes(""),
    });
  });

  test("a native string in the reading of Unicode Issues is the latin-1 image of the same bytes [vector 1, observed]", () => {
    expect(seenBy(latin1, get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF"), "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      QUERY_STRING: "q=%C3%A9&r=%FF",
      SCRIPT_NAME: "",
    });
  });

  test("raw bytes in the target are bytes of the path [vector 2, derived]", () => {
    expect(seenBy(wsgi10, get("/\xc3\xa9\xff"), "PATH_INFO")).toStrictEqual({ PATH_INFO: bytes("/\xc3\xa9\xff") });
  });

  test("an empty query is an empty QUERY_STRING, and an environ may leave it out [vector 3, stated]", () => {
    expect(seenBy(wsgi10, get("/?"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: bytes("") });
    expect(readWhole(wsgi10, { QUERY_STRING: undefined }).query).toBe("");
  });

  test("a header value is its bytes [vector 4, derived]", () => {
    expect(seenBy(wsgi10, get("/", "X-A: \xe9\xff"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: bytes("\xe9\xff") });
  });

  test("an empty header value is an empty value [vector 5, derived]", () => {
    expect(seenBy(wsgi10, get("/", "X-E:"), "HTTP_X_E")).toStrictEqual({ HTTP_X_E: bytes("") });
  });

  test("repeats are joined with a comma and a space, where some servers use a comma alone [vector 6, observed]", () => {
    expect(seenBy(wsgi10, get("/", "X-A: 1", "X-A: 2"), "HTTP_X_A")).toStrictEqual({ HTTP_X_A: bytes("1, 2") });
  });

  test("the type and length of the body have variables of their own and no others [vector 7, stated]", () => {
    const posted = `${message("POST / HTTP/1.1", "Host: h", "Content-Type: text/plain", "Content-Length: 3")}abc`;
    expect(seenBy(wsgi10, posted, "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")).toStrictEqual({
      CONTENT_TYPE: bytes("text/plain"),
      CONTENT_LENGTH: bytes("3"),
      HTTP_CONTENT_TYPE: undefined,
      HTTP_CONTENT_LENGTH: undefined,
    });
  });

  test("the scheme is bytes under bytes keys, and native under native keys [vector 8, stated]", () => {
    const request = requestOf(get("/"), { scheme: "https" });
    expect(valuesOf(writeEnviron(wsgi10, request), "wsgi.url_scheme")).toStrictEqual({ "wsgi.url_scheme": bytes("https") });
    expect(writeEnviron(nativeKeys, request)["wsgi.url_scheme"]).toBe("https");
    expect(writeEnviron(latin1, request)["wsgi.url_scheme"]).toBe("https");
  });

  test("a plus sign is not a space, in the path or in the query [vector 9, observed]", () => {
    expect(seenBy(wsgi10, get("/a+b%2Bc;p=1?a+b"), "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: bytes("/a+b+c;p=1"),
      QUERY_STRING: bytes("a+b"),
    });
  });

  test("a bad escape stays as it was written, where mod_wsgi answers 400 [vector 10, observed]", () => {
    expect(seenBy(wsgi10, get("/a%zz%4"), "PATH_INFO")).toStrictEqual({ PATH_INFO: bytes("/a%zz%4") });
  });
});

describe("PEP 333, the answer as bytes", () => {
  test("status, headers and body are the bytes on the wire [vector 11, derived]", () => {
    expect(wireOf(wsgi10, bytes("200 OK"), [[bytes("X-A"), bytes("\xe9")]], [bytes("x")])).toBe("HTTP/1.1 200 OK\r\nX-A: \xe9\r\n\r\nx");
  });

  test("a reason phrase may hold any byte but a control [vector 12, derived]", () => {
    expect(wireOf(wsgi10, bytes("200 \xc7\xe9"), [])).toBe("HTTP/1.1 200 \xc7\xe9\r\n\r\n");
  });

  test("in the amendments' reading a str that is latin-1 is accepted beside bytes [vectors 11 and 12, stated]", () => {
    expect(
      wireOf(
        latin1,
        "200 \xc7\xe9",
        [
          ["X-A", "\xe9"],
          [bytes("X-B"), "v"],
        ],
        [bytes("x")],
      ),
    ).toBe("HTTP/1.1 200 \xc7\xe9\r\nX-A: \xe9\r\nX-B: v\r\n\r\nx");
  });

  test("an empty body is no chunk at all [vector 14, observed]", () => {
    expect(wireOf(wsgi10, bytes("200 OK"), [], [])).toBe("HTTP/1.1 200 OK\r\n\r\n");
  });
});

describe("PEP 333, what is refused", () => {
  test("a status with a line end [vector 16, stated]", () => {
    expect(refusedStatus(wsgi10, bytes("200 OK\r\nX: y"))).toBe("HEAD_INJECTION");
  });

  test.each(["a\nb", "a\rb", "a\0b"])("a header value with a control character: %j [vector 17, stated]", (value) => {
    expect(refusedHeader(wsgi10, bytes("X-A"), bytes(value))).toBe("HEAD_INJECTION");
  });

  test("a TAB in a header value passes, as on every server, though the letter forbids it [vector 17, observed]", () => {
    expect(wireOf(wsgi10, bytes("200 OK"), [[bytes("X-A"), bytes("a\tb")]])).toBe("HTTP/1.1 200 OK\r\nX-A: a\tb\r\n\r\n");
  });

  test("headers that are no list [vector 18, stated]", () => {
    expect(refusedHeaders(wsgi10, new Set([[bytes("X-A"), bytes("v")]]))).toBe("WRONG_TYPE");
    expect(refusedHeaders(wsgi10, new Map([[bytes("X-A"), bytes("v")]]).entries())).toBe("WRONG_TYPE");
  });

  test("a str that is not latin-1, in each of the readings [vector 20, stated]", () => {
    expect(refusedStatus(wsgi10, "200 \u20ac")).toBe("WRONG_TYPE");
    expect(refusedHeader(wsgi10, bytes("X-A"), "\u20ac")).toBe("WRONG_TYPE");
    expect(refusedStatus(latin1, "200 \u20ac")).toBe("UNENCODABLE");
    expect(refusedHeader(latin1, "X-A", "\u20ac")).toBe("UNENCODABLE");
  });

  test("a str that is latin-1, where an answer is bytes [vector 20, stated]", () => {
    expect(refusedStatus(wsgi10, "200 OK")).toBe("WRONG_TYPE");
    expect(refusedHeader(wsgi10, "X-A", bytes("v"))).toBe("WRONG_TYPE");
  });

  test.each([80, null, true])("a CGI variable that is no string: %j [vector 22, stated]", (port) => {
    expect(refusal(() => readFrom(wsgi10, { SERVER_PORT: port }))).toBe("WRONG_TYPE");
    expect(refusal(() => readFrom(nativeKeys, { SERVER_PORT: port }))).toBe("WRONG_TYPE");
    expect(refusal(() => readFrom(latin1, { SERVER_PORT: port }))).toBe("WRONG_TYPE");
  });

  test("a chunk of the body that is str [vector 24, stated]", () => {
    expect(refusedChunk(wsgi10, "x")).toBe("WRONG_TYPE");
    expect(refusedChunk(latin1, "x")).toBe("WRONG_TYPE");
  });
});

describe("CherryPy's downgrade of the Unicode model to bytes", () => {
  test("the path is encoded as its record says, which itself is dropped, where CherryPy keeps it as bytes [vector 25, derived]", () => {
    expect(transcoded(cherrypy, wsgi10, { PATH_INFO: "/caf\xe9", "wsgi.url_encoding": "utf-8" })).toStrictEqual({
      PATH_INFO: bytes("/caf\xc3\xa9"),
    });
  });

  test("a header is encoded as latin-1, and what is no string is carried as it is [vector 26, derived]", () => {
    expect(transcoded(cherrypy, wsgi10, { HTTP_X: "\xe9", "wsgi.multithread": true })).toStrictEqual({
      HTTP_X: bytes("\xe9"),
      "wsgi.multithread": true,
    });
  });

  test("the keys become bytes [vectors 25 and 26, derived]", () => {
    expect([...transcodeEnviron(cherrypy, wsgi10, dictOf(cherrypy, { HTTP_X: "\xe9" }))]).toStrictEqual([[bytes("HTTP_X"), bytes("\xe9")]]);
  });
});

describe("PEP 333, the calls", () => {
  const headers = [[bytes("Content-Type"), bytes("text/plain")]];

  test("what write() was given precedes what is returned, and nobody computes a length [vector 13, observed]", async () => {
    const written = (_: Any, start: Any) => {
      start(bytes("200 OK"), headers)(bytes("W"));
      return [bytes("x")];
    };
    expect(await found(application(wsgi10, written))).toStrictEqual([]);
    expect(await outcome(wsgi10, written)).toMatchObject({ headers: [["Content-Type", "text/plain"]], body: "Wx" });
  });

  test("start_response may follow empty chunks, as the amendments have it [vector 15, stated]", async () => {
    const late = function* (_: Any, start: Any) {
      yield bytes("");
      start(bytes("200 OK"), headers);
      yield bytes("x");
    };
    expect(await found(application(wsgi10, late))).toStrictEqual([]);
    expect(await outcome(wsgi10, late)).toMatchObject({ status: 200, body: "x" });
  });

  test("headers that are a generator [vector 18, stated]", async () => {
    expect(await found(answer(wsgi10, { headers: headers.values() }))).toStrictEqual(["WRONG_TYPE"]);
    const generated = (_: Any, start: Any) => {
      start(bytes("200 OK"), headers.values());
      return [];
    };
    expect(await outcome(wsgi10, generated)).toMatchObject({ status: 500, code: "WRONG_TYPE" });
  });

  test.each([
    ["Connection", "close"],
    ["Transfer-Encoding", "chunked"],
  ])("a header about the connection, for lint: %s [vector 19, stated]", async (name, value) => {
    expect(await found(answer(wsgi10, { headers: [...headers, [bytes(name), bytes(value)]] }))).toStrictEqual(["HOP_BY_HOP"]);
  });

  test("a second start_response without exc_info is fatal [vector 21, stated]", async () => {
    const twice = (_: Any, start: Any) => {
      start(bytes("200 OK"), headers);
      start(bytes("200 OK"), headers);
      return [bytes("x")];
    };
    expect(await found(application(wsgi10, twice))).toStrictEqual(["STARTED_TWICE"]);
    expect(await outcome(wsgi10, twice)).toMatchObject({ status: 500, code: "STARTED_TWICE" });
  });

  test("an environ that is an instance of a class, for lint [vector 23, stated]", async () => {
    class Environ {}
    const given = Object.assign(new Environ(), valuesOf(writeEnviron(nativeKeys, requestOf(get("/")))));
    const nothing = (_: Any, start: Any) => {
      start(bytes("200 OK"), headers);
      return [];
    };
    expect(await found(application(nativeKeys, nothing, { environ: given }))).toStrictEqual(["ENVIRON_TYPE"]);
    expect(await found(environ(nativeKeys, {}))).toStrictEqual([]);
  });
});

describe("what a server adds", () => {
  test("the Content-Length of a body of one chunk, and 8-bit headers stay as they are [vector 11, derived]", async () => {
    const app = (_: unknown, start: (status: Uint8Array, headers: [Uint8Array, Uint8Array][]) => void) => {
      start(bytes("200 OK"), [[bytes("X-A"), bytes("\xe9")]]);
      return [bytes("x")];
    };
    expect(await served(wsgi10, app)).toBe("HTTP/1.1 200 OK\r\nX-A: \xe9\r\nContent-Length: 1\r\n\r\nx");
  });

  test("Content-Length: 0 for an empty list [vector 14, observed]", async () => {
    const app = (_: unknown, start: (status: Uint8Array, headers: never[]) => void) => {
      start(bytes("200 OK"), []);
      return [];
    };
    expect(await served(wsgi10, app)).toBe("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
});

test("every vector of WSGI 1.0 is stated here or listed for later", ({ task }) => {
  expect(ledger("wsgi-1.0", 26, task)).toEqual(complete);
});
