/** What nobody should send to an AJP port, and what becomes of it. */
import type { RawResponse } from "../../../src/exchange.ts";
import type { AjpOptions } from "../../../src/gateways/ajp.ts";
import { dataPacket, type Forward, forwardPacket, forwardPayload, integer, named, packet, pingPacket, string } from "../clients/ajp.ts";

export interface AjpSafetyCase {
  readonly name: string;
  readonly source: string;
  /** What comes over the connection. */
  readonly sent: string;
  readonly options?: AjpOptions;
  /** What the handler answers; 200 and no body unless told. */
  readonly answer?: Partial<RawResponse>;
  /**
   * A status: the answer, with nothing called. `broken`: the connection is reset, without a word. `served`: the handler is called, so often.
   * `dropped`: an answer of this status, after which the connection is not used again.
   */
  readonly outcome: { readonly refused: number } | { readonly broken: true } | { readonly served: number };
}

const post = (headers: readonly (readonly [string, string])[], more: Forward = {}) =>
  forwardPacket({ method: "POST", headers: [["Host", "h"], ...headers], ...more });
const sized = (length: string) => post([["Content-Length", length]]);
const broken = { broken: true } as const;
const refused = (status: number) => ({ refused: status });
const served = (times: number) => ({ served: times });
const smuggled = forwardPayload({ uri: "/admin" });

