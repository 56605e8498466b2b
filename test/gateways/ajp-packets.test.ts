/** AJP/1.3: packets and what they hold, read and written (mod_proxy_ajp, the protocol's description in Apache's manual; ajp_header.h). */
import { describe, expect, test } from "vitest";
import type { StringModelError } from "../../src/errors.ts";
import type { RawResponse } from "../../src/exchange.ts";
import { readData } from "../../src/gateways/ajp/data.ts";
import { readForwardRequest } from "../../src/gateways/ajp/forward-request.ts";
import { Packets, readPacket } from "../../src/gateways/ajp/packet.ts";
import { bodyLength, toRequest } from "../../src/gateways/ajp/request.ts";
import { chunkPackets, cpong, endPacket, flushMessage, headPacket } from "../../src/gateways/ajp/response.ts";
import { sameSecret } from "../../src/gateways/ajp/secret.ts";
import { defaultGatewayLimits } from "../../src/gateways/limits.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { dataPacket, type Forward, forwardPacket, forwardPayload, integer, named, packet, string } from "./clients/ajp.ts";
import { cuts } from "./memory-peer.ts";

const wire = (text: string) => toBytes(text as ByteString);
const read = (forward: Forward = {}) => readForwardRequest(wire(forwardPayload(forward)), defaultGatewayLimits);
const hub = (forward: Forward = {}, mount?: string) => toRequest(read(forward), [], { mount: mount as ByteString | undefined });

/** Code and offset of a refusal. */
function refused(step: () => unknown): [string, number | undefined] {
  try {
    step();
  } catch (error) {
    const { code, where } = error as StringModelError;
    return [code, where.offset];
  }
  throw new Error("not refused");
}

describe("Basic Packet Structure", () => {
  const example = wire("\x12\x34\x00\x05hello");

  test("a packet is magic, length, payload", () => {
    expect(readPacket(example, 0, 8192)).toEqual({ payload: wire("hello"), end: 9 });
  });

  test("what follows a packet is left", () => {
    expect(readPacket(wire(`x${fromBytes(example)}more`), 1, 8192)).toEqual({ payload: wire("hello"), end: 10 });
  });

  test("a packet that is not all there is waited for, wherever it is cut", () => {
    for (let end = 0; end < example.length; end++)
      expect(refused(() => readPacket(example.subarray(0, end), 0, 8192))).toEqual(["TRUNCATED", end]);
  });

  test.each([
    ["AB\0\0", "BAD_PACKET", 0],
    ["\x12\x35", "BAD_PACKET", 1],
    ["GET / HTTP/1.1", "BAD_PACKET", 0],
    [`\x12\x34${integer(8189)}`, "TOO_LARGE", 2],
    ["\x12\x34\xff\xff", "TOO_LARGE", 2],
  ])("%j is refused as %s at %i", (text, code, offset) => {
    expect(refused(() => readPacket(wire(text), 0, 8192))).toEqual([code, offset]);
  });

  test("packets are the same however a connection's bytes are cut", () => {
    const three = wire(`${["one", "", "three"].map(packet).join("")}\x12\x34\0`);
    for (const pieces of cuts(three)) {
      const packets = new Packets(8192);
      const got: string[] = [];
      for (const piece of pieces) {
        packets.push(piece);
        for (let next = packets.next(); next !== undefined; next = packets.next()) got.push(fromBytes(next));
      }
      expect(got).toEqual(["one", "", "three"]);
      expect(packets.begun).toBe(true);
    }
  });
});

