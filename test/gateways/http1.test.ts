import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ErrorCode, StringModelError } from "../../src/errors.ts";
import { type Http1Options, readHttp1 } from "../../src/gateways/http1.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { type PlainRequest, readPlain } from "../oracles/http1-plain.ts";
import { accepted, refused, unmark } from "./http1-vectors.ts";

const read = (message: string, options?: Http1Options) => readHttp1(toBytes(byteString(message)), options);
const b = (text: string) => text as ByteString;
const bodyOf = (message: string) => [...(read(message).body as Uint8Array[])].map((chunk) => fromBytes(chunk)).join("");
const get = (target: string, ...lines: string[]) => [`GET ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n");

/** How a message is refused, or undefined where it is read. Anything but a StringModelError is a bug and passes through. */
function refusal(message: string, options?: Http1Options): { code: ErrorCode; offset: number | undefined } | undefined {
  try {
    read(message, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return { code: error.code, offset: error.where.offset };
  }
}

/** Save Host, which an absolute-form target replaces. */
function sameRequest(message: string, plain: PlainRequest): void {
  const { method, target, protocol, headers } = read(message);
  expect([method, target, protocol, bodyOf(message)]).toEqual([plain.method, plain.target, plain.version, plain.body]);
  expect(headers.filter(notHost)).toEqual(plain.headers.filter(notHost));
}

function notHost([name]: readonly [string, string]): boolean {
  return name.toLowerCase() !== "host";
}

describe("RFC 9112, 2 to 7", () => {
  test.each(Object.entries(refused))("%s is refused", (_, [code, marked]) => {
    const { message, offset } = unmark(marked);
    expect(refusal(message)).toEqual({ code, offset });
  });

  test.each(Object.entries(accepted))("%s is read as the plain reader reads it", (_, message) => {
    sameRequest(message, readPlain(message)!);
  });

  test.each(Object.entries(accepted))("%s, cut at any byte, is TRUNCATED at the cut", (_, message) => {
    for (let end = 0; end < message.length; end++) expect(refusal(message.slice(0, end))).toEqual({ code: "TRUNCATED", offset: end });
  });

  test.each(Object.entries(accepted))("%s, with bytes after it, is TRAILING_BYTES", (_, message) => {
    for (const more of ["\0", "\r\n", "GET / HTTP/1.1\r\n"])
      expect(refusal(message + more)).toEqual({ code: "TRAILING_BYTES", offset: message.length });
  });

  test.each(Object.entries(accepted))("%s is read the same from the middle of a larger array", (_, message) => {
    const large = toBytes(byteString(`???${message}???`));
    expect(readHttp1(large.subarray(3, large.length - 3))).toEqual(read(message));
    expect(readHttp1(Buffer.from(message, "latin1"))).toEqual(readHttp1(Buffer.from(large).subarray(3, large.length - 3)));
  });
});

describe("RFC 9112, 3: request line", () => {
  test.each([
    ["/caf%C3%A9%2Fx/%FF?q=%C3%A9&r=%FF", "/caf\xc3\xa9/x/\xff", "/caf%C3%A9%2Fx/%FF", "q=%C3%A9&r=%FF"],
    ["/\xc3\xa9?\xff", "/\xc3\xa9", "/\xc3\xa9", "\xff"],
    ["/%zz%4", "/%zz%4", "/%zz%4", ""],
    ["/a+b?c+d", "/a+b", "/a+b", "c+d"],
    ["//a//b/../c/./d", "//a//b/../c/./d", "//a//b/../c/./d", ""],
    ["/a?b?c", "/a", "/a", "b?c"],
    ["/%3F?", "/?", "/%3F", ""],
    ["http://ex.com/p%41?q", "/pA", "/p%41", "q"],
    ["http://ex.com", "/", "/", ""],
    ["http://ex.com?a/b", "/", "/", "a/b"],
    ["HTTPS://ex.com//", "//", "//", ""],
  ])("the target %j has the path %j", (target, pathInfo, rawPath, query) => {
    expect(read(get(target, "Host: h"))).toMatchObject({ target, scriptName: "", pathInfo, rawPath, query });
  });

  test("an asterisk stays one, and so does the URL of a server without a path", () => {
    const both = { scriptName: "", pathInfo: "*", rawPath: "*", query: "" };
    expect(read("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", { mount: b("/app") })).toMatchObject(both);
    expect(read("OPTIONS http://ex.com HTTP/1.1\r\nHost: h\r\n\r\n")).toMatchObject(both);
    expect(read("OPTIONS http://ex.com/ HTTP/1.1\r\nHost: h\r\n\r\n")).toMatchObject({ pathInfo: "/", rawPath: "/" });
    expect(read("OPTIONS http://ex.com?a HTTP/1.1\r\nHost: h\r\n\r\n")).toMatchObject({ pathInfo: "/", query: "a" });
  });

  test("CONNECT has no path", () => {
    const request = read("CONNECT [::1]:443 HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(request).toMatchObject({ method: "CONNECT", target: "[::1]:443", pathInfo: "", query: "", serverName: "h", serverPort: "80" });
    expect(request.rawPath).toBeUndefined();
  });

  test("the mount is cut off the raw path at a segment boundary", () => {
    const mount = b("/app");
    expect(read(get("/%61pp/x?q", "Host: h"), { mount })).toMatchObject({
      scriptName: "/app",
      pathInfo: "/x",
      rawPath: "/%61pp/x",
      query: "q",
    });
    expect(read(get("http://h/app", "Host: h"), { mount })).toMatchObject({ scriptName: "/app", pathInfo: "" });
    expect(read(get("/app%2Fx", "Host: h"), { mount })).toMatchObject({ scriptName: "", pathInfo: "/app/x" });
    expect(read(get("/application", "Host: h"), { mount })).toMatchObject({ scriptName: "", pathInfo: "/application" });
  });
});

describe("RFC 9112, 3.2.2: absolute form", () => {
  test("its authority stands where Host stood, under the name that was sent", () => {
    const { headers } = read(get("http://ex.com:81/", "X-A: 1", "hOST: evil", "X-B: 2"));
    expect(headers).toEqual([
      ["X-A", "1"],
      ["hOST", "ex.com:81"],
      ["X-B", "2"],
    ]);
  });

  test("without a Host, it comes first", () => {
    expect(read("GET http://ex.com/ HTTP/1.0\r\nX-A: 1\r\n\r\n").headers).toEqual([
      ["Host", "ex.com"],
      ["X-A", "1"],
    ]);
  });

  test("the scheme stays that of the connection", () => {
    expect(read(get("https://ex.com/", "Host: h"))).toMatchObject({ scheme: "http", serverPort: "80" });
  });
});

describe("RFC 3875, 4.1.14 and 4.1.15", () => {
  test.each<[string, Http1Options, string, string]>([
    ["Host: h", {}, "h", "80"],
    ["Host: h", { scheme: "https" }, "h", "443"],
    ["Host: h:8080", { scheme: "https" }, "h", "8080"],
    ["Host: h:", {}, "h", "80"],
    ["Host: [::1]", {}, "[::1]", "80"],
    ["Host: [::1]:8080", {}, "[::1]", "8080"],
    ["Host:", {}, "localhost", "80"],
    ["Host: h:8080", { serverName: b("s") }, "s", "8080"],
    ["Host: h:8080", { serverPort: b("1") }, "h", "1"],
    ["Host: h:8080", { serverName: b("s"), serverPort: b("1") }, "s", "1"],
  ])("%j with %j is the server %s, port %s", (line, options, serverName, serverPort) => {
    expect(read(get("/", line), options)).toMatchObject({ serverName, serverPort });
  });

  test("without Host the server is localhost", () => {
    expect(read("GET / HTTP/1.0\r\n\r\n")).toMatchObject({ serverName: "localhost", serverPort: "80", protocol: "HTTP/1.0" });
  });

  test("the rest is what the caller says, or a plain server", () => {
    const remote = { remoteAddr: b("203.0.113.7"), remotePort: b("4711") };
    expect(read(get("/", "Host: h"), remote)).toMatchObject(remote);
    expect(read(get("/", "Host: h")).server).toMatchObject({ multithread: false, multiprocess: false, runOnce: false });
    const server = { ...read(get("/", "Host: h")).server, multithread: true };
    expect(read(get("/", "Host: h"), { server }).server).toBe(server);
  });
});

describe("RFC 9110, 5.5: field values", () => {
  test("white space around a value goes, inside it stays, and nothing stays nothing", () => {
    const message = get("/", "Host:h", "X-A: \t a \t b \t", "X-E:", "X-F:   ", "X-G:\xa0g\xa0", "X-H: a\tb\t\tc");
    expect(read(message).headers).toEqual([
      ["Host", "h"],
      ["X-A", "a \t b"],
      ["X-E", ""],
      ["X-F", ""],
      ["X-G", "\xa0g\xa0"],
      ["X-H", "a\tb\t\tc"],
    ]);
  });

  test("every byte is taken or refused by its class, wherever it stands in the value", () => {
    for (let byte = 0; byte < 256; byte++) {
      const good = byte === 9 || (byte >= 0x20 && byte !== 0x7f);
      for (let place = 1; place < 9; place++) {
        const value = `${"a".repeat(place)}${String.fromCharCode(byte)}zzzz`;
        const refusedAt = refusal(get("/", "Host: h", `X-A: ${value}`));
        if (good) expect(refusedAt).toBeUndefined();
        else expect(refusedAt?.offset).toBe(get("/", "Host: h").length - 2 + 5 + place);
      }
    }
  });

  test("lines stay apart, in order, under the names that were sent", () => {
    const lines = ["X-A: 1", "x-a: 2", "X_A: 3", "Cookie: a=1", "COOKIE: b=2", "Proxy: evil"];
    expect(
      read(get("/", "Host: h", ...lines))
        .headers.slice(1)
        .map((line) => line.join(": ")),
    ).toEqual(lines);
  });
});

describe("names met before", () => {
  test("a name is taken for the one before it at its place only when it is that name to the last byte", () => {
    for (let length = 1; length < 70; length++) {
      const like = "x".repeat(length);
      for (const name of [like, `${like}y`, like, `${like.slice(1)}y`, `${like.slice(1)}Y`, like.slice(1) || "z", like]) {
        expect(read(get("/", "Host: h", `${name}:1`)).headers[1]).toEqual([name, "1"]);
      }
      expect(refusal(get("/", "Host: h", `${like} : 1`))?.code).toBe("BAD_HEADER_NAME");
    }
  });

  test("a crowd of names leaves every name what it was, and Host known by any spelling", () => {
    for (let i = 0; i < 3000; i++)
      expect(read(get("/", `X-${i}: a`, "hOst: h", `${i}-X: b`)).headers.map(([name]) => name)).toEqual([`X-${i}`, "hOst", `${i}-X`]);
  });
});

describe("a platform without Buffer", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test("reads the same requests", async () => {
    const wires = Object.values(accepted).map((message) => toBytes(byteString(message)));
    const expected = wires.map((wire) => ({ ...readHttp1(wire), server: undefined }));
    vi.resetModules();
    vi.stubGlobal("Buffer", undefined);
    const there = await import("../../src/gateways/http1.ts");
    const found = wires.map((wire) => ({ ...there.readHttp1(wire), server: undefined }));
    vi.unstubAllGlobals();
    expect(there.readHttp1).not.toBe(readHttp1);
    expect(found).toEqual(expected);
  });
});

describe("RFC 9112, 5.2: obs-fold", () => {
  test.each([
    ["a\r\n b", "a b"],
    ["a \t\r\n\t b", "a b"],
    ["\r\n a", "a"],
    ["a\r\n ", "a"],
    ["a\r\n \r\n b", "a  b"],
    ["\r\n \r\n\t", ""],
    ["a\r\n b\r\n c", "a b c"],
  ])("where folds are replaced, %j is %j", (value, unfolded) => {
    const { headers } = read(get("/", "Host: h", `X-A: ${value}`, "X-B: b"), { obsFold: "replace" });
    expect(headers).toEqual([
      ["Host", "h"],
      ["X-A", unfolded],
      ["X-B", "b"],
    ]);
  });

  test("a fold never begins a section, and its text is checked as any other", () => {
    const options = { obsFold: "replace" } as const;
    expect(refusal("GET / HTTP/1.1\r\n Host: h\r\n\r\n", options)?.code).toBe("BAD_HEADER_NAME");
    expect(refusal(get("/", "Host: h", "X-A: a", " \x01"), options)?.code).toBe("BAD_HEADER_VALUE");
    expect(refusal(get("/", "Host: h", "X-A: a\n b"), options)?.code).toBe("BAD_LINE_END");
    expect(refusal(get("/", "Host: h", "Transfer-Encoding: chun", " ked"), options)?.code).toBe("BAD_TRANSFER_CODING");
  });
});

describe("RFC 9112, 6 and 7.1: bodies", () => {
  test("a chunk is a chunk, and none is empty", () => {
    const message = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\nX-Sum: 1\r\n\r\n";
    const { body, headers } = read(message);
    expect([...(body as Uint8Array[])].map((chunk) => fromBytes(chunk))).toEqual(["abc", "d"]);
    expect(headers.map(([name]) => name)).toEqual(["Host", "Transfer-Encoding"]);
    expect(read(get("/", "Host: h", "Content-Length: 0")).body).toEqual([]);
  });
});

describe("limits", () => {
  const head = get("/abc", "Host: h", "X-A: 1");
  const post = "POST / HTTP/1.1\r\nHost: h\r\n";

  test.each<[string, string, Http1Options["limits"]]>([
    ["the head", "GET /abc HTTP/1.1\r\nHost: h\r\nX-▸A: 1\r\n\r\n", { head: 30 }],
    ["the lines of the head", "GET / HTTP/1.1\r\nHost: h\r\n▸X-A: 1\r\n\r\n", { headers: 1 }],
    ["the target", "GET /ab▸c HTTP/1.1\r\nHost: h\r\n\r\n", { target: 3 }],
    ["a declared body", `${post}Content-Length: ▸4\r\n\r\nabcd`, { body: 3 }],
    ["chunks together", `${post}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n▸2\r\ncd\r\n0\r\n\r\n`, { body: 3 }],
    ["an extension", `${post}Transfer-Encoding: chunked\r\n\r\n0;abc▸def\r\n\r\n`, { chunkLine: 5 }],
    ["the trailers", `${post}Transfer-Encoding: chunked\r\n\r\n0\r\nX: ${"a".repeat(77)}▸a\r\n\r\n`, { head: 80 }],
    ["the lines of the trailers", `${post}Transfer-Encoding: chunked\r\n\r\n0\r\nA:\r\nB:\r\n▸C:\r\n\r\n`, { headers: 2 }],
  ])("%s past the limit is TOO_LARGE", (_, marked, limits) => {
    const { message, offset } = unmark(marked);
    expect(refusal(message, { limits })).toEqual({ code: "TOO_LARGE", offset });
  });

  test("a limit that is met is not exceeded", () => {
    expect(refusal(head, { limits: { head: head.length, headers: 2, target: 4, body: 0 } })).toBeUndefined();
  });

  test("null is no limit", () => {
    const many = Array.from({ length: 5000 }, (_, i) => `X-${i}: ${i}`);
    const large = get(`/${"a".repeat(100_000)}`, "Host: h", ...many);
    expect(refusal(large)?.code).toBe("TOO_LARGE");
    const limits = { head: null, headers: null, target: null };
    expect(
      read(large, { limits })
        .headers.slice(1)
        .map((line) => line.join(": ")),
    ).toEqual(many);
  });

  test("a head that does not end is TOO_LARGE as soon as it is, and a folded megabyte is no burden", () => {
    expect(refusal(`GET / HTTP/1.1\r\nX-A: ${"a".repeat(70_000)}`)).toEqual({ code: "TOO_LARGE", offset: 65_536 });
    const folded = get("/", "Host: h", `X-A: a${" ".repeat(1 << 20)}b\r\n${" ".repeat(1 << 20)}`);
    expect(read(folded, { obsFold: "replace", limits: { head: null } }).headers[1]![1]).toHaveLength((1 << 20) + 2);
  });
});

describe("any bytes", () => {
  const words = fc.constantFrom(
    ...'\0\t\n\r\x0b\x7f\x80\xff :,;#?%/*()"\\@[]',
    "\r\n",
    "\r\n\r\n",
    "0",
    "1",
    "a",
    "GET",
    " / ",
    "HTTP/1.1",
    "HTTP/1.0",
    "http://",
    "Host: h\r\n",
    "Content-Length: 1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "X-A: b\r\n",
    "1\r\na\r\n",
    "0\r\n\r\n",
    "CONNECT h:1 ",
    "OPTIONS * ",
  );
  const start = fc.constantFrom(
    "",
    "GET / HTTP/1.1\r\n",
    "GET / HTTP/1.0\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  const soup = fc.tuple(start, fc.array(words, { maxLength: 12 })).map(([first, rest]) => first + rest.join(""));
  const edited = fc
    .tuple(
      fc.constantFrom(...Object.values(accepted)),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), words), { minLength: 1, maxLength: 3 }),
    )
    .map(([message, edits]) =>
      edits.reduce(
        (text, [at, gone, word]) => text.slice(0, at % (text.length + 1)) + word + text.slice((at % (text.length + 1)) + gone),
        message,
      ),
    );
  const noise = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)), maxLength: 200 });

  const agrees = (message: string) => {
    const refusedAs = refusal(message);
    const plain = readPlain(message);
    expect(refusedAs === undefined).toBe(plain !== undefined);
    if (plain === undefined) expect(refusedAs!.offset).toBeLessThanOrEqual(message.length);
    else sameRequest(message, plain);
  };

  test("are a request to both readers or to neither, and nothing is thrown but a StringModelError", () => {
    fc.assert(fc.property(edited, agrees), { numRuns: 3000 });
    fc.assert(fc.property(soup, agrees), { numRuns: 3000 });
    fc.assert(fc.property(noise, agrees), { numRuns: 500 });
  });

  test("that begin a request are refused as TRUNCATED only while more bytes can still complete it", () => {
    fc.assert(
      fc.property(edited, (message) => {
        if (refusal(message) !== undefined) return;
        for (let end = 0; end < message.length; end++) expect(refusal(message.slice(0, end))?.code).toBe("TRUNCATED");
      }),
    );
  });
});
