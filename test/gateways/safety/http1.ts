/** Messages that are dangerous where two recipients read them differently, and what becomes of each: for every server of HTTP/1.1. */

export interface SafetyCase {
  readonly name: string;
  readonly source: string;
  /** In one packet. */
  readonly message: string;
  /** The statuses of all answers, in order, until the connection is closed. */
  readonly wire: readonly number[];
  /** Where node:http answers otherwise: it has no 501 and no 505, and a bad request takes away the answers that are still to come. */
  readonly node?: readonly number[];
  /** What handlers have read to its end: targets and bodies. None unless told. */
  readonly read?: readonly string[];
}

const get = "GET / HTTP/1.1\r\nHost: h\r\n";
const post = "POST / HTTP/1.1\r\nHost: h\r\n";
const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n`;
const large = `${post}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
/** What a smuggler would like to see run. */
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
const last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

const bad = (name: string, source: string, message: string, status = 400, node?: number): SafetyCase => ({
  name,
  source,
  message,
  wire: [status],
  ...(node !== undefined && { node: [node] }),
});

const framing = "RFC 9112, 6.3";
const lengths: SafetyCase[] = [
  ["twice the same", "5\r\nContent-Length: 5"],
  ["twice and different", "5\r\nContent-Length: 6"],
  ["as a list", "5, 5"],
  ["with a plus", "+5"],
  ["with a minus", "-5"],
  ["in hexadecimal", "0x5"],
  ["empty", ""],
  ["with a space inside", "1 0"],
  ["above 2^64", "18446744073709551621"],
].map(([what, value]) => bad(`Content-Length ${what}`, framing, `${post}Content-Length: ${value}\r\n\r\nabcde${smuggled}`));