describe("Request Packet Structure", () => {
  test("a request byte for byte", () => {
    const bytes =
      "\x02\x02\0\x08HTTP/1.1\0\0\x02/a\0\0\x09127.0.0.1\0\xff\xff\0\x01h\0\x1f\x90\0\0\x02\xa0\x0b\0\x01h\0\0\x03X-A\0\0\x01\xe9\0\x05\0\x03q=1\0\xff";
    expect(readForwardRequest(wire(bytes), defaultGatewayLimits)).toEqual({
      method: "GET",
      protocol: "HTTP/1.1",
      uri: "/a",
      remoteAddr: "127.0.0.1",
      remoteHost: undefined,
      serverName: "h",
      serverPort: 8080,
      isSsl: false,
      headers: [
        ["Host", "h"],
        ["X-A", "\xe9"],
      ],
      attributes: { query: "q=1", variables: new Map() },
    });
  });

  test("a method has a code from 1 to 27", () => {
    expect(["OPTIONS", "GET", "HEAD", "POST", "ACL", "SEARCH", "MKACTIVITY"].map((method) => read({ method }).method)).toEqual(
      "OPTIONS GET HEAD POST ACL SEARCH MKACTIVITY".split(" "),
    );
    expect(forwardPayload({ method: "MKACTIVITY" }).charCodeAt(1)).toBe(27);
  });

  test("any other method is stored among the attributes, in the case it has", () => {
    expect([read({ method: "PATCH" }).method, read({ method: "get" }).method]).toEqual(["PATCH", "get"]);
  });

  test("a coded header has its usual name, and another its own", () => {
    const headers = [
      ["user-agent", "u"],
      ["X_mOdEl", "x"],
      ["COOKIE", "a"],
    ] as const;
    expect(read({ headers }).headers.map(([name]) => name)).toEqual(["User-Agent", "X_mOdEl", "Cookie"]);
  });

  test("white space around a header value is removed", () => {
    expect(read({ headers: [["X", " \ta \t"]] }).headers).toEqual([["X", "a"]]);
  });

  test("a name of nine characters has a length that is no code", () => {
    expect(read({ headers: [["a".repeat(160), "v"]] }).headers[0]![0]).toHaveLength(160);
  });
});

describe("Attributes", () => {
  const variables = (attributes: string, forward: Forward = {}) => Object.fromEntries(hub({ ...forward, attributes }).variables ?? []);

  test("those of the web server become variables", () => {
    const attributes = `\x03${string("joe")}\x04${string("Basic")}\x06${string("n1")}`;
    expect(variables(attributes)).toEqual({ REMOTE_USER: "joe", AUTH_TYPE: "Basic", JVM_ROUTE: "n1", SERVER_ADDR: "192.0.2.1" });
  });

  test("those of TLS become what mod_ssl calls them, and HTTPS is on", () => {
    const attributes = `\x07${string("-----BEGIN\n")}\x08${string("AES")}\x09${string("5e55")}\x0b\x01\x00${named("AJP_SSL_PROTOCOL", "TLSv1.3")}`;
    expect(variables(attributes, { isSsl: 1 })).toEqual({
      HTTPS: "on",
      SERVER_ADDR: "192.0.2.1",
      SSL_CIPHER: "AES",
      SSL_CIPHER_USEKEYSIZE: "256",
      SSL_CLIENT_CERT: "-----BEGIN\n",
      SSL_PROTOCOL: "TLSv1.3",
      SSL_SESSION_ID: "5e55",
    });
  });

  test("the port that the protocol forgot is the client's", () => {
    expect([hub().remoteAddr, hub().remotePort]).toEqual(["192.0.2.7", "50007"]);
  });

  test("the name of the client's host is REMOTE_HOST, where the web server has looked it up", () => {
    expect(hub({ remoteHost: "client.example" }).variables?.get("REMOTE_HOST" as ByteString)).toBe("client.example");
    expect(hub().variables?.has("REMOTE_HOST" as ByteString)).toBe(false);
  });

  test("context and servlet_path, which Apache never sends, are read over", () => {
    expect(hub({ attributes: `\x01${string("/app")}\x02${string("/servlet")}` }).scriptName).toBe("");
  });

  test("an attribute that is absent is no variable", () => {
    expect(variables(`\x03\xff\xff${"\x0a"}${string("N")}\xff\xff`)).toEqual({ SERVER_ADDR: "192.0.2.1" });
  });

  test("a named attribute is a variable, unless a request has one of that name itself", () => {
    const names = ["COLOUR", "HTTP_PROXY", "PATH_INFO", "wsgi.input", "path", "REMOTE_ADDR", "HTTPS", "CONTENT_LENGTH"];
    expect(variables(names.map((name) => named(name, "x")).join(""))).toEqual({ COLOUR: "x", SERVER_ADDR: "192.0.2.1" });
  });

  test("what has a code is not replaced by what is named", () => {
    expect(variables(`\x03${string("joe")}${named("REMOTE_USER", "eve")}`)).toMatchObject({ REMOTE_USER: "joe" });
  });
});

