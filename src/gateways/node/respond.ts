/**
 * Responses through Node's own, so written that it never encodes a head again.
 *
 * Node puts the head before the first string that is written, and encodes both as that string asks: in UTF-8, unless told. So small bodies
 * are strings of Latin-1, one a byte, which leave with their head in one packet; large ones are bytes, and their head a packet before.
 */
import type { ServerResponse } from "node:http";
import type { RawHeader, RawResponse } from "../../exchange.ts";
import { reasonPhrase } from "../../reason-phrases.ts";
import { fromBytes } from "../../wire.ts";
import type { GoesOn, ResponseWriter } from "../exchange.ts";
import { roleOf } from "../response-head.ts";
import { breakOff } from "../sockets.ts";
import { closeAfter, connectionOf } from "./connection.ts";
import { drainedOf } from "./drained.ts";

/** Bytes up to which copying a chunk is cheaper than a packet of its own. */
const small = 16_384;

export class Http1NodeWriter implements ResponseWriter {
  readonly #res: ServerResponse;
  readonly #goesOn: GoesOn;
  #held = "";
  #holding = true;

  constructor(res: ServerResponse, goesOn: GoesOn) {
    this.#res = res;
    this.#goesOn = goesOn;
  }

  head(response: RawResponse, length: number, bodiless: boolean): void {
    const res = this.#res;
    const { status, reason = reasonPhrase(status) as RawResponse["reason"], headers, body } = response;
    const lines = flatLines(headers, length, bodiless, status === 204);
    if (!this.#goesOn(bodiless || Array.isArray(body))) closeAfter(res, connectionOf(res.req.socket));
    if (res.getHeaderNames().length === 0) res.writeHead(status, reason!, lines);
    else res.writeHead(status, reason!, grouped(lines));
  }

  chunk(wire: Uint8Array): boolean {
    if (wire.length > small) {
      if (this.#held !== "") this.#send();
      this.#holding = false;
      return this.#res.write(wire);
    }
    this.#held += fromBytes(wire);
    return (this.#holding && this.#held.length < small) || this.#send();
  }

  flush(): void {
    this.#holding = false;
    // Also where nothing is held: an empty string of Latin-1 sends the head, as flushHeaders() would in UTF-8.
    if (this.#held !== "" || !this.#res.headersSent) this.#send();
  }

  drained(): Promise<void> {
    return drainedOf(this.#res);
  }

  end(): void {
    if (this.#held === "") this.#res.end();
    else this.#res.end(this.#held, "latin1");
  }

  abort(): void {
    const { socket } = this.#res;
    if (socket) breakOff(socket);
  }

  #send(): boolean {
    const held = this.#held;
    this.#held = "";
    return this.#res.write(held, "latin1");
  }
}

/** Content-Length comes last: after it Node takes no Content-Disposition with a byte above 0x7F. A 204 has none (RFC 9110, 8.6). */
function flatLines(headers: readonly RawHeader[], length: number, bodiless: boolean, unsized: boolean): string[] {
  const flat: string[] = [];
  let given: RawHeader | undefined;
  for (let i = 0; i < headers.length; i++) {
    const line = headers[i]!;
    const role = roleOf(line[0]);
    if (role === "length") given = line;
    else if (role !== "dropped") flat.push(line[0], line[1]);
  }
  if (unsized) return flat;
  if (given !== undefined) flat.push(given[0], given[1]);
  else if (length !== Infinity && !bodiless) flat.push("Content-Length", String(length));
  return flat;
}

/** For a response that has headers already, of Express or a middleware: there Node takes the last line of each name, unless they are a list. */
function grouped(flat: readonly string[]): Record<string, string[]> {
  const groups = new Map<string, [string, string[]]>();
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    const group = groups.get(name.toLowerCase());
    if (group === undefined) groups.set(name.toLowerCase(), [name, [flat[i + 1]!]]);
    else group[1].push(flat[i + 1]!);
  }
  return Object.fromEntries(groups.values());
}
