/**
 * Vectors, or what is left of them, that no test beside this file states yet, and who will.
 *
 * A vector may stand in both: its strings are tested here, its order of events is somebody else's.
 */

export type Document =
  | "wsgi-1.0"
  | "mod-wsgi"
  | "unicode"
  | "web3"
  | "flat"
  | "pep-3333"
  | "asgi"
  | "cgi-os-environ"
  | "node-and-fetch"
  | "psgi"
  | "rack";

export type BelongsTo =
  /** Types that only Python has: tuple and list, dict and its subclasses, bytearray. */
  | "engines"
  /** A rule of another language's interface, or one server's bug. */
  | "not ours";

export interface Later {
  readonly document: Document;
  readonly vector: number;
  readonly says: string;
  readonly belongsTo: BelongsTo;
}

export const later: readonly Later[] = [
  { document: "wsgi-1.0", vector: 18, says: "headers are a list, not a tuple", belongsTo: "engines" },
  { document: "mod-wsgi", vector: 24, says: "headers are a list of tuples, not of lists", belongsTo: "engines" },
  { document: "unicode", vector: 24, says: "cheroot 9 cannot be told to serve its own Gateway_u0", belongsTo: "not ours" },
  {
    document: "web3",
    vector: 11,
    says: "a server never computes Content-Length: our gateways do, for a list, whatever the model",
    belongsTo: "not ours",
  },
  { document: "web3", vector: 22, says: "headers are a list, not a tuple", belongsTo: "engines" },
  { document: "flat", vector: 24, says: "a header value is bytes, not bytearray or memoryview", belongsTo: "engines" },
  { document: "pep-3333", vector: 20, says: "headers are a list of tuples, not a tuple, not of lists", belongsTo: "engines" },
  {
    document: "asgi",
    vector: 9,
    says: "the authority of HTTP/2 is the first header: our gateways speak HTTP/1.x and the CGI family",
    belongsTo: "not ours",
  },
  { document: "psgi", vector: 14, says: "a body may be a handle with getline and close", belongsTo: "not ours" },
  { document: "psgi", vector: 15, says: "a delayed response is a code reference that takes a responder", belongsTo: "not ours" },
  { document: "rack", vector: 14, says: "Rack 2 takes a status that is a String", belongsTo: "not ours" },
  { document: "rack", vector: 22, says: "a value that is not ASCII is tagged as binary: our bytes have no tags", belongsTo: "not ours" },
  { document: "rack", vector: 26, says: "headers are not frozen: here a middleware copies the list", belongsTo: "not ours" },
];
