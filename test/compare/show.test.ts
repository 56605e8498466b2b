import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { counterexampleLine, legible, repr, requestLines, resultLine, scenesOf } from "../../src/compare/show.ts";
import { verdictMarks } from "../../src/compare/verdict.ts";
import type { Notation } from "../../src/notation.ts";
import { python3 } from "../python.ts";

const hex = (wire: string) => Buffer.from(wire, "latin1").toString("hex");

const cpython = (program: string, input: string) =>
  execFileSync("python3", ["-c", program], { input, encoding: "utf8", maxBuffer: 1 << 28 });

describe("Python's repr", () => {
  test.each<[string, Notation, string]>([
    ["bytes beyond ASCII are escaped", { bytes: hex("/caf\xc3\xa9") }, "b'/caf\\xc3\\xa9'"],
    ["a quote inside changes the quotes", { str: "it's" }, '"it\'s"'],
    ["both quotes inside do not", { str: '"it\'s"' }, "'\"it\\'s\"'"],
    ["a lone surrogate is escaped", { str: "/\udcff" }, "'/\\udcff'"],
    ["a character beyond the BMP is itself", { str: "\u{1f600}" }, "'\u{1f600}'"],
    ["a right-to-left override is escaped", { str: "\u202e" }, "'\\u202e'"],
    ["a private character beyond the BMP is escaped", { str: "\u{f0000}" }, "'\\U000f0000'"],
    ["a list of values", [null, true, false, 1, { str: "a" }], "[None, True, False, 1, 'a']"],
    ["a dictionary", { dict: [[{ str: "a" }, { bytes: "ff" }]] }, "{'a': b'\\xff'}"],
    ["a stream", { object: "wsgi.input" }, "<wsgi.input>"],
  ])("%s", (_, value, printed) => {
    expect(repr(value)).toBe(printed);
  });

  test.skipIf(!python3)(
    "of every byte and of every character is CPython's",
    () => {
      // Characters that one of the two Unicode versions does not know yet are left out.
      const codes = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => !/^\p{Cn}$/u.test(String.fromCodePoint(code)));
      const strings = codes.map((code) => repr({ str: `'${String.fromCodePoint(code)}` }));
      const bytes = Array.from({ length: 256 }, (_, byte) => repr({ bytes: hex(`"${String.fromCharCode(byte)}`) }));
      const program = `
import json, sys, unicodedata
codes, strings, bytes_ = json.load(sys.stdin)
wrong = [c for c, ours in zip(codes, strings) if unicodedata.category(chr(c)) != "Cn" and repr("'" + chr(c)) != ours]
wrong += [b for b, ours in enumerate(bytes_) if repr(b'"' + bytes([b])) != ours]
print(json.dumps(wrong))`;
      expect(JSON.parse(cpython(program, JSON.stringify([codes, strings, bytes])))).toEqual([]);
    },
    60_000,
  );

  test.skipIf(!python3)("of strings of quotes, backslashes and escapes is CPython's", () => {
    const values: Notation[] = [
      "",
      "'",
      '"',
      "'\"",
      "\\",
      "\\'",
      "\t\r\n\0\x7f\x80\xa0\xad",
      "é\udce9\ud800",
      "\\udcff",
      "\ufeff\ufffd",
    ].flatMap((str) => [{ str }, [{ str }, [{ str }]]]);
    const program = `
import json, sys
def denote(value):
    return value["str"] if isinstance(value, dict) else [denote(item) for item in value]
print(json.dumps([repr(denote(value)) for value in json.load(sys.stdin)]))`;
    expect(values.map(repr)).toEqual(JSON.parse(cpython(program, JSON.stringify(values))));
  });
});

describe("text for people", () => {
  test("keeps letters and escapes what cannot be printed", () => {
    expect(legible("é \udcff\u202e\n")).toBe("é \\udcff\\u202e\\n");
  });
});

describe("a request message", () => {
  test("is lines, with other bytes than ASCII escaped and without the empty end", () => {
    expect(requestLines(hex("GET /\xe9 HTTP/1.1\r\nHost: a\r\nX: \\xe9\n\r\n\r\n"))).toEqual([
      "GET /\\xe9 HTTP/1.1",
      "Host: a",
      "X: \\\\xe9\\n",
    ]);
  });

  test("keeps its body", () => {
    expect(requestLines(hex("POST / HTTP/1.1\r\n\r\na\xff"))).toEqual(["POST / HTTP/1.1", "", "a\\xff"]);
  });
});

const get = (target: string, ...headers: string[]) => hex([`GET ${target} HTTP/1.1`, "Host: example.org", ...headers, "", ""].join("\r\n"));

describe("a counterexample on one line", () => {
  test("shows what two requests have in common", () => {
    const made = [
      [
        [{ str: "PATH_INFO" }, { str: "/é" }],
        [{ str: "SCRIPT_NAME" }, { str: "" }],
      ],
      [[{ str: "PATH_INFO" }, { str: "/é" }]],
    ] as const;
    expect(counterexampleLine({ requests: [get("/%E9"), get("/%C3%A9")], made }, "unicode")).toBe(
      "GET /%E9 → PATH_INFO '/é'; GET /%C3%A9 → PATH_INFO '/é'",
    );
  });

  test("shows headers, a CGI gateway, and keys that are bytes", () => {
    const made = [[[{ bytes: hex("HTTP_X") }, { bytes: hex(", ") }]]] as const;
    expect(counterexampleLine({ requests: [get("/", "X: ", "X: ")], behind: "cgi", made }, "wsgi-1.0")).toBe(
      "GET /, X:, X: (CGI) → b'HTTP_X' b', '",
    );
  });

  test("says a refusal without the name of the model", () => {
    const made = [[[{ str: "error" }, { str: "asgi-3 path at 1 not UTF-8 [UNDECODABLE]" }]]] as const;
    expect(counterexampleLine({ requests: [get("/%E9")], made }, "asgi-3")).toBe("GET /%E9 → refused: path at 1 not UTF-8 [UNDECODABLE]");
  });

  test("shows an answer and its bytes", () => {
    expect(counterexampleLine({ answer: { status: { str: "200 é" } }, made: { bytes: hex("200 \xe9") } }, "flat")).toBe(
      "status '200 é' → b'200 \\xe9' on the wire",
    );
  });

  test("joins the models that gave the same value back", () => {
    const made = [
      [{ str: "web3" }, { str: "/é" }],
      [{ str: "asgi-3" }, { str: "asgi-3 path at 1 not UTF-8" }],
      [{ str: "pep-3333" }, { str: "/é" }],
    ];
    expect(counterexampleLine({ answer: { PATH_INFO: { str: "/\udce9" } }, made }, "flat")).toBe(
      "PATH_INFO '/\\udce9' → '/é' through web3, pep-3333, refused (path at 1 not UTF-8) through asgi-3",
    );
    expect(scenesOf({ answer: { PATH_INFO: { str: "/\udce9" } }, made }, "flat")[0]?.trips).toHaveLength(2);
  });

  test("ends with the reason where the counterexample does not show it", () => {
    const counterexample = { requests: [get("/")], made: [[[{ str: "PATH_INFO" }, { bytes: "2f" }]]] } as const;
    expect(resultLine({ verdict: "refuses", runs: 1, seed: 1, reason: "web3 PATH_INFO is bytes", counterexample }, "web3")).toBe(
      "GET / → PATH_INFO b'/' → PATH_INFO is bytes",
    );
    expect(resultLine({ verdict: "holds", runs: 1, seed: 1, reason: verdictMarks.holds.meaning }, "web3")).toBeUndefined();
  });
});
