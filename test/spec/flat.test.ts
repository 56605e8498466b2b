import { describe, expect, test } from "vitest";
import flat, { variants } from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import { latin1 } from "../../src/codecs/latin1.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { forPython } from "../../src/python-version.ts";
import { type Any, application, found, outcome } from "./found.ts";
import {
  bytes,
  complete,
  cpython,
  environOf,
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
  variantOf,
  wire,
  wireOf,
} from "./helpers.ts";

const triple = variantOf(variants, "flat@triple");

// One start of Python for all: bytes as hexadecimal digits.
const paths = [
  "2f636166c3a9",
  "2fff",
  "2fe282",
  "2fe28241",
  "2fedb280",
  "2fc080",
  "2ff4908080",
  "2fefbbbf61",
  "2ff09f9880",
  "e9ff",
  "c3a9",
  "ff",
];
const decodeAll = `
import json, sys
print(json.dumps([bytes.fromhex(h).decode("utf-8", "surrogateescape") for h in json.load(sys.stdin)]))
`;
const encodeAll = `
import json, sys
def encode(text):
    try: return text.encode("utf-8", "surrogateescape").hex()
    except UnicodeEncodeError: return None
print(json.dumps([encode(text) for text in json.load(sys.stdin)]))
`;

describe("the proposals table, flat: the environ", () => {
  test.each([
    ["/caf%C3%A9", "/caf\xe9", 1, "stated"],
    ["/%FF", "/\udcff", 2, "stated"],
    ["/caf%C3%A9%2Fx/%FF", "/caf\xe9/x/\udcff", 3, "verified"],
    ["/%E2%82", "/\udce2\udc82", 4, "verified"],
    ["/%E2%82A", "/\udce2\udc82A", 4, "verified"],
    ["/%ED%B2%80", "/\udced\udcb2\udc80", 5, "verified"],
    ["/%C0%80", "/\udcc0\udc80", 6, "verified"],
    ["/%F4%90%80%80", "/\udcf4\udc90\udc80\udc80", 6, "verified"],
    ["/%EF%BB%BFa", "/\ufeffa", 7, "verified"],
    ["/%F0%9F%98%80", "/\u{1f600}", 8, "derived"],
  ])("a path is UTF-8, and each byte that is not is an escape: %s is %j [vector %i, %s]", (target, pathInfo) => {
    expect(seenBy(flat, get(target), "PATH_INFO")).toStrictEqual({ PATH_INFO: pathInfo });
    expect(seenBy(triple, get(target), "PATH_INFO")).toStrictEqual({ PATH_INFO: pathInfo });
  });

  test("the query is still percent-encoded [vector 3, verified]", () => {
    expect(seenBy(flat, get("/?q=%C3%A9&r=%FF"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: "q=%C3%A9&r=%FF" });
  });

  test("a character beyond U+FFFF is a surrogate pair in JavaScript, which is no escape [vector 8, derived]", () => {
    expect(readFrom(flat, { PATH_INFO: "/\ud83d\ude00" }).pathInfo).toBe("/\xf0\x9f\x98\x80");
  });

  test("headers are UTF-8 with escapes too [vector 9, verified]", () => {
    expect(seenBy(flat, get("/", "X-A: \xe9\xff", "X-U: \xc3\xa9"), "HTTP_X_A", "HTTP_X_U")).toStrictEqual({
      HTTP_X_A: "\udce9\udcff",
      HTTP_X_U: "\xe9",
    });
  });

  test("a raw byte in the query is an escape [vector 10, verified]", () => {
    expect(seenBy(flat, get("/?\xff"), "QUERY_STRING")).toStrictEqual({ QUERY_STRING: "\udcff" });
  });

  test("the port is a string [vector 11, derived]", () => {
    expect(environOf(flat, get("/"), { serverPort: wire("80") }).SERVER_PORT).toBe("80");
  });

  test.skipIf(!python)("CPython reads the same bytes as the same strings [vectors 1, 2, 3, 4, 5, 6, 7, 8, 9 and 10, verified]", () => {
    expect(cpython(decodeAll, paths)).toStrictEqual(paths.map((hex) => surrogateescape.decode(Uint8Array.from(Buffer.from(hex, "hex")))));
  });
});

describe("the proposals table, flat: back to bytes", () => {
  test.each([
    ["/caf\xe9/\udcff", "/caf\xc3\xa9/\xff", 12],
    ["\udc80", "\x80", 13],
    ["\udcc3\udca9", "\xc3\xa9", 14],
  ])("an escape is its byte again: %j is %j [vector %i, verified]", (value, image) => {
    expect(readFrom(flat, { PATH_INFO: value }).pathInfo).toBe(image);
  });

  test("escapes that spell UTF-8 do not come back as escapes [vector 14, verified]", () => {
    expect(transcoded(flat, flat, { PATH_INFO: "\udcc3\udca9" })).toStrictEqual({ PATH_INFO: "\xe9" });
  });

  test("to PEP 3333 and back [vectors 15 and 16, verified]", () => {
    expect(transcoded(flat, pep3333, { PATH_INFO: "/\xe9\udcff" })).toStrictEqual({ PATH_INFO: "/\xc3\xa9\xff" });
    expect(transcoded(pep3333, flat, { PATH_INFO: "/\xc3\xa9\xff" })).toStrictEqual({ PATH_INFO: "/\xe9\udcff" });
  });

  test("to the Unicode model, which decides by the bytes [vector 17, derived]", () => {
    expect(transcoded(flat, unicode, { PATH_INFO: "/caf\xe9" })).toMatchObject({ PATH_INFO: "/caf\xe9", "wsgi.uri_encoding": "utf-8" });
    expect(transcoded(flat, unicode, { PATH_INFO: "/\udcff" })).toMatchObject({ PATH_INFO: "/\xff", "wsgi.uri_encoding": "iso-8859-1" });
  });

  test("to os.environ under a latin-1 locale [vector 18, derived]", () => {
    expect(latin1.decode(surrogateescape.encode("/\udcff"))).toBe("/\xff");
  });

  test.skipIf(!python)(
    "CPython encodes to the same bytes, and refuses the same strings [vectors 12, 13, 14, 15, 18 and 21, verified]",
    () => {
      const values = ["/caf\xe9/\udcff", "\udc80", "\udcc3\udca9", "/\xe9\udcff", "/\udcff", "\udc7f", "\ud800", "\udbff"];
      expect(cpython(encodeAll, values)).toStrictEqual(["2f636166c3a92fff", "80", "c3a9", "2fc3a9ff", "2fff", null, null, null]);
    },
  );
});

describe("the proposals table, flat: the answer", () => {
  test("an answer is the bytes on the wire [vector 19, stated]", () => {
    expect(wireOf(flat, bytes("200 OK"), [[bytes("X-A"), bytes("\xc3\xa9")]], [bytes("x")])).toBe(
      "HTTP/1.1 200 OK\r\nX-A: \xc3\xa9\r\n\r\nx",
    );
  });

  test("a reason phrase may hold any byte but a control [vector 20, derived]", () => {
    expect(wireOf(flat, bytes("200 \xff"), [])).toBe("HTTP/1.1 200 \xff\r\n\r\n");
  });
});

describe("the proposals table, flat: what is refused", () => {
  test.each(["\udc7f", "\ud800", "\udbff"])("a surrogate that is no escape: %j [vector 21, verified]", (value) => {
    expect(refusal(() => readFrom(flat, { PATH_INFO: value }))).toBe("UNENCODABLE");
  });

  test("an answer that is str [vector 22, stated]", () => {
    expect(refusedStatus(flat, "200 OK")).toBe("WRONG_TYPE");
    expect(refusedHeader(flat, "X-A", "v")).toBe("WRONG_TYPE");
    expect(refusedChunk(flat, "x")).toBe("WRONG_TYPE");
  });

  test("write() is no part of the model [vector 23, stated]", () => {
    expect(flat.response.write).toStrictEqual({ standing: "removed" });
  });

  test("a header value that is another kind of buffer [vector 24, derived]", () => {
    expect(refusedHeader(flat, bytes("X-A"), new DataView(new ArrayBuffer(1)))).toBe("WRONG_TYPE");
    expect(refusedHeader(flat, bytes("X-A"), new ArrayBuffer(1))).toBe("WRONG_TYPE");
    expect(refusedHeader(flat, bytes("X-A"), [0x76])).toBe("WRONG_TYPE");
  });

  test.each(["a\r\nb", "\0"])("a header value with CR, LF or NUL: %j [vector 25, derived]", (value) => {
    expect(refusedHeader(flat, bytes("X-A"), bytes(value))).toBe("HEAD_INJECTION");
  });

  test("text on Python 2, where native strings are bytes [vector 26, derived]", () => {
    expect(refusedStatus(forPython(flat, 2), "200 OK")).toBe("WRONG_TYPE");
    expect(refusedStatus(forPython(flat, 2), bytes("200 OK"))).toBeUndefined();
  });
});

describe("the proposals table, flat: the calls", () => {
  test("what start_response returns raises when it is called [vector 23, stated]", async () => {
    const writing = (_: Any, start: Any) => {
      start(bytes("200 OK"), [[bytes("Content-Type"), bytes("text/plain")]])(bytes("x"));
      return [];
    };
    expect(await outcome(flat, writing)).toMatchObject({ status: 500, code: "NO_WRITE" });
    expect(await found(application(flat, writing))).toStrictEqual(["NO_WRITE"]);
  });
});

test("every vector of flat is stated here or listed for later", ({ task }) => {
  expect(ledger("flat", 26, task)).toEqual(complete);
});
