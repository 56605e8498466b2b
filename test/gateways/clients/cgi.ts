/** What a web server makes of a request for a gateway of the CGI family, and of what comes back. */
import { cgiName, mergeHeaders } from "../../../src/cgi/headers.ts";
import { percentDecode } from "../../../src/cgi/percent.ts";
import type { RawHeader } from "../../../src/exchange.ts";
import { type Ability, drain, type WireRequest, type WireResponse } from "../../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../../src/wire.ts";

/** What no meta-variables can carry. */
export const lacks: { readonly [A in Ability]?: string } = {
  targetForms: "the web server has resolved them",
  repeatedHeaders: "one name, one variable (RFC 3875, 4.1.18)",
  underscoreHeaders: "HTTP_X_MODEL is X-Model; web servers drop the other",
  unsizedRequest: "CONTENT_LENGTH is the only end of a body (RFC 3875, 4.2)",
};

export const bodyOf = ({ body = [] }: WireRequest): Promise<Uint8Array[]> => drain(body);

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

/** Meta-variables, CONTENT_LENGTH first. */
export function variablesOf({ method, target, headers }: WireRequest, body: readonly Uint8Array[]): [string, string][] {
  const mark = target.indexOf("?");
  const lines = headers.map(([name, value]): RawHeader => [byteString(name), byteString(value)]);
  const named = lines.filter(([name]) => cgiName(name) !== undefined);
  return [
    ["CONTENT_LENGTH", String(sizeOf(body))],
    ["REQUEST_METHOD", method],
    ["REQUEST_URI", target],
    ["SCRIPT_NAME", ""],
    ["PATH_INFO", percentDecode(byteString(mark === -1 ? target : target.slice(0, mark)))],
    ["QUERY_STRING", mark === -1 ? "" : target.slice(mark + 1)],
    ["SERVER_PROTOCOL", "HTTP/1.1"],
    ["SERVER_NAME", "example.org"],
    ["SERVER_PORT", "80"],
    ["REMOTE_ADDR", "192.0.2.1"],
    ["GATEWAY_INTERFACE", "CGI/1.1"],
    ["HTTP_HOST", "example.org"],
    ...mergeHeaders(named),
  ];
}

/** Reads a response that ends with its connection, as it comes. */
export class ResponseReader {
  readonly #request: WireRequest;
  #wire = "";
  #told = 0;

  constructor(request: WireRequest) {
    this.#request = request;
  }

  push(wire: Uint8Array): void {
    this.#wire += fromBytes(wire);
    const at = this.#bodyAt;
    if (at === -1 || this.#wire.length === at + this.#told) return;
    this.#request.onChunk?.(toBytes(this.#wire.slice(at + this.#told) as ByteString));
    this.#told = this.#wire.length - at;
  }

  /** The client has as much as it wants. */
  get leaves(): boolean {
    const { leaveAfter } = this.#request;
    return leaveAfter !== undefined && this.#bodyAt !== -1 && this.#told >= leaveAfter;
  }

  get #bodyAt(): number {
    const end = this.#wire.indexOf("\r\n\r\n");
    return end === -1 ? -1 : end + 4;
  }

  /** `broken`: the connection did not just end. */
  response(broken: boolean): WireResponse {
    const at = this.#bodyAt;
    if (at === -1) throw new Error(`no head: ${JSON.stringify(this.#wire.slice(0, 200))}`);
    const [start = "", ...lines] = this.#wire.slice(0, at - 4).split("\r\n");
    const [, status, reason] = /^(?:Status: |HTTP\/1\.1 )(\d{3}) (.*)$/s.exec(start) ?? [];
    const headers = lines.map((line): RawHeader => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon) as ByteString, line.slice(colon + 2) as ByteString];
    });
    const body = toBytes(this.#wire.slice(at) as ByteString);
    const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    const bodiless = this.#request.method === "HEAD" || status === "304";
    const complete = !broken && (bodiless || length === undefined || Number(length) === body.length);
    return { status: Number(status), reason: reason as ByteString | undefined, headers, body, complete };
  }
}