describe("the hub's request", () => {
  test("req_uri and query_string are the target, undecoded", () => {
    const { target, rawPath, pathInfo, query } = hub({ uri: "/caf%C3%A9%2Fx/%zz", query: "q=%C3%A9" });
    expect([target, rawPath, pathInfo, query]).toEqual([
      "/caf%C3%A9%2Fx/%zz?q=%C3%A9",
      "/caf%C3%A9%2Fx/%zz",
      "/caf\xc3\xa9/x/%zz",
      "q=%C3%A9",
    ]);
  });

  test("an empty query is not the same as none", () => {
    expect([hub({ query: "" }).target, hub().target]).toEqual(["/?", "/"]);
  });

  test("the mount is cut from the decoded path", () => {
    expect(hub({ uri: "/%61pp/x%2Fy" }, "/app")).toMatchObject({ scriptName: "/app", pathInfo: "/x/y", rawPath: "/%61pp/x%2Fy" });
    expect(hub({ uri: "/application" }, "/app")).toMatchObject({ scriptName: "", pathInfo: "/application" });
  });

  test("any is_ssl that is not 0 is https", () => {
    expect([0, 1, 255].map((isSsl) => hub({ isSsl }).scheme)).toEqual(["http", "https", "https"]);
  });
});

describe("a malformed request is refused, by code and offset", () => {
  const head = "\x02\x02";
  const start = `${head}${string("HTTP/1.1")}${string("/")}\xff\xff\xff\xff${string("h")}\0\x50\0`;
  const plain = `${start}\0\0\xff`;
  const at = (text: string) => 4 + text.length;
  test.each([
    ["an empty packet", "", "BAD_PACKET", 4],
    ["another code", "\x07", "BAD_PACKET", 4],
    ["method 0", "\x02\x00", "BAD_METHOD", 5],
    ["method 28", "\x02\x1c", "BAD_METHOD", 5],
    ["a string past the end", `${head}\x7f\xffHTTP`, "BAD_PACKET", at(`${head}\x7f\xffHTTP`)],
    ["a string without its NUL", `${head}\0\x02HTTP/1.1\0`, "BAD_PACKET", at(`${head}\0\x02HT`)],
    ["a string with NUL inside", `${head}\0\x04H\0TP\0`, "BAD_PACKET", at(`${head}\0\x04H`)],
    ["no protocol", `${head}\xff\xff`, "BAD_VERSION", at(`${head}\xff\xff`)],
    ["another protocol", `${head}${string("HTCPCP/1.0")}`, "BAD_VERSION", at(`${head}\0\0`)],
    ["a target without a slash", `${head}${string("HTTP/1.1")}${string("a")}`, "BAD_TARGET", at(`${head}${string("HTTP/1.1")}\0\0`)],
    ["a target with CR LF", `${head}${string("HTTP/1.1")}${string("/a\r\n")}`, "BAD_TARGET", at(`${head}${string("HTTP/1.1")}\0\0/a`)],
    ["a target with a query", `${head}${string("HTTP/1.1")}${string("/a?b")}`, "BAD_TARGET", at(`${head}${string("HTTP/1.1")}\0\0/a`)],
    ["a header's code 0", `${start}\0\x01\xa0\x00`, "BAD_HEADER_NAME", at(`${start}\0\x01`)],
    ["a header's code 15", `${start}\0\x01\xa0\x0f`, "BAD_HEADER_NAME", at(`${start}\0\x01`)],
    ["an empty header name", `${start}\0\x01${string("")}`, "BAD_HEADER_NAME", at(`${start}\0\x01\0\0`)],
    ["a header name with a colon", `${start}\0\x01${string("a:b")}`, "BAD_HEADER_NAME", at(`${start}\0\x01\0\0a`)],
    ["a header value with LF", `${start}\0\x01\xa0\x01${string("a\nb")}`, "BAD_HEADER_VALUE", at(`${start}\0\x01\xa0\x01\0\0a`)],
    ["a hundred and one headers", `${start}\0\x65`, "TOO_LARGE", at(start)],
    [
      "fewer headers than it says",
      `${start}\0\x02\xa0\x01${string("a")}\xff`,
      "BAD_PACKET",
      at(`${start}\0\x02\xa0\x01${string("a")}\xff`),
    ],
    ["attribute 0", `${start}\0\0\0`, "BAD_PACKET", at(`${start}\0\0`)],
    ["attribute 14", `${start}\0\0\x0e`, "BAD_PACKET", at(`${start}\0\0`)],
    ["a query for the second time", `${start}\0\0\x05${string("a")}\x05`, "BAD_PACKET", at(`${start}\0\0\x05${string("a")}`)],
    ["a query with a space", `${start}\0\0\x05${string("a b")}`, "BAD_TARGET", at(`${start}\0\0\x05\0\0a`)],
    [
      "a remote port that is none",
      `${start}\0\0${named("AJP_REMOTE_PORT", "x")}`,
      "BAD_PACKET",
      at(`${start}\0\0\x0a${string("AJP_REMOTE_PORT")}\0\0`),
    ],
    ["no end", `${start}\0\0`, "BAD_PACKET", at(`${start}\0\0`)],
    ["bytes after the end", `${plain}\0`, "TRAILING_BYTES", at(plain)],
    ["a method that is stored nowhere", `\x02\xff${plain.slice(2)}`, "BAD_METHOD", at(plain)],
    [
      "a stored method that is no token",
      `\x02\xff${plain.slice(2, -1)}\x0d${string("A B")}\xff`,
      "BAD_METHOD",
      at(`${plain}\x0d${string("A B")}`),
    ],
  ])("%s", (_, payload, code, offset) => {
    expect(refused(() => readForwardRequest(wire(payload), defaultGatewayLimits))).toEqual([code, offset]);
  });

  test("the same request is read without the fault", () => {
    expect(readForwardRequest(wire(plain), defaultGatewayLimits).uri).toBe("/");
  });

  test("a request that is cut anywhere, in a packet of that length, is refused", () => {
    const whole = forwardPayload({ method: "PATCH", query: "q", headers: [["Host", "h"]] });
    for (let end = 0; end < whole.length; end++) {
      expect(refused(() => readForwardRequest(wire(whole.slice(0, end)), defaultGatewayLimits))).toEqual(["BAD_PACKET", 4 + end]);
    }
  });

  test("a target above its limit is too large", () => {
    const small = { ...defaultGatewayLimits, target: 3 };
    expect(refused(() => readForwardRequest(wire(forwardPayload({ uri: "/abc" })), small))).toEqual([
      "TOO_LARGE",
      at(`${head}${string("HTTP/1.1")}\0\0`),
    ]);
  });
});

