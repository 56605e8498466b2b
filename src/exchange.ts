/**
 * The hub: one request and one response, as the bytes that were on the wire.
 *
 * Every profile is described by how it reads and writes this form, so n profiles need n descriptions and
 * no hand-written pair. Nothing in here is decoded text.
 */
import type { ByteString } from "./wire.ts";

/** Chunks of a message body, in order. */
export type Body = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A header line: name and value, white space around the value removed. */
export type RawHeader = readonly [name: ByteString, value: ByteString];

export interface RawRequest {
  readonly method: ByteString;
  /** The request target as it was sent, where the gateway saw it (RFC 9112, 3.2). */
  readonly target?: ByteString | undefined;
  /** Mount point, percent-decoded, empty for the root (RFC 3875, 4.1.13). */
  readonly scriptName: ByteString;
  /** Rest of the path, percent-decoded (RFC 3875, 4.1.5). */
  readonly pathInfo: ByteString;
  /** The whole path as it was sent, mount included, without the query; absent where the gateway never saw it. */
  readonly rawPath?: ByteString | undefined;
  /** Without the "?", never decoded (RFC 3875, 4.1.7). */
  readonly query: ByteString;
  /** `HTTP/1.1` (RFC 3875, 4.1.16). */
  readonly protocol: ByteString;
  /** `http` or `https`. */
  readonly scheme: ByteString;
  readonly serverName: ByteString;
  /** In decimal. */
  readonly serverPort: ByteString;
  readonly remoteAddr?: ByteString | undefined;
  readonly remotePort?: ByteString | undefined;
  /** Every line apart, in order, names as they were sent. */
  readonly headers: readonly RawHeader[];
  readonly body: Body;
  readonly server: ServerFacts;
  /** Other meta-variables of a server, by name: AUTH_TYPE, REMOTE_USER, HTTPS, SSL_... (RFC 3875, 4.1). */
  readonly variables?: ReadonlyMap<ByteString, ByteString> | undefined;
  /** Variables that are nobody's slot, by key: an application or a middleware added them. Carried by reference. */
  readonly extra?: ReadonlyMap<ByteString, unknown> | undefined;
  /** Absent where the server does not say. */
  readonly gone?: Gone | undefined;
}

/** Whether anybody still waits for the response. */
export interface Gone {
  /** Calls back once when nobody does: the client has gone away, or the response has ended. At once where that is so already. */
  whenGone(call: () => void): void;
}

/** What a server says of itself (PEP 3333, environ Variables). */
export interface ServerFacts {
  /** Another thread of this process may call the application at the same time. */
  readonly multithread: boolean;
  readonly multiprocess: boolean;
  /** The application is called once in the life of this process, as under CGI. */
  readonly runOnce: boolean;
  /** Where the application reports errors, as text. */
  readonly errors: ErrorStream;
}

/** `wsgi.errors` (PEP 3333, Input and Error Streams). */
export interface ErrorStream {
  write(text: string): void;
  writelines(lines: Iterable<string>): void;
  flush(): void;
}

export interface RawResponse {
  /** 100 to 999. */
  readonly status: number;
  /** Absent where the model has no room for one (ASGI). */
  readonly reason?: ByteString | undefined;
  readonly headers: readonly RawHeader[];
  readonly body: Body;
  readonly trailers?: readonly RawHeader[] | undefined;
}

/** What a server calls, once a request. */
export type Handler = (request: RawRequest) => RawResponse | Promise<RawResponse>;
