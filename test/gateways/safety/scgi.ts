/** What an SCGI connection must survive. */
import { scgiProtocol } from "../../../src/gateways/scgi.ts";
import type { TestCase } from "../../../src/testing/testing.ts";
import { scgiMessage } from "../clients/scgi.ts";
import { bytes, connectionCases, refused, requestCases } from "./one-request.ts";

const messages: readonly (readonly [string, string, string, number])[] = [
  ["a length above the limit, of which nothing has come", "CWE-130", "65537:", 431],
  ["a length of many digits", "CWE-190", "9".repeat(100), 431],
  ["an HTTP request", "SCGI, 3", "GET / HTTP/1.1\r\n\r\n", 400],
  ["an AJP packet", "SCGI, 3", "\x12\x34\x00\x01\x0a", 400],
  ["a netstring without its comma", "SCGI, 3", "3:abcd", 400],
  ["an empty netstring", "SCGI, 3", "0:,", 400],
  ["a block without SCGI", "SCGI, 3", "17:CONTENT_LENGTH\x000\0,", 400],
  ["a second CONTENT_LENGTH", "RFC 9112, 6.3", "41:CONTENT_LENGTH\x000\0SCGI\x001\0CONTENT_LENGTH\x009\0,", 400],
  ["NUL in a path", "CWE-158", "43:CONTENT_LENGTH\x000\0SCGI\x001\0PATH_INFO\0/a\0b.html\0,", 400],
];

export const scgiSafety: readonly TestCase[] = [
  ...messages.map(([name, source, text, status]) => refused(scgiProtocol, [name, source, bytes(text), status])),
  ...requestCases(scgiProtocol, scgiMessage),
  ...connectionCases(scgiProtocol, scgiMessage),
];
