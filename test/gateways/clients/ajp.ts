/** A web server's side of AJP/1.3: packets as mod_proxy_ajp makes them, and what it understands of the answer. */
import type { Body, RawHeader } from "../../../src/exchange.ts";
import type { WireRequest, WireResponse } from "../../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../../src/wire.ts";

const methods =
  "OPTIONS GET HEAD POST PUT DELETE TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK ACL REPORT VERSION-CONTROL CHECKIN CHECKOUT UNCHECKOUT SEARCH MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY".split(
    " ",
  );
const requestHeaders =
  "accept accept-charset accept-encoding accept-language authorization connection content-type content-length cookie cookie2 host pragma referer user-agent".split(
    " ",
  );
const responseHeaders =
  "Content-Type Content-Language Content-Length Date Last-Modified Location Set-Cookie Set-Cookie2 Servlet-Engine Status WWW-Authenticate".split(
    " ",
  );

export const integer = (n: number): string => String.fromCharCode((n >> 8) & 0xff, n & 0xff);
export const string = (text: string | undefined): string => (text === undefined ? "\xff\xff" : `${integer(text.length)}${text}\0`);
export const packet = (payload: string): string => `\x124${integer(payload.length)}${payload}`;
export const dataPacket = (chunk: string): string => packet(chunk === "" ? "" : integer(chunk.length) + chunk);
export const pingPacket: string = packet("\x0a");

/** The parts of a FORWARD_REQUEST, as Apache fills them in for `GET / HTTP/1.1`. */
export interface Forward {
  readonly method?: string | undefined;
  readonly protocol?: string | undefined;
  readonly uri?: string | undefined;
  readonly query?: string | undefined;
  readonly remoteAddr?: string | undefined;
  readonly remoteHost?: string | undefined;
  readonly serverName?: string | undefined;
  readonly serverPort?: number | undefined;
  readonly isSsl?: number | undefined;
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Bytes of further attributes, before the end. */
  readonly attributes?: string | undefined;
  readonly secret?: string | undefined;
}

export const named = (name: string, value: string): string => `\x0a${string(name)}${string(value)}`;

export function forwardPayload(forward: Forward = {}): string {
  const { method = "GET", protocol = "HTTP/1.1", uri = "/", query, remoteAddr = "192.0.2.7", remoteHost } = forward;
  const { serverName = "example.org", serverPort = 80, isSsl = 0, headers = [["Host", "example.org"]], attributes = "", secret } = forward;
  const code = methods.indexOf(method) + 1;
  return [
    "\x02",
    String.fromCharCode(code || 0xff),
    ...[protocol, uri, remoteAddr, remoteHost, serverName].map(string),
    integer(serverPort),
    String.fromCharCode(isSsl),
    integer(headers.length),
    ...headers.map(([name, value]) => nameOf(name) + string(value)),
    secret === undefined ? "" : `\x0c${string(secret)}`,
    query === undefined ? "" : `\x05${string(query)}`,
    code ? "" : `\x0d${string(method)}`,
    named("AJP_REMOTE_PORT", "50007"),
    named("AJP_LOCAL_ADDR", "192.0.2.1"),
    attributes,
    "\xff",
  ].join("");
}

export const forwardPacket = (forward?: Forward): string => packet(forwardPayload(forward));

function nameOf(name: string): string {
  const code = requestHeaders.indexOf(name.toLowerCase());
  return code === -1 ? string(name) : `\xa0${String.fromCharCode(code + 1)}`;
}

/** One connection, whatever carries its bytes. */
export interface Carrier {
  write(wire: Uint8Array): void;
  destroy(): void;
}

/** Most of a body that is in one packet. */
const most = 8186;

/** One request over a connection. */
export class AjpClient {
  readonly #carrier: Carrier;
  readonly #request: WireRequest;
  #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array> | undefined;
  #rest = new Uint8Array(0);
  #wire = "";
  #status = 0;
  #reason = "";
  #headers: RawHeader[] = [];
  #body: Uint8Array[] = [];
  #got = 0;
  #settle: (response: WireResponse) => void = () => {};
  /** The web server may send another request over this connection. */
  reuse = false;
  readonly response: Promise<WireResponse>;