const codings: SafetyCase[] = [
  bad(
    "Transfer-Encoding after Content-Length",
    "RFC 9112, 6.1",
    `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  ),
  bad(
    "Content-Length after Transfer-Encoding",
    "RFC 9112, 6.1",
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  ),
  bad("Transfer-Encoding twice", framing, `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`),
  bad("chunked that is not last", framing, `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`),
  bad("another coding before chunked", "RFC 9112, 6.1", `${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`, 501),
  bad("a coding that only looks like chunked", framing, `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`),
  bad("chunked behind a vertical tab", framing, `${post}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`),
  bad("a space before the colon of Transfer-Encoding", "RFC 9112, 5.1", `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`),
  bad("chunks of HTTP/1.0", "RFC 9112, 6.1", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
];

const chunks: SafetyCase[] = [
  ["a size with a prefix", "0x5\r\nabcde\r\n0\r\n\r\n"],
  ["a size with a sign", "-5\r\nabcde\r\n0\r\n\r\n"],
  ["a space after the size", "5 \r\nabcde\r\n0\r\n\r\n"],
  ["no size", "\r\nabcde\r\n0\r\n\r\n"],
  ["a size above 2^64", "10000000000000005\r\nabcde\r\n0\r\n\r\n"],
  ["a line feed after the size", "5\nabcde\r\n0\r\n\r\n"],
  ["a line feed in an extension", `5;a\nabcde\r\n0\r\n\r\n`],
  ["a carriage return in an extension", "5;a\rb\r\nabcde\r\n0\r\n\r\n"],
  ["an extension that is no token", "5;@\r\nabcde\r\n0\r\n\r\n"],
  ["a quoted extension with a line end", '5;a="\r\nabcde\r\n0\r\n\r\n'],
  ["more bytes than the size", "5\r\nabcdefg\r\n0\r\n\r\n"],
  ["a line feed after the data", "5\r\nabcde\n0\r\n\r\n"],
  ["a trailer that is folded", "0\r\nX: a\r\n b\r\n\r\n"],
  ["a trailer without colon", "0\r\nX\r\n\r\n"],
].map(([what, body]) => bad(`a chunk: ${what}`, "RFC 9112, 7.1", `${chunked}${body}${smuggled}`));

const lines: SafetyCase[] = [
  bad("a line feed after the request line", "RFC 9112, 2.2", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
  bad("a line feed after a header", "RFC 9112, 2.2", `${get}X: a\nY: b\r\n\r\n`),
  bad("a carriage return in a value", "RFC 9112, 2.2", `${get}X: a\rTransfer-Encoding: chunked\r\n\r\n`),
  bad("two line feeds after the headers", "RFC 9112, 2.2", `${get}X: a\n\n`),
  bad("a folded line", "RFC 9112, 5.2", `${get}X: a\r\n b\r\n\r\n`),
  bad("a fold before the first header", "RFC 9112, 2.2", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
  bad("a space before a colon", "RFC 9112, 5.1", `${get}X : a\r\n\r\n`),
  bad("a NUL in a value", "RFC 9110, 5.5", `${get}X: a\0b\r\n\r\n`),
  bad("a NUL in a name", "RFC 9110, 5.1", `${get}X\0: a\r\n\r\n`),
  bad("a DEL in a value", "RFC 9110, 5.5", `${get}X: a\x7fb\r\n\r\n`),
  bad("a header without a name", "RFC 9110, 5.1", `${get}: a\r\n\r\n`),
  bad("a header without a colon", "RFC 9112, 5", `${get}X\r\n\r\n`),
  bad("bytes above 0x7F in a name", "RFC 9110, 5.1", `${get}X\xe9: a\r\n\r\n`),
];

const targets: SafetyCase[] = [
  bad("a NUL in the path", "RFC 9112, 3.2", "GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("a space in the target", "RFC 9112, 3.2", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("a tab in the place of a space", "RFC 9112, 3", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("no version", "RFC 9112, 3", "GET /\r\nHost: h\r\n\r\n", 400, 505),
  bad("a version in lower case", "RFC 9112, 2.3", "GET / http/1.1\r\nHost: h\r\n\r\n", 505, 400),
  bad("HTTP/2.0 in plain text", "RFC 9110, 15.6.6", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, 400),
  bad("HTTP/1.2", "RFC 9110, 15.6.6", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505, 400),
  bad("a fragment", "RFC 9112, 3.2", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("user information", "RFC 9110, 4.2.4", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("a path that is relative", "RFC 9112, 3.2", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("an asterisk for GET", "RFC 9112, 3.2.4", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
  bad("two Hosts", "RFC 9112, 3.2", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
  bad("no Host", "RFC 9112, 3.2", "GET / HTTP/1.1\r\n\r\n"),
  bad("a Host with a path", "RFC 9112, 3.2", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
  bad("a list of Hosts", "RFC 9112, 3.2", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
  bad("a method that nobody knows", "RFC 9110, 15.6.2", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501, 400),
  bad("a method in lower case", "RFC 9110, 9.1", "get / HTTP/1.1\r\nHost: h\r\n\r\n", 501, 400),
  { ...bad("a tunnel", "RFC 9110, 9.3.6", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 501), node: [] },
  bad("TLS", "RFC 9110, 9.1", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"),
  {
    name: "an absolute target whose Host says otherwise is for the target's",
    source: "RFC 9112, 3.2.2",
    message: "GET http://a/x HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n",
    wire: [200],
    read: ["http://a/x a "],
  },
];

const sizes: SafetyCase[] = [
  bad("a head of more than 64 KiB", "RFC 6585, 5", `${get}${`X: ${"x".repeat(7000)}\r\n`.repeat(10)}\r\n`, 431),
  bad("more than a hundred lines", "RFC 6585, 5", `${get}${"X: y\r\n".repeat(100)}\r\n`, 431),
  bad("a target of more than 8 KiB", "RFC 9110, 15.5.15", `GET /${"x".repeat(8192)} HTTP/1.1\r\nHost: h\r\n\r\n`, 414),
  bad("a body that says that it is too large", "RFC 9110, 15.5.14", `${post}Content-Length: 1048577\r\n\r\n`, 413),
  bad("chunks that are too large", "RFC 9110, 15.5.14", `${large}100001\r\n${"x".repeat(1_048_577)}\r\n0\r\n\r\n`, 413, 500),
  bad("an extension that does not end", "RFC 9112, 7.1.1", `${chunked}1;${"x".repeat(20_000)}`, 413),
];

const sequences: SafetyCase[] = [
  {
    name: "garbage after a good request",
    source: "RFC 9112, 9.3.2",
    message: `${get}\r\nnonsense\r\n\r\n`,
    wire: [200, 400],
    node: [400],
    read: ["/ h "],
  },
  { name: "a refused request has no successor", source: framing, message: `${get}X\0: a\r\n\r\n${smuggled}`, wire: [400] },
  {
    name: "a request after the last one is not run",
    source: "RFC 9112, 9.6",
    message: last + smuggled,
    wire: [200],
    node: [400],
    read: ["/last h "],
  },
  {
    name: "the body of a GET is not the next request",
    source: framing,
    message: `${get}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}${last}`,
    wire: [200, 200],
    read: [`/ h ${smuggled}`, "/last h "],
  },
  {
    name: "a chunk that looks like an end is not one",
    source: "RFC 9112, 7.1",
    message: `${chunked}7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n${last}`,
    wire: [200, 200],
    read: ["/ h \r\n0\r\n\r\n", "/last h "],
  },
  {
    name: "one empty line between requests is passed over",
    source: "RFC 9112, 2.2",
    message: `${post}Content-Length: 1\r\n\r\na\r\n${last}`,
    wire: [200, 200],
    read: ["/ h a", "/last h "],
  },
  {
    name: "an expectation that nobody knows",
    source: "RFC 9110, 10.1.1",
    message: `${get}Expect: tea\r\nConnection: close\r\n\r\n`,
    wire: [417],
  },
  {
    name: "Content-Length under another spelling frames nothing",
    source: "RFC 9110, 5.1",
    message: `${post}Content_Length: 5\r\n\r\n${last}`,
    wire: [200, 200],
    read: ["/ h ", "/last h "],
  },
];

export const safetyCases: readonly SafetyCase[] = [...lengths, ...codings, ...chunks, ...lines, ...targets, ...sizes, ...sequences];