export const ajpSafety: readonly AjpSafetyCase[] = [
  // lengths
  { name: "a packet that says it is longer than any", source: "CWE-130", sent: "\x12\x34\xff\xff", outcome: broken },
  { name: "a packet one byte above the packet size", source: "Packet Size", sent: `\x12\x34${integer(8189)}`, outcome: broken },
  { name: "an empty packet where a request is due", source: "Packet Headers", sent: packet(""), outcome: broken },
  {
    name: "a string that says it is longer than its packet",
    source: "CWE-125",
    sent: packet(`\x02\x02\x7f\xff${"a".repeat(20)}`),
    outcome: refused(400),
  },
  {
    name: "a count of headers far above those that follow",
    source: "CWE-789",
    sent: packet(`${forwardPayload({ headers: [] }).slice(0, 51)}\xff\xff`),
    outcome: refused(400),
  },
  {
    name: "more headers than the limit",
    source: "RFC 6585, 5",
    sent: post(Array.from({ length: 100 }, (_, i) => [`X-${i}`, ""] as const)),
    outcome: refused(431),
  },
  {
    name: "a target longer than the limit",
    source: "RFC 9110, 15.5.15",
    sent: forwardPacket({ uri: `/${"a".repeat(100)}` }),
    options: { limits: { target: 100 } },
    outcome: refused(414),
  },
  {
    name: "a Content-Length above the limit",
    source: "RFC 9110, 15.5.14",
    sent: sized("101"),
    options: { limits: { body: 100 } },
    outcome: refused(413),
  },
  { name: "a Content-Length above 2^53", source: "RFC 9110, 8.6", sent: sized("99999999999999999999"), outcome: refused(400) },
  // magic, codes and order
  { name: "HTTP instead of AJP", source: "Packet Headers", sent: "GET / HTTP/1.1\r\nHost: h\r\n\r\n", outcome: broken },
  { name: "a TLS hello", source: "Packet Headers", sent: "\x16\x03\x01\x02\0\x01\0", outcome: broken },
  { name: "a container's packet", source: "Packet Headers", sent: "AB\0\x02\x05\x01", outcome: broken },
  { name: "SHUTDOWN", source: "Packet Headers: only from the same machine; here, from nobody", sent: packet("\x07"), outcome: broken },
  { name: "PING, which begins a login", source: "Packet Headers", sent: packet("\x08"), outcome: broken },
  { name: "a code that nobody knows", source: "Packet Headers", sent: packet("\x63"), outcome: broken },
  { name: "a body that no request has", source: "Get Body Chunk", sent: dataPacket("abc"), outcome: broken },
  { name: "pings between requests", source: "CPing", sent: pingPacket + pingPacket + forwardPacket() + pingPacket, outcome: served(1) },
  {
    name: "a request after the answer to the one before",
    source: "Overview of the protocol",
    sent: forwardPacket() + forwardPacket(),
    outcome: served(2),
  },
  // a body that is a request
  {
    name: "a body that begins like a request, where it is due, is a body",
    source: "CVE-2022-26377",
    sent: sized(String(smuggled.length)) + dataPacket(smuggled) + forwardPacket(),
    outcome: served(2),
  },
  {
    name: "Transfer-Encoding beside Content-Length, of which each server may believe another",
    source: "CVE-2022-26377; RFC 9112, 6.3",
    sent:
      post([
        ["Content-Length", "3"],
        ["Transfer-Encoding", "chunked"],
      ]) + packet(smuggled),
    outcome: refused(400),
  },
  {
    name: "another Transfer-Encoding than chunked",
    source: "CVE-2022-26377",
    sent: post([["Transfer-Encoding", "gzip, chunked"]]) + packet(smuggled),
    outcome: refused(400),
  },
  {
    name: "Content-Length twice",
    source: "RFC 9112, 6.3",
    sent:
      post([
        ["Content-Length", "0"],
        ["content-length", String(smuggled.length)],
      ]) + packet(smuggled),
    outcome: refused(400),
  },
  { name: "a Content-Length with a sign", source: "RFC 9110, 8.6", sent: sized("+3") + dataPacket("abc"), outcome: refused(400) },
  { name: "a Content-Length that is empty", source: "RFC 9110, 8.6", sent: sized(""), outcome: refused(400) },
  { name: "more body than Content-Length says", source: "RFC 9110, 8.6", sent: sized("2") + dataPacket("abc"), outcome: broken },
  { name: "a chunk of another length than its packet", source: "CWE-130", sent: sized("3") + packet("\0\x03abcdef"), outcome: broken },
  // heads
  { name: "NUL in the path", source: "CWE-158", sent: forwardPacket({ uri: "/a\0b" }), outcome: refused(400) },
  {
    name: "an escaped NUL in the path is the application's affair",
    source: "RFC 3986, 2.1",
    sent: forwardPacket({ uri: "/a%00b" }),
    outcome: served(1),
  },
  { name: "a line end in the path", source: "CWE-93", sent: forwardPacket({ uri: "/a\r\nX: y" }), outcome: refused(400) },
  { name: "a line end in the query", source: "CWE-93", sent: forwardPacket({ query: "a\nb" }), outcome: refused(400) },
  {
    name: "a URL in the place of the path",
    source: "RFC 9112, 3.2.2",
    sent: forwardPacket({ uri: "http://evil.example/" }),
    outcome: refused(400),
  },
  { name: "a line end in a header value", source: "CWE-113", sent: post([["X-A", "a\r\nX-B: c"]]), outcome: refused(400) },
  { name: "a line end in a header name", source: "CWE-113", sent: post([["X-A\r\nX-B", "a"]]), outcome: refused(400) },
  { name: "a line end in a stored method", source: "CWE-93", sent: forwardPacket({ method: "A\r\nB" }), outcome: refused(400) },
  { name: "Host twice", source: "RFC 9112, 3.2", sent: post([["host", "evil.example"]]), outcome: refused(400) },
  {
    name: "an HTTP version that does not exist",
    source: "RFC 9110, 15.6.6",
    sent: forwardPacket({ protocol: "HTTP/x" }),
    outcome: refused(505),
  },
  {
    name: "an attribute for the second time",
    source: "Attributes",
    sent: forwardPacket({ query: "a", attributes: `\x05${string("b")}` }),
    outcome: refused(400),
  },
  { name: "an attribute that nobody knows", source: "CVE-2020-1938", sent: forwardPacket({ attributes: "\x20" }), outcome: refused(400) },
  // who is there
  {
    name: "no secret where one is asked for",
    source: "CVE-2020-1938",
    sent: forwardPacket(),
    options: { secret: "s3cret" },
    outcome: refused(403),
  },
  {
    name: "another secret",
    source: "CVE-2020-1938",
    sent: forwardPacket({ secret: "s3creT" }),
    options: { secret: "s3cret" },
    outcome: refused(403),
  },
  {
    name: "the beginning of the secret",
    source: "CVE-2020-1938",
    sent: forwardPacket({ secret: "s3" }),
    options: { secret: "s3cret" },
    outcome: refused(403),
  },
  {
    name: "an empty secret",
    source: "CVE-2020-1938",
    sent: forwardPacket({ secret: "" }),
    options: { secret: "s3cret" },
    outcome: refused(403),
  },
  {
    name: "a secret that is only named",
    source: "CVE-2020-1938",
    sent: forwardPacket({ attributes: named("secret", "s3cret") }),
    options: { secret: "s3cret" },
    outcome: refused(403),
  },
  {
    name: "the secret",
    source: "mod_proxy_ajp, secret",
    sent: forwardPacket({ secret: "s3cret" }),
    options: { secret: "s3cret" },
    outcome: served(1),
  },
  {
    name: "a secret where none is asked for",
    source: "mod_proxy_ajp, secret",
    sent: forwardPacket({ secret: "s3cret" }),
    outcome: served(1),
  },
];