  constructor(carrier: Carrier, request: WireRequest) {
    this.#carrier = carrier;
    this.#request = request;
    this.response = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Sends the request and, where its length is known, the first packet of its body. */
  async begin(options: Forward = {}): Promise<void> {
    const { method, target, headers, body } = this.#request;
    const mark = target.indexOf("?");
    const sized = Array.isArray(body);
    const length = sized ? (body as Uint8Array[]).reduce((sum, chunk) => sum + chunk.length, 0) : 0;
    const lines = [["Host", "example.org"], ...headers] as [string, string][];
    if (sized) lines.push(["Content-Length", String(length)]);
    else if (body !== undefined) lines.push(["Transfer-Encoding", "chunked"]);
    this.#send(
      forwardPacket({
        method,
        uri: mark === -1 ? target : target.slice(0, mark),
        query: mark === -1 ? undefined : target.slice(mark + 1),
        headers: lines,
        ...options,
      }),
    );
    this.#chunks = body === undefined ? undefined : iteratorOf(sized ? [concat(body as Uint8Array[])] : body);
    if (length > 0) await this.#supply();
  }

  receive(wire: Uint8Array): void {
    this.#wire += fromBytes(wire);
    for (;;) {
      if (this.#wire.length < 4) return;
      const size = this.#integer(2);
      if (this.#wire.length < 4 + size) return;
      const payload = this.#wire.slice(4, 4 + size);
      if (!this.#wire.startsWith("AB")) throw new Error("no packet of a container");
      if (size + 4 > 8192) throw new Error("a packet that Apache does not take");
      this.#wire = this.#wire.slice(4 + size);
      this.#take(payload);
    }
  }

  /** The connection has ended. */
  closed(): void {
    this.#finish(false);
  }

  #take(payload: string): void {
    const code = payload.charCodeAt(0);
    if (code === 3) this.#takeChunk(payload);
    else if (code === 4) this.#takeHead(payload);
    else if (code === 6) void this.#supply();
    else if (code === 5) {
      this.reuse = payload === "\x05\x01";
      this.#finish(true);
    } else throw new Error(`a packet of code ${code}`);
  }

  #takeHead(payload: string): void {
    let at = 5 + string16(payload, 3).length + 1;
    this.#status = u16(payload, 1);
    this.#reason = string16(payload, 3);
    const count = u16(payload, at);
    at += 2;
    for (let i = 0; i < count; i++) {
      const code = u16(payload, at);
      const known = code >> 8 === 0xa0 ? responseHeaders[(code & 0xff) - 1]! : undefined;
      const name = known ?? string16(payload, at);
      at += known === undefined ? name.length + 3 : 2;
      const value = string16(payload, at);
      at += value.length + 3;
      this.#headers.push([name as ByteString, value as ByteString]);
    }
    if (at !== payload.length) throw new Error("bytes after the headers");
    this.#mayLeave();
  }

  #takeChunk(payload: string): void {
    const size = u16(payload, 1);
    if (payload.length !== size + 4 || !payload.endsWith("\0")) throw new Error("a chunk of another length than its packet");
    if (this.#status === 0) throw new Error("a chunk before the head");
    const chunk = toBytes(byteString(payload.slice(3, -1)));
    this.#body.push(chunk);
    this.#got += size;
    if (size > 0) this.#request.onChunk?.(chunk);
    this.#mayLeave();
  }

  #mayLeave(): void {
    const { leaveAfter } = this.#request;
    if (leaveAfter === undefined || this.#got < leaveAfter) return;
    this.#carrier.destroy();
    this.#finish(false);
  }

  /** The next packet of the body, or an empty one where there is no more. */
  async #supply(): Promise<void> {
    while (this.#rest.length === 0 && this.#chunks !== undefined) {
      const { done, value } = await this.#chunks.next();
      if (done) this.#chunks = undefined;
      else this.#rest = value as Uint8Array<ArrayBuffer>;
    }
    this.#send(dataPacket(fromBytes(this.#rest.subarray(0, most))));
    this.#rest = this.#rest.subarray(most);
  }

  #finish(ended: boolean): void {
    const length = this.#headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    const bodiless = this.#request.method === "HEAD" || this.#status === 204 || this.#status === 304;
    this.#settle({
      status: this.#status,
      reason: this.#reason as ByteString,
      headers: this.#headers,
      body: concat(this.#body),
      complete: ended && (bodiless ? this.#got === 0 : length === undefined || Number(length) === this.#got),
    });
  }

  #integer(at: number): number {
    return u16(this.#wire, at);
  }

  #send(wire: string): void {
    this.#carrier.write(toBytes(byteString(wire)));
  }
}

const u16 = (wire: string, at: number): number => (wire.charCodeAt(at) << 8) | wire.charCodeAt(at + 1);
const string16 = (wire: string, at: number): string => wire.slice(at + 2, at + 2 + u16(wire, at));

function iteratorOf(body: Body): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  return Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
}

function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(chunks));
}