describe("how long a body is", () => {
  const lengthOf = (...lines: [string, string][]) => bodyLength(lines as never, 100);

  test("nothing without Content-Length, its bytes with it, unknown when chunked", () => {
    expect([
      lengthOf(),
      lengthOf(["content-length", "0"]),
      lengthOf(["Content-Length", "100"]),
      lengthOf(["Transfer-Encoding", "Chunked"]),
    ]).toEqual([0, 0, 100, Infinity]);
  });

  test.each([
    [
      "BAD_CONTENT_LENGTH",
      [
        ["Content-Length", "1"],
        ["content-length", "1"],
      ],
    ],
    ["BAD_CONTENT_LENGTH", [["Content-Length", "+1"]]],
    [
      "CONFLICTING_FRAMING",
      [
        ["Content-Length", "1"],
        ["Transfer-Encoding", "chunked"],
      ],
    ],
    ["BAD_TRANSFER_CODING", [["Transfer-Encoding", "chunked, gzip"]]],
    [
      "BAD_TRANSFER_CODING",
      [
        ["Transfer-Encoding", "chunked"],
        ["Transfer-Encoding", "chunked"],
      ],
    ],
    [
      "BAD_HOST",
      [
        ["Host", "a"],
        ["host", "a"],
      ],
    ],
    ["TOO_LARGE", [["Content-Length", "101"]]],
  ] as [string, [string, string][]][])("%s: %j", (code, lines) => {
    expect(refused(() => lengthOf(...lines))[0]).toBe(code);
  });
});

