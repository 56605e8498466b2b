import { once } from "node:events";
import { createServer as createNodeServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import type { RawResponse } from "../../src/exchange.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import { type ByteString, toBytes as wireBytes } from "../../src/wire.ts";
import { bytes, complete, get, ledger, message, requestOf, seenBy } from "./helpers.ts";
import { answerOf, refusedBy, requestSeen, sentValue, statusFor, thrownBy } from "./node-server.ts";
import { served } from "./served.ts";

const plain = get("/");
const x = Buffer.from("x");
const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");

describe("Node's http, what a listener is handed", () => {
  test("the target is a string of its bytes, and PEP 3333's values follow from it [vector 1, observed]", async () => {
    const request = get("/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF");
    expect((await requestSeen(request)).url).toBe(requestOf(request).target);
    expect(seenBy(pep3333, request, "PATH_INFO", "QUERY_STRING")).toStrictEqual({
      PATH_INFO: "/caf\xc3\xa9/x/\xff",
      QUERY_STRING: "q=%C3%A9&r=%FF",
    });
  });

  test.each(["/\xc3\xa9", "/?\xff"])(
    "a target with raw bytes is answered 400, where our reader takes them: %j [vector 2, observed]",
    async (target) => {
      expect(await statusFor(get(target))).toBe(400);
      expect(requestOf(get(target)).target).toBe(target);
    },
  );

  test("a header value is the hub's string [vector 3, observed]", async () => {
    const request = get("/", "X-A: \xe9\xff", "X-U: \xc3\xa9");
    const { headers } = await requestSeen(request);
    expect([headers["x-a"], headers["x-u"]]).toStrictEqual(["\xe9\xff", "\xc3\xa9"]);
    expect(requestOf(request).headers.slice(1)).toStrictEqual([
      ["X-A", "\xe9\xff"],
      ["X-U", "\xc3\xa9"],
    ]);
  });

  test("headers joins repeats, with a semicolon for Cookie, and keeps the underscore's apart [vector 4, observed]", async () => {
    const lines = [
      "X-A: 1",
      "X-A: 2",
      "X_A: 3",
      "Cookie: a=1",
      "Cookie: b=2",
      "Accept: x",
      "Accept: y",
      "Proxy: evil",
      "X-E:",
      "Path-Info: p",
      "User-Agent: 1",
      "User-Agent: 2",
    ];
    expect((await requestSeen(get("/", ...lines))).headers).toEqual({
      host: "h",
      "x-a": "1, 2",
      x_a: "3",
      cookie: "a=1; b=2",
      accept: "x, y",
      proxy: "evil",
      "x-e": "",
      "path-info": "p",
      "user-agent": "1",
    });
  });

  test("rawHeaders keeps lines, order and case, as the hub does [vector 4, observed]", async () => {
    const request = get("/", "X-A: 1", "x-a: 2", "X_A: 3", "User-Agent: 1", "User-Agent: 2");
    expect((await requestSeen(request)).rawHeaders).toStrictEqual(requestOf(request).headers.flat());
  });

  test("white space around a value is removed [vector 5, observed]", async () => {
    const request = get("/", "X-A: \t a b \t");
    expect((await requestSeen(request)).headers["x-a"]).toBe("a b");
    expect(requestOf(request).headers[1]).toStrictEqual(["X-A", "a b"]);
  });

  test.each([
    ["http://ex.com/p%41?q", 6],
    ["//a//b/../c/./d", 7],
    ["/?", 11],
  ])("the target %s is handed on as sent [vector %i, observed]", async (target) => {
    expect((await requestSeen(get(target))).url).toBe(target);
    expect(requestOf(get(target)).target).toBe(target);
  });

  test("a fragment is handed on, where our reader refuses the target [vector 8, observed]", async () => {
    expect((await requestSeen(get("/a#b"))).url).toBe("/a#b");
  });

  test("the asterisk of OPTIONS is the target [vector 9, observed]", async () => {
    expect((await requestSeen(message("OPTIONS * HTTP/1.1", "Host: h"))).url).toBe("*");
  });

  test("a method in lower case is answered 400 [vector 10, observed]", async () => {
    expect(await statusFor(message("get / HTTP/1.1", "Host: h"))).toBe(400);
  });

  test.each([
    ["NUL in a value", get("/", "X: a\0b")],
    ["a control character in a value", get("/", "X: a\x01b")],
    ["DEL in a value", get("/", "X: a\x7fb")],
    ["a folded line", get("/", "X: a", " b")],
    ["a space before the colon", get("/", "X : a")],
    ["no Host", message("GET / HTTP/1.1")],
  ])("%s is answered 400 [vector 24, observed]", async (_, request) => {
    expect(await statusFor(request)).toBe(400);
  });
});

describe("Node's http, what is sent", () => {
  test.each([
    ["end(Buffer)", (response) => response.end(x)],
    ["write(Buffer)", (response) => response.write(x) && response.end()],
    ["end()", (response) => response.end()],
    ["a chunked string", (response) => response.write("x") && response.end()],
    ["end(string, latin1)", (response) => response.end("x", "latin1")],
  ] as [string, Parameters<typeof sentValue>[1]][])(
    "after setHeader, with %s, a header value is its byte [vector 12, observed]",
    async (_, send) => {
      expect(await sentValue("X", (response) => send(response.setHeader("X", "\xe9")))).toBe("e9");
    },
  );

  test.each([
    ["end(string)", (response) => response.setHeader("X", "\xe9").end("x")],
    [
      "write(string) of a known length",
      (response) => {
        response.setHeader("X", "\xe9").setHeader("Content-Length", 1).write("x");
        response.end();
      },
    ],
    ["writeHead of a known length and end(string)", (response) => response.writeHead(200, { X: "\xe9", "Content-Length": 1 }).end("x")],
    [
      "flushHeaders, whatever follows",
      (response) => {
        response.setHeader("X", "\xe9").flushHeaders();
        response.end(x);
      },
    ],
  ] as [string, Parameters<typeof sentValue>[1]][])("with %s the head is written as UTF-8 [vector 12, observed]", async (_, send) => {
    expect(await sentValue("X", send)).toBe("c3a9");
  });

  test("writeHead and end(string) of unknown length is chunked, and so its head is latin-1 [vector 12, observed]", async () => {
    expect(await sentValue("X", (response) => response.writeHead(200, { X: "\xe9" }).end("x"))).toBe("e9");
  });

  test("Content-Disposition is decoded as UTF-8 where the length is known before it, so that not even a Buffer helps [vector 12, observed]", async () => {
    const disposition = "a=\xe9";
    expect(await sentValue("Content-Disposition", (response) => response.setHeader("Content-Disposition", disposition).end("x"))).toBe(
      `${hex("a=")}efbfbd`,
    );
    expect(await sentValue("Content-Disposition", (response) => response.setHeader("Content-Disposition", disposition).end(x))).toBe(
      `${hex("a=")}fd`,
    );
    expect(
      await refusedBy((response) => response.writeHead(200, ["Content-Length", "1", "Content-Disposition", disposition])),
    ).toStrictEqual(["ERR_INVALID_CHAR"]);
  });

  test("Content-Disposition is its bytes in a list given to writeHead, before Content-Length or without it [vector 12, observed]", async () => {
    const disposition = "a=\xe9";
    expect(
      await sentValue("Content-Disposition", (response) =>
        response.writeHead(200, ["Content-Disposition", disposition, "Content-Length", "1"]).end(x),
      ),
    ).toBe(hex(disposition));
    expect(await sentValue("Content-Disposition", (response) => response.writeHead(200, ["Content-Disposition", disposition]).end(x))).toBe(
      hex(disposition),
    );
  });

  test("a reason phrase is latin-1 [vector 13, observed]", async () => {
    expect(await answerOf(plain, (_, response) => response.writeHead(200, "\xc7\xe9").end())).toMatch(/^HTTP\/1\.1 200 \xc7\xe9\r\n/);
  });

  test("a list of values is a line each [vector 14, observed]", async () => {
    expect(await answerOf(plain, (_, response) => response.setHeader("Set-Cookie", ["a", "b"]).end())).toContain(
      "\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n",
    );
  });

  test("a body after 204 is dropped [vector 15, observed]", async () => {
    expect(await answerOf(plain, (_, response) => response.writeHead(204).end("x"))).toMatch(/\r\n\r\n$/);
  });

  test("more body than Content-Length says is sent all the same [vector 15, observed]", async () => {
    expect(await answerOf(plain, (_, response) => response.setHeader("Content-Length", 2).end("abcd"))).toMatch(/\r\n\r\nabcd$/);
  });

  test("a value above U+00FF, or with CR, LF, NUL or DEL, is refused [vector 20, observed]", async () => {
    const values = ["\u20ac", "\r\n", "\0", "\x7f", "\x01"];
    expect(
      await refusedBy(
        ...values.map((value) => (response: { setHeader(name: string, value: string): unknown }) => response.setHeader("X", value)),
      ),
    ).toStrictEqual(Array(5).fill("ERR_INVALID_CHAR"));
  });

  test("TAB and the bytes above 0x7F pass [vector 20, observed]", async () => {
    expect(
      await refusedBy(
        (response) => response.setHeader("X", "\t"),
        (response) => response.setHeader("X", "\x80\xff"),
      ),
    ).toStrictEqual([undefined, undefined]);
  });

  test("a name that is no token is refused [vector 21, observed]", async () => {
    const names = ["X Y", "", "X\xe9"];
    expect(
      await refusedBy(
        ...names.map((name) => (response: { setHeader(name: string, value: string): unknown }) => response.setHeader(name, "v")),
      ),
    ).toStrictEqual(Array(3).fill("ERR_INVALID_HTTP_TOKEN"));
  });

  test("a status below 100 or above 999 is refused [vector 22, observed]", async () => {
    expect(
      await refusedBy(
        (response) => response.writeHead(99),
        (response) => response.writeHead(1000),
      ),
    ).toStrictEqual(Array(2).fill("ERR_HTTP_INVALID_STATUS_CODE"));
  });

  test("a value that is undefined is refused [vector 25, observed]", async () => {
    expect(await refusedBy((response) => response.setHeader("X", undefined as never))).toStrictEqual(["ERR_HTTP_INVALID_HEADER_VALUE"]);
  });
});

describe("Fetch and URL", () => {
  test("a URL's path is normalised, so the target cannot be had back from it [vector 7, observed]", () => {
    expect(new URL("http://h//a/../b/./c").pathname).toBe("//b/c");
    expect(new URL("http://h/a/%2e%2e/x\\y z").pathname).toBe("/x/y%20z");
    expect(new URL("http://h/%2F%zz").pathname).toBe("/%2F%zz");
  });

  test("Headers joins repeats, but not Set-Cookie [vector 16, observed]", () => {
    const headers = new Headers([
      ["X", "1"],
      ["X", "2"],
      ["Set-Cookie", "a"],
      ["Set-Cookie", "b"],
    ]);
    expect([headers.get("x"), headers.getSetCookie()]).toStrictEqual(["1, 2", ["a", "b"]]);
    expect([...headers]).toStrictEqual([
      ["set-cookie", "a"],
      ["set-cookie", "b"],
      ["x", "1, 2"],
    ]);
  });

  test.each([
    [" a ", "a"],
    ["\t", ""],
    ["\r\na\r\n", "a"],
    ["a\x01b", "a\x01b"],
    ["\xe9", "\xe9"],
  ])("white space around a value is removed and control characters inside pass: %j is %j [vector 17, observed]", (value, kept) => {
    expect(new Headers([["X", value]]).get("X")).toBe(kept);
  });

  test("URL encodes text as UTF-8, an apostrophe in the query, and keeps a bar in the path [vector 18, observed]", () => {
    const { pathname, search } = new URL("http://h/\xe9?\xe9");
    expect([pathname, search]).toStrictEqual(["/%C3%A9", "?%C3%A9"]);
    expect(new URL("http://h/|?'\"<>").href).toBe("http://h/|?%27%22%3C%3E");
  });

  test("a circumflex in the path is kept by Node 20 and 22, and encoded by 24 and 26 [vector 18, observed]", () => {
    expect(["/^", "/%5E"]).toContain(new URL("http://h/^").pathname);
  });

  test("a host is Punycode in lower case, without the scheme's port [vector 19, observed]", () => {
    expect([new URL("http://\xe9.com/").hostname, new URL("http://H:80/").host]).toStrictEqual(["xn--9ca.com", "h"]);
  });

  test("Response takes a status from 200 to 599 [vector 22, observed]", () => {
    expect([101, 103, 199, 600].map((status) => thrownBy(() => new Response(null, { status })))).toStrictEqual(Array(4).fill("RangeError"));
  });

  test("Response refuses a body with 204, 205 and 304 [vector 22, observed]", () => {
    expect([204, 205, 304].map((status) => thrownBy(() => new Response("x", { status })))).toStrictEqual(Array(3).fill("TypeError"));
    expect([204, 205, 304].map((status) => thrownBy(() => new Response(null, { status })))).toStrictEqual(Array(3).fill(undefined));
  });

  test("Headers refuses a value above U+00FF or with CR, LF or NUL inside, and a name that is no token [vector 23, observed]", () => {
    expect(["\u20ac", "a\r\nb", "a\0b"].map((value) => thrownBy(() => new Headers([["X", value]])))).toStrictEqual(
      Array(3).fill("TypeError"),
    );
    expect(["\xe9", "", "a b"].map((name) => thrownBy(() => new Headers([[name, "v"]])))).toStrictEqual(Array(3).fill("TypeError"));
  });
});

describe("JavaScript's conversions, the traps", () => {
  test("Buffer.from(text, latin1) keeps the low byte, which may be a line end", () => {
    expect([...Buffer.from("\u20ac\u010a\u010d", "latin1")]).toStrictEqual([0xac, 0x0a, 0x0d]);
  });

  test("every encoder of UTF-8 makes a lone surrogate U+FFFD", () => {
    expect(Buffer.from("\udcff", "utf8").toString("hex")).toBe("efbfbd");
    expect([...new TextEncoder().encode("\udcff")]).toStrictEqual([0xef, 0xbf, 0xbd]);
    expect(new URL("http://h/\udcff").pathname).toBe("/%EF%BF%BD");
  });

  test("TextDecoder substitutes unless it is fatal, and takes a byte order mark off unless told", () => {
    expect(new TextDecoder().decode(bytes("\xff"))).toBe("\ufffd");
    expect(thrownBy(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes("\xff")))).toBe("ERR_ENCODING_INVALID_ENCODED_DATA");
    expect(new TextDecoder().decode(bytes("\xef\xbb\xbfa"))).toBe("a");
    expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes("\xef\xbb\xbfa"))).toBe("\ufeffa");
  });

  test("the label latin1 is windows-1252", () => {
    expect(new TextDecoder("latin1").encoding).toBe("windows-1252");
  });

  test("so 0x80 is a euro sign, but U+0080 for Node 20 and some releases after it", () => {
    expect(["\x80", "\u20ac"]).toContain(new TextDecoder("latin1").decode(bytes("\x80")));
  });

  test.each(["%FF", "%zz"])("decodeURIComponent throws at %s", (escape) => {
    expect(thrownBy(() => decodeURIComponent(escape))).toBe("URIError");
  });

  test("a path of two slashes is a host to URL", () => {
    expect(new URL("//evil/x", "http://h").hostname).toBe("evil");
    expect(new URL("http://h" + "//evil/x").hostname).toBe("h");
  });
});

