/** A gateway without sockets: HTTP/1.1 as pieces of bytes, passed from hand to hand. For trying the gateway suite itself. */
import type { Body, Handler, RawHeader, RawRequest, RawResponse } from "../../src/exchange.ts";
import { readHead } from "../../src/gateways/http1/head.ts";
import { defaultLimits } from "../../src/gateways/http1/limits.ts";
import { toRequest } from "../../src/gateways/http1.ts";
import type { GatewayUnderTest, WireRequest, WireResponse } from "../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../src/wire.ts";

/** Places where a bad implementation can be put in. */
export interface Faults {
  request?(request: RawRequest): RawRequest;
  response?(response: RawResponse): RawResponse | Promise<RawResponse>;
  /** Every piece that is written. */
  piece?(piece: ByteString): string;
  /** What becomes of an error that the body throws. */
  broken?: "ends well";
  /** What is done with a body that nobody wants. */
  leave?(chunks: AsyncIterator<Uint8Array>): unknown;
  failure?(error: unknown): RawResponse;
}

export function memoryGateway(faults: Faults = {}): GatewayUnderTest {
  return {
    name: "memory",
    async exchange(handler, request) {
      const client = new Client(request);
      const pieces = serve(handler, request, faults);
      try {
        for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
          client.receive(toBytes(byteString(faults.piece?.(next.value) ?? next.value)));
          if (client.leaves) break;
        }
      } catch {
        client.broken = true;
      }
      await pieces.return(undefined);
      return client.response();
    },
  };
}

/* ---- the server ------------------------------------------------------------- */

function receive({ method, target, headers, body = [] }: WireRequest): RawRequest {
  const lines = headers.some(([name]) => name.toLowerCase() === "host") ? headers : [["Host", "example.org"] as const, ...headers];
  const sized = Array.isArray(body) && body.length > 0;
  const length = sized ? [["Content-Length", String(body.reduce((sum, chunk) => sum + chunk.length, 0))] as const] : [];
  const head = [`${method} ${target} HTTP/1.1`, ...[...lines, ...length].map(([name, value]) => `${name}: ${value}`), "", ""];
  return toRequest(readHead(toBytes(byteString(head.join("\r\n"))), 0, defaultLimits, "refuse"), body, {});
}

async function* serve(handler: Handler, sent: WireRequest, faults: Faults): AsyncGenerator<ByteString, undefined> {
  const request = receive(sent);
  let response: RawResponse;
  try {
    response = await handler(faults.request?.(request) ?? request);
    if (/[\r\n\0]/.test(response.headers.flat().join(""))) throw new Error("a control character in a head");
  } catch (error) {
    response = faults.failure?.(error) ?? { status: 500, reason: "Internal Server Error" as ByteString, headers: [], body: [] };
  }
  response = (await faults.response?.(response)) ?? response;
  const bodiless = sent.method === "HEAD" || response.status === 204 || response.status === 304;
  const sized = response.headers.some(([name]) => name.toLowerCase() === "content-length");
  const chunks = iterate(response.body);
  let open = true;
  try {
    yield headOf(response, sized || bodiless ? [] : [["Transfer-Encoding" as ByteString, "chunked" as ByteString]]);
    if (bodiless) return undefined;
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) break;
      if (value.length > 0) yield (sized ? fromBytes(value) : `${value.length.toString(16)}\r\n${fromBytes(value)}\r\n`) as ByteString;
    }
    open = false;
    if (!sized) yield "0\r\n\r\n" as ByteString;
  } catch (error) {
    open = false;
    if (faults.broken !== "ends well") throw error;
    if (!sized) yield "0\r\n\r\n" as ByteString;
  } finally {
    if (open) await (faults.leave ? faults.leave(chunks) : chunks.return?.());
  }
  return undefined;
}

function headOf({ status, reason = "" as ByteString, headers }: RawResponse, more: RawHeader[]): ByteString {
  const lines = [...headers, ...more].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("")}\r\n` as ByteString;
}

function iterate(body: Body): AsyncIterator<Uint8Array> {
  if (Symbol.asyncIterator in body) return body[Symbol.asyncIterator]();
  const chunks = body[Symbol.iterator]();
  return { next: async () => chunks.next(), return: async () => chunks.return?.() ?? { done: true, value: undefined } };
}

/* ---- the client ------------------------------------------------------------- */

class Client {
  readonly #request: WireRequest;
  #wire = "";
  #told = 0;
  broken = false;

  constructor(request: WireRequest) {
    this.#request = request;
  }

  receive(piece: Uint8Array): void {
    this.#wire += fromBytes(piece);
    const { body } = this.response();
    if (body.length > this.#told) this.#request.onChunk?.(body.subarray(this.#told));
    this.#told = body.length;
  }

  get leaves(): boolean {
    const { leaveAfter } = this.#request;
    return leaveAfter !== undefined && this.#told >= leaveAfter && this.#wire.includes("\r\n\r\n");
  }

  response(): WireResponse {
    const end = this.#wire.indexOf("\r\n\r\n");
    const [line = "", ...lines] = this.#wire.slice(0, end).split("\r\n");
    const [, status, reason] = /^HTTP\/1\.1 (\d{3}) (.*)$/s.exec(line) ?? [];
    const headers = lines.map((line): RawHeader => {
      const [, name, value] = /^([^:]+):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
      return [name as ByteString, value as ByteString];
    });
    const rest = this.#wire.slice(end + 4);
    const { body, complete } = this.#body(rest, Number(status), new Map(headers.map(([name, value]) => [name?.toLowerCase(), value])));
    return {
      status: Number(status),
      reason: reason as ByteString,
      headers,
      body: toBytes(byteString(body)),
      complete: complete && !this.broken,
    };
  }

  #body(rest: string, status: number, headers: ReadonlyMap<string | undefined, string>): { body: string; complete: boolean } {
    if (this.#request.method === "HEAD" || status === 204 || status === 304) return { body: rest, complete: rest === "" };
    const length = headers.get("content-length");
    if (length !== undefined) return { body: rest, complete: rest.length === Number(length) };
    let body = "";
    for (let at = 0; ; ) {
      const size = /^([0-9a-f]+)\r\n/.exec(rest.slice(at, at + 20));
      if (!size) return { body, complete: false };
      const n = Number.parseInt(size[1]!, 16);
      const start = at + size[0].length;
      if (n === 0) return { body, complete: rest.slice(start) === "\r\n" };
      if (rest.length < start + n + 2) return { body, complete: false };
      body += rest.slice(start, start + n);
      at = start + n + 2;
    }
  }
}
