/**
 * Vectors, or what is left of them, that no test beside this file states yet, and who will.
 *
 * A vector may stand in both: its strings are tested here, its order of events is somebody else's.
 */

export type Document =
  | "wsgi-1.0" | "mod-wsgi" | "unicode" | "web3" | "flat" | "pep-3333" | "asgi" | "cgi-os-environ" | "node-and-fetch" | "psgi" | "rack";

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

export const later: readonly Later[] = [];