describe("our own gateways", () => {
  const overNode = async (response: Partial<RawResponse>) => {
    const answer: RawResponse = { status: 200, headers: [], body: [], ...response };
    const server = createNodeServer(nodeListener(() => answer, { onError() {} })).listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    await new Promise((resolve) => socket.once("close", resolve));
    server.close();
    return text;
  };

  test("where Node answers 400, the wire reader takes the target [vector 2, observed]", async () => {
    const app = (environ: { PATH_INFO: string }, start: (status: string, headers: never[]) => void) => {
      start("200 OK", []);
      return [wireBytes(environ.PATH_INFO as ByteString)];
    };
    expect(await served(pep3333, app, "GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n")).toMatch(/\r\n\r\n\/\xff$/);
  });

  test("a body never makes Node encode the head anew [vector 12, observed]", async () => {
    for (const body of [[bytes("text")], [bytes("a"), bytes("b")], []])
      expect(await overNode({ headers: [["X" as ByteString, "\xe9" as ByteString]], body })).toContain("\r\nX: \xe9\r\n");
  });

  test("no more is sent than Content-Length says, and the connection breaks [vector 15, observed]", async () => {
    const text = await overNode({ headers: [["Content-Length" as ByteString, "2" as ByteString]], body: [bytes("abcd")] });
    expect(text).not.toContain("abcd");
  });
});

test("every vector of Node and Fetch is stated here or listed for later", ({ task }) => {
  expect(ledger("node-and-fetch", 25, task)).toEqual(complete);
});
