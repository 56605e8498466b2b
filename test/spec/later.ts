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
  /** The order of calls: start_response, write(), close(), send(); body streams. */
  | "conventions"
  /** What an application or a server may not do, though the bytes would be clear. */
  | "lint"
  /** Framing, hop-by-hop headers, and what a server adds or drops. */
  | "gateways"
  /** The HTTP server and the Fetch API of JavaScript. */
  | "node"
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
  { document: "wsgi-1.0", vector: 11, says: "a server may compute the Content-Length of a body of one chunk", belongsTo: "gateways" },
  { document: "wsgi-1.0", vector: 13, says: "what write() was given precedes what is returned", belongsTo: "conventions" },
  { document: "wsgi-1.0", vector: 14, says: "a server may send Content-Length: 0 for an empty body", belongsTo: "gateways" },
  { document: "wsgi-1.0", vector: 15, says: "start_response may follow empty chunks, as the amendments have it", belongsTo: "conventions" },
  { document: "wsgi-1.0", vector: 18, says: "headers are a list, not a tuple or a generator", belongsTo: "engines" },
  { document: "wsgi-1.0", vector: 19, says: "Connection and Transfer-Encoding from an application are fatal", belongsTo: "gateways" },
  { document: "wsgi-1.0", vector: 21, says: "a second start_response without exc_info is fatal", belongsTo: "conventions" },
  { document: "wsgi-1.0", vector: 23, says: "environ is a dict and no subclass of it", belongsTo: "engines" },
  { document: "mod-wsgi", vector: 15, says: "write() takes str, and sends it before the iterable", belongsTo: "conventions" },
  { document: "mod-wsgi", vector: 16, says: "no more is sent than Content-Length says", belongsTo: "gateways" },
  { document: "mod-wsgi", vector: 17, says: "less than Content-Length says closes the connection", belongsTo: "gateways" },
  { document: "mod-wsgi", vector: 24, says: "headers are a list of tuples, not of lists", belongsTo: "engines" },
  { document: "mod-wsgi", vector: 25, says: "a Content-Length that is no number, or negative, is refused", belongsTo: "conventions" },
  { document: "mod-wsgi", vector: 26, says: "a chunk without start_response is an error", belongsTo: "conventions" },
  { document: "unicode", vector: 24, says: "cheroot 9 cannot be told to serve its own Gateway_u0", belongsTo: "not ours" },
  { document: "web3", vector: 8, says: "web3.input of a request without a length is empty", belongsTo: "conventions" },
  { document: "web3", vector: 9, says: "web3.input ends where Content-Length says", belongsTo: "conventions" },
  { document: "web3", vector: 10, says: "HTTPS is on or 1, in lower case, from a CGI server", belongsTo: "gateways" },
  { document: "web3", vector: 11, says: "a server never computes Content-Length", belongsTo: "gateways" },
  { document: "web3", vector: 12, says: "(body, status, headers) is accepted, as by uWSGI", belongsTo: "conventions" },
  { document: "web3", vector: 15, says: "close() is called after the last chunk and when the client goes away", belongsTo: "conventions" },
  { document: "web3", vector: 16, says: "the answer is a tuple; a list of three is tolerated", belongsTo: "conventions" },
  { document: "web3", vector: 21, says: "Connection and Transfer-Encoding from an application are fatal", belongsTo: "gateways" },
  { document: "web3", vector: 22, says: "headers are a list, not a tuple", belongsTo: "engines" },
  { document: "web3", vector: 25, says: "a callable is no answer where web3.async is false", belongsTo: "conventions" },
  { document: "web3", vector: 26, says: "web3.errors takes text, not bytes", belongsTo: "lint" },
  { document: "flat", vector: 23, says: "what start_response returns raises when it is called", belongsTo: "conventions" },
  { document: "flat", vector: 24, says: "a header value is bytes, not bytearray or memoryview", belongsTo: "engines" },
  { document: "pep-3333", vector: 12, says: "a server may compute the Content-Length of a body of one chunk", belongsTo: "gateways" },
  {
    document: "pep-3333",
    vector: 13,
    says: "what write() was given precedes what is returned, without a computed length",
    belongsTo: "conventions",
  },
  { document: "pep-3333", vector: 14, says: "a server may send Content-Length: 0 for an empty body", belongsTo: "gateways" },
  { document: "pep-3333", vector: 15, says: "no more is sent than Content-Length says, where wsgiref sends all", belongsTo: "gateways" },
  { document: "pep-3333", vector: 16, says: "exc_info before the head is sent replaces all of it", belongsTo: "conventions" },
  { document: "pep-3333", vector: 20, says: "headers are a list of tuples, not a tuple, not of lists", belongsTo: "engines" },
  { document: "pep-3333", vector: 21, says: "Connection from an application is refused", belongsTo: "lint" },
  { document: "pep-3333", vector: 26, says: "a chunk without start_response is an error", belongsTo: "conventions" },
  {
    document: "asgi",
    vector: 9,
    says: "the authority of HTTP/2 is the first header: our gateways speak HTTP/1.x and the CGI family",
    belongsTo: "not ours",
  },
  { document: "asgi", vector: 10, says: "a body comes in messages, the last without more_body", belongsTo: "conventions" },
  { document: "asgi", vector: 22, says: "a body before its start is refused", belongsTo: "conventions" },
  { document: "asgi", vector: 23, says: "a second start is refused", belongsTo: "conventions" },
  { document: "asgi", vector: 25, says: "transfer-encoding from an application is dropped", belongsTo: "conventions" },
  { document: "cgi-os-environ", vector: 13, says: "a CGI answer starts with Status", belongsTo: "gateways" },
  { document: "cgi-os-environ", vector: 14, says: "HTTPS is on or 1, in lower case, from a CGI server", belongsTo: "gateways" },
  { document: "cgi-os-environ", vector: 16, says: "no more is read from standard input than CONTENT_LENGTH says", belongsTo: "gateways" },
  { document: "cgi-os-environ", vector: 20, says: "a PATH_INFO that is not empty begins with a slash", belongsTo: "lint" },
  { document: "cgi-os-environ", vector: 21, says: "an application sends no header called Status", belongsTo: "lint" },
  { document: "node-and-fetch", vector: 2, says: "Node answers 400 where our own reader takes the target", belongsTo: "node" },
  { document: "node-and-fetch", vector: 12, says: "no string is ever given to end() or write()", belongsTo: "node" },
  { document: "node-and-fetch", vector: 15, says: "Content-Length is kept to by our gateway, since Node does not", belongsTo: "node" },
  { document: "psgi", vector: 14, says: "a body may be a handle with getline and close", belongsTo: "not ours" },
  { document: "psgi", vector: 15, says: "a delayed response is a code reference that takes a responder", belongsTo: "not ours" },
  { document: "psgi", vector: 16, says: "204 has no Content-Length", belongsTo: "lint" },
  { document: "psgi", vector: 18, says: "headers are an array reference of even length", belongsTo: "not ours" },
  { document: "psgi", vector: 20, says: "a name does not end in - or _ and is not Status, for Plack::Middleware::Lint", belongsTo: "lint" },
  { document: "psgi", vector: 22, says: "200 has a Content-Type and 304 has none", belongsTo: "lint" },
  { document: "psgi", vector: 24, says: "a code reference is an answer only where psgi.streaming is true", belongsTo: "not ours" },
  { document: "psgi", vector: 25, says: "no HTTP_CONTENT_LENGTH, and SCRIPT_NAME is never a lone slash", belongsTo: "lint" },
  { document: "rack", vector: 14, says: "Rack 2 takes a status that is a String", belongsTo: "not ours" },
  { document: "rack", vector: 16, says: "204 has no body", belongsTo: "gateways" },
  { document: "rack", vector: 18, says: "Rack 3 refuses a name in upper case", belongsTo: "not ours" },
  { document: "rack", vector: 20, says: "an application sends no header called status", belongsTo: "lint" },
  { document: "rack", vector: 21, says: "204 has no content-length", belongsTo: "lint" },
  { document: "rack", vector: 22, says: "a value that is not ASCII is tagged as binary: our bytes have no tags", belongsTo: "not ours" },
  { document: "rack", vector: 23, says: "SCRIPT_NAME is never a lone slash", belongsTo: "lint" },
  { document: "rack", vector: 24, says: "PATH_INFO begins with a slash, or is * for OPTIONS", belongsTo: "lint" },
  { document: "rack", vector: 25, says: "no HTTP_CONTENT_LENGTH", belongsTo: "lint" },
  { document: "rack", vector: 26, says: "environ and headers are not frozen, an answer is an Array of three", belongsTo: "not ours" },
];
