/** What a Request of the Fetch Standard has lost of the request that a client sent, whatever runtime made it; docs/gateways.md has it as a table. */

export interface FetchLoss {
  readonly what: string;
  /** A request target, or a header line, as it was sent. */
  readonly sent: string;
  /** What the Request has in its place. */
  readonly seen: string;
  readonly source: string;
}

export const fetchLosses: readonly FetchLoss[] = [
  { what: "dot segments", sent: "/a/../b/./c", seen: "/b/c", source: "URL Standard, path state" },
  { what: "dot segments that are percent-encoded", sent: "/a/%2e%2E/b", seen: "/b", source: "URL Standard, double-dot URL path segment" },
  { what: "a backslash", sent: "/a\\b", seen: "/a/b", source: "URL Standard, path state" },
  {
    what: "raw 8-bit bytes, where the runtime takes them",
    sent: "/caf\xc3\xa9",
    seen: "/caf%C3%83%C2%A9",
    source: "URL Standard, path percent-encode set",
  },
  {
    what: "signs that no URL has, in the path",
    sent: '/"<>{}',
    seen: "/%22%3C%3E%7B%7D",
    source: "URL Standard, path percent-encode set",
  },
  {
    what: "signs that no URL has, in the query",
    sent: "/?\"'<>",
    seen: "/?%22%27%3C%3E",
    source: "URL Standard, special-query percent-encode set",
  },
  { what: "the case of the host", sent: "Host: Example.ORG", seen: "example.org", source: "URL Standard, domain to ASCII" },
  { what: "the scheme's own port", sent: "Host: example.org:80", seen: "example.org", source: "URL Standard, port state" },
  {
    what: "the forms of a target",
    sent: "OPTIONS *",
    seen: "a path",
    source: "Fetch Standard, Request: its URL has a scheme, a host and a path",
  },
  { what: "the case of known methods", sent: "get", seen: "GET", source: "Fetch Standard, normalize a method" },
  { what: "CONNECT, TRACE and TRACK", sent: "TRACE /", seen: "no Request", source: "Fetch Standard, forbidden method" },
  { what: "the case of header names", sent: "X-Model: a", seen: "x-model: a", source: "Fetch Standard, sort and combine" },
  { what: "the order of headers", sent: "B: 1, then A: 2", seen: "a: 2, then b: 1", source: "Fetch Standard, sort and combine" },
  { what: "repeated headers", sent: "X: 1, then X: 2", seen: "x: 1, 2", source: "Fetch Standard, sort and combine" },
  { what: "the protocol's version", sent: "HTTP/1.0", seen: "nothing", source: "Fetch Standard, Request" },
  { what: "a body of GET or HEAD", sent: "GET with a body", seen: "no body", source: "Fetch Standard, new Request(input, init)" },
];
