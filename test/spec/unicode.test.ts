import { describe, expect, test } from "vitest";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode, { variants } from "../../proposals/unicode.ts";
import { charset } from "../../src/codecs/charset.ts";
import { firstOf } from "../../src/codecs/first-of.ts";
import { iso88591 } from "../../src/codecs/latin1.ts";
import { writeFragment } from "../../src/environ.ts";
import { defineProfile, variable } from "../../src/profile.ts";
import {
  bytes,
  complete,
  cpython,
  get,
  ledger,
  python,
  readFrom,
  refusal,
  refusedChunk,
  refusedHeader,
  refusedStatus,
  seenBy,
  transcoded,
  valuesOf,
  variantOf,
  wire,
  wireOf,
} from "./helpers.ts";

const arm = variantOf(variants, "unicode@arm");
const cherrypy = variantOf(variants, "unicode@cherrypy");

const userCodec = firstOf("wsgi.uri_encoding", charset("euc-jp"), iso88591);
const eucJp = defineProfile({
  ...unicode,
  id: "unicode@euc-jp",
  environ: {
    ...unicode.environ,
    SCRIPT_NAME: variable("scriptName", userCodec, { optional: true }),
    PATH_INFO: variable("pathInfo", userCodec, { optional: true }),
    QUERY_STRING: variable("query", userCodec, { optional: true }),
  },
});

const recorded = ["PATH_INFO", "QUERY_STRING", "wsgi.uri_encoding"] as const;

