/** Responses of HTTP/2 through Node's compatibility API: no reason phrase, names in lower case, lines of one name together (RFC 9113, 8.2). */
import { constants, type Http2ServerResponse } from "node:http2";
import type { RawHeader, RawResponse } from "../../exchange.ts";
import type { ResponseWriter } from "../exchange.ts";
import { isHopByHop } from "../response-head.ts";
import { drainedOf } from "./drained.ts";

export class Http2NodeWriter implements ResponseWriter {
  readonly #res: Http2ServerResponse;

  constructor(res: Http2ServerResponse) {
    this.#res = res;
  }

  head({ status, headers }: RawResponse, length: number, bodiless: boolean): void {
    const lines = grouped(headers, status === 204);
    if (length !== Infinity && !bodiless) lines["content-length"] ??= String(length);
    this.#res.writeHead(status, lines);
  }

  chunk(wire: Uint8Array): boolean {
    return this.#res.write(wire);
  }

  /** Nothing is held back: a head and each chunk are frames of their own. */
  flush(): void {}

  drained(): Promise<void> {
    return drainedOf(this.#res);
  }

  end(): void {
    this.#res.end();
  }

  abort(): void {
    this.#res.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

function grouped(headers: readonly RawHeader[], unsized: boolean): Record<string, string | string[]> {
  const groups: Record<string, string | string[]> = Object.create(null);
  for (const line of headers) {
    const name = line[0].toLowerCase();
    if (isHopByHop(line) || (unsized && name === "content-length")) continue;
    const before = groups[name];
    if (before === undefined) groups[name] = line[1];
    else if (typeof before === "string") groups[name] = [before, line[1]];
    else before.push(line[1]);
  }
  return groups;
}