describe("Get Body Chunk", () => {
  test("the end is an empty packet, or one of no bytes", () => {
    expect([readData(wire("")), readData(wire("\0\0"))].map((chunk) => chunk.length)).toEqual([0, 0]);
  });

  test("a packet holds a length and its bytes", () => {
    expect(fromBytes(readData(wire(dataPacket("abc").slice(4))))).toBe("abc");
  });

  test.each(["\0", "\0\x01", "\0\x01ab", "\xff\xffab"])("a chunk of another length than its packet is refused: %j", (payload) => {
    expect(refused(() => readData(wire(payload)))).toEqual(["BAD_PACKET", 4]);
  });
});

describe("Response Packet Structure", () => {
  const answer = (headers: [string, string][], more: Partial<RawResponse> = {}) =>
    headPacket({ status: 200, reason: "OK", headers, body: [], ...more } as RawResponse, 8192);

  test("a head byte for byte: a name with a code is coded", () => {
    expect(
      answer([
        ["Content-Type", "text/plain"],
        ["X-A", "\xe9"],
      ]),
    ).toBe("AB\0\x23\x04\0\xc8\0\x02OK\0\0\x02\xa0\x01\0\x0atext/plain\0\0\x03X-A\0\0\x01\xe9\0");
  });

  test("a name that is spelt otherwise than its code goes out as it is", () => {
    expect(
      answer([
        ["set-cookie", "a"],
        ["Set-Cookie", "b"],
      ]),
    ).toContain(`\0\x0aset-cookie\0\0\x01a\0\xa0\x07\0\x01b\0`);
  });

  test("a response without a reason phrase gets the registered one", () => {
    expect(answer([], { status: 404, reason: undefined })).toBe("AB\0\x11\x04\x01\x94\0\x09Not Found\0\0\0");
  });

  test("the fields of one connection are left out", () => {
    expect(
      answer([
        ["Connection", "close"],
        ["Transfer-Encoding", "chunked"],
        ["Keep-Alive", "1"],
      ]),
    ).toBe(answer([]));
  });

  test("a head that fits in no packet is refused", () => {
    expect(refused(() => answer([["X", "x".repeat(8200)]]))[0]).toBe("TOO_LARGE");
    expect(answer([["X", "x".repeat(8192 - answer([["X", ""]]).length)]])).toHaveLength(8192);
  });

  test("a chunk has its length before it and NUL after it", () => {
    expect(fromBytes(chunkPackets(wire("abc"), 8192))).toBe("AB\0\x07\x03\0\x03abc\0");
  });

  test("a chunk above the packet size goes out in several", () => {
    const sent = chunkPackets(new Uint8Array(20_000).fill(0x61), 8192);
    expect(sent).toHaveLength(20_000 + 3 * 8);
    expect(fromBytes(sent).match(/AB../gs)).toEqual([`AB${integer(8188)}`, `AB${integer(8188)}`, `AB${integer(20_000 - 2 * 8184 + 4)}`]);
  });

  test("end, flush and CPONG byte for byte", () => {
    expect([endPacket(true), endPacket(false), flushMessage, cpong]).toEqual([
      "AB\0\x02\x05\x01",
      "AB\0\x02\x05\0",
      "AB\0\x04\x03\0\0\0",
      "AB\0\x01\x09",
    ]);
  });
});

test("a secret is the whole of it, and nothing else", () => {
  expect(
    [undefined, "", "s", "s3cre", "s3cret", "s3crets", "s3cret\0", "S3cret", "s3crets3cret"].map((sent) => sameSecret(sent, "s3cret")),
  ).toEqual([false, false, false, false, true, false, false, false, false]);
});

test("a request packet is what Apache makes", () => {
  expect(readPacket(wire(forwardPacket()), 0, 8192).end).toBe(forwardPacket().length);
});