describe("Definition #4, the environ", () => {
  test("a path in UTF-8 is text, and the record says so [vector 1, stated]", () => {
    expect(seenBy(unicode, get("/caf%C3%A9"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/caf\xe9",
      "wsgi.uri_encoding": "utf-8",
    });
  });

  test("a path that is not UTF-8 is ISO-8859-1, and the record says so [vector 2, stated]", () => {
    expect(seenBy(unicode, get("/%E9"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\xe9",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("only the record tells two paths of the same text apart [vector 2, derived]", () => {
    expect(seenBy(unicode, get("/%C3%A9"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\xe9",
      "wsgi.uri_encoding": "utf-8",
    });
    expect(readFrom(unicode, { PATH_INFO: "/\xe9", "wsgi.uri_encoding": "utf-8" }).pathInfo).toBe("/\xc3\xa9");
    expect(readFrom(unicode, { PATH_INFO: "/\xe9", "wsgi.uri_encoding": "iso-8859-1" }).pathInfo).toBe("/\xe9");
  });

  test("one bad byte makes the whole path ISO-8859-1; an encoded slash is decoded, where cheroot keeps it [vector 3, observed]", () => {
    const request = get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF");
    expect(seenBy(unicode, request, "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
    expect(seenBy(cherrypy, request, "PATH_INFO", "wsgi.url_encoding")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      "wsgi.url_encoding": "ISO-8859-1",
    });
  });

  test("a raw byte in the query makes path and query ISO-8859-1 in the roadmap's group, but not in Ronacher's [vector 4, derived]", () => {
    const request = get("/caf%C3%A9?\xff");
    expect(seenBy(unicode, request, ...recorded)).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9",
      QUERY_STRING: "\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
    expect(seenBy(cherrypy, request, "PATH_INFO", "QUERY_STRING", "wsgi.url_encoding")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9",
      QUERY_STRING: "\xff",
      "wsgi.url_encoding": "ISO-8859-1",
    });
  });

  test("Ronacher's group has the target in it, so the raw byte reaches it that way; without a target the path is UTF-8 [vector 4, derived]", () => {
    expect(seenBy(arm, get("/caf%C3%A9?\xff"), ...recorded)).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9",
      QUERY_STRING: "\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
    expect(
      valuesOf(writeFragment(arm, { scriptName: wire(""), pathInfo: wire("/caf\xc3\xa9"), query: wire("\xff") }), ...recorded),
    ).toStrictEqual({
      PATH_INFO: "/caf\xe9",
      QUERY_STRING: "\xff",
      "wsgi.uri_encoding": "utf-8",
    });
  });

  test("the mount and the rest share the codec [vector 5, derived]", () => {
    const parts = { scriptName: wire("/\xe9"), pathInfo: wire("/\xc3\xa9"), query: wire("") };
    expect(valuesOf(writeFragment(unicode, parts), "SCRIPT_NAME", "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      SCRIPT_NAME: "/\xe9",
      PATH_INFO: "/\xc3\xa9",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("a target that is not UTF-8 forces ISO-8859-1 on Ronacher's group [vector 6, derived]", () => {
    expect(
      valuesOf(writeFragment(arm, { target: wire("/\xff"), pathInfo: wire("/\xc3\xa9") }), "REQUEST_URI", "PATH_INFO", "wsgi.uri_encoding"),
    ).toStrictEqual({
      REQUEST_URI: "/\xff",
      PATH_INFO: "/\xc3\xa9",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("elsewhere the target is ISO-8859-1 text and leaves the path alone, where Definition #4 has it as bytes [vector 6, derived]", () => {
    expect(
      valuesOf(
        writeFragment(unicode, { target: wire("/\xff"), pathInfo: wire("/\xc3\xa9") }),
        "REQUEST_URI",
        "PATH_INFO",
        "wsgi.uri_encoding",
      ),
    ).toStrictEqual({
      REQUEST_URI: "/\xff",
      PATH_INFO: "/\xe9",
      "wsgi.uri_encoding": "utf-8",
    });
  });

  test.each([
    ["a byte order mark is kept", "/%EF%BB%BFa", "/\ufeffa", "utf-8", 7],
    ["a surrogate in UTF-8 is not UTF-8", "/%ED%A0%80", "/\xed\xa0\x80", "iso-8859-1", 8],
    ["an overlong form is not UTF-8", "/%C0%80", "/\xc0\x80", "iso-8859-1", 9],
    ["ASCII is UTF-8", "/", "/", "utf-8", 10],
  ])("%s: %s is %j in %s [vector %i, derived]", (_, target, pathInfo, encoding) => {
    expect(seenBy(unicode, get(target), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: pathInfo,
      "wsgi.uri_encoding": encoding,
    });
  });

  test("a header is ISO-8859-1, UTF-8 or not [vector 11, stated]", () => {
    expect(seenBy(unicode, get("/", "X-A: \xe9", "X-U: \xc3\xa9"), "HTTP_X_A", "HTTP_X_U")).toStrictEqual({
      HTTP_X_A: "\xe9",
      HTTP_X_U: "\xc3\xa9",
    });
  });

  test("a user's codec is tried instead of UTF-8 [vector 12, derived]", () => {
    expect(seenBy(eucJp, get("/%A4%A2"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\u3042",
      "wsgi.uri_encoding": "euc-jp",
    });
  });

  test("after a user's codec comes ISO-8859-1, with no UTF-8 in between [vector 13, derived]", () => {
    expect(seenBy(eucJp, get("/%FF"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\xff",
      "wsgi.uri_encoding": "iso-8859-1",
    });
    // C3 A9 is a pair of EUC-JP; E2 82 A9 is none, though it is good UTF-8.
    expect(seenBy(eucJp, get("/%E2%82%A9"), "PATH_INFO", "wsgi.uri_encoding")).toStrictEqual({
      PATH_INFO: "/\xe2\x82\xa9",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });
});

/** The group's algorithm in Python: the name of the first codec that reads the bytes, and the text. */
const firstThatReads = `
import json, sys
def read(row):
    wire = bytes.fromhex(row[0])
    for name in row[1:]:
        try: return [name, wire.decode(name)]
        except UnicodeDecodeError: pass
print(json.dumps([read(row) for row in json.load(sys.stdin)]))
`;

test.skipIf(!python)("CPython's codecs choose alike [vectors 1, 2, 7, 8, 9, 12 and 13, verified]", () => {
  const utf8First = ["utf-8", "iso-8859-1"];
  const eucJpFirst = ["euc-jp", "iso-8859-1"];
  const rows = [
    ["2f636166c3a9", ...utf8First],
    ["2fe9", ...utf8First],
    ["2fefbbbf61", ...utf8First],
    ["2feda080", ...utf8First],
    ["2fc080", ...utf8First],
    ["2fa4a2", ...eucJpFirst],
    ["2fff", ...eucJpFirst],
    ["2fe282a9", ...eucJpFirst],
  ];
  expect(cpython(firstThatReads, rows)).toStrictEqual([
    ["utf-8", "/caf\xe9"],
    ["iso-8859-1", "/\xe9"],
    ["utf-8", "/\ufeffa"],
    ["iso-8859-1", "/\xed\xa0\x80"],
    ["iso-8859-1", "/\xc0\x80"],
    ["euc-jp", "/\u3042"],
    ["iso-8859-1", "/\xff"],
    ["iso-8859-1", "/\xe2\x82\xa9"],
  ]);
});

describe("web-sig of September 2009, recoding", () => {
  test("what is not UTF-8 stays as it was [vector 14, derived]", () => {
    expect(transcoded(unicode, unicode, { PATH_INFO: "/\xe9", "wsgi.uri_encoding": "iso-8859-1" })).toMatchObject({
      PATH_INFO: "/\xe9",
      "wsgi.uri_encoding": "iso-8859-1",
    });
  });

  test("what is UTF-8 becomes text, and the record follows [vector 15, stated]", () => {
    expect(transcoded(unicode, unicode, { PATH_INFO: "/caf\xc3\xa9", "wsgi.uri_encoding": "iso-8859-1" })).toMatchObject({
      PATH_INFO: "/caf\xe9",
      "wsgi.uri_encoding": "utf-8",
    });
  });

  test.each([
    ["/caf\xe9", "utf-8", "/caf\xc3\xa9"],
    ["/\xe9", "iso-8859-1", "/\xe9"],
  ])("to PEP 3333, %j in %s is %j [vector 16, derived]", (pathInfo, encoding, native) => {
    expect(transcoded(unicode, pep3333, { PATH_INFO: pathInfo, "wsgi.uri_encoding": encoding })).toStrictEqual({ PATH_INFO: native });
    expect(transcoded(unicode, modWsgi, { PATH_INFO: pathInfo, "wsgi.uri_encoding": encoding }).PATH_INFO).toBe(native);
  });
});

describe("Definition #4, the answer", () => {
  test("status and headers are ISO-8859-1 text, the body is bytes [vector 17, stated]", () => {
    expect(wireOf(unicode, "200 Caf\xe9", [["X-A", "\xe9"]], [bytes("x")])).toBe("HTTP/1.1 200 Caf\xe9\r\nX-A: \xe9\r\n\r\nx");
  });

  test("status and headers may be bytes, which cheroot refuses [vector 18, stated]", () => {
    expect(wireOf(unicode, bytes("200 OK"), [[bytes("X-A"), bytes("\xe9")]])).toBe("HTTP/1.1 200 OK\r\nX-A: \xe9\r\n\r\n");
    expect(refusedStatus(cherrypy, bytes("200 OK"))).toBe("WRONG_TYPE");
    expect(refusedHeader(cherrypy, bytes("X-A"), bytes("\xe9"))).toBe("WRONG_TYPE");
  });
});

describe("Definition #4, what is refused", () => {
  test("text that is not ISO-8859-1 [vector 19, stated]", () => {
    expect(refusedStatus(unicode, "200 \u20ac")).toBe("UNENCODABLE");
    expect(refusedHeader(unicode, "X-A", "\u20ac")).toBe("UNENCODABLE");
    expect(refusedHeader(unicode, "X-\u20ac", "v")).toBe("UNENCODABLE");
  });

  test("a body that is str [vector 20, stated]", () => {
    expect(refusedChunk(unicode, "x")).toBe("WRONG_TYPE");
  });

  test("a path without a record of its codec [vector 21, stated]", () => {
    expect(refusal(() => readFrom(unicode, { PATH_INFO: "/" }))).toBe("MISSING_VARIABLE");
    expect(refusal(() => transcoded(cherrypy, pep3333, { PATH_INFO: "/", "wsgi.uri_encoding": "utf-8" }))).toBe("MISSING_VARIABLE");
  });

  test.each(["utf-16", "", "utf-8-sig", null, 8])("a record that names no codec of the choice: %j [vector 22, derived]", (name) => {
    expect(refusal(() => readFrom(unicode, { PATH_INFO: "/", "wsgi.uri_encoding": name }))).toBe("UNKNOWN_ENCODING");
  });

  test.each(["UTF-8", "utf8", "Utf_8", "ISO-8859-1", "latin-1", "iso8859_1"])(
    "a record in another spelling is not refused: %s [vector 22, derived]",
    (name) => {
      expect(readFrom(unicode, { PATH_INFO: "/", "wsgi.uri_encoding": name }).pathInfo).toBe("/");
    },
  );

  test("a character that the recorded codec does not have [vector 23, derived]", () => {
    expect(refusal(() => readFrom(unicode, { PATH_INFO: "/\u20ac", "wsgi.uri_encoding": "iso-8859-1" }))).toBe("UNENCODABLE");
    expect(refusal(() => readFrom(unicode, { PATH_INFO: "/\ud800", "wsgi.uri_encoding": "utf-8" }))).toBe("UNENCODABLE");
  });
});

test("every vector of the Unicode model is stated here or listed for later", ({ task }) => {
  expect(ledger("unicode", 24, task)).toEqual(complete);
});
