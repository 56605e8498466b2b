/**
 * Responses of HTTP/1.1 as bytes (RFC 9112, 4 to 7).
 *
 * A head and a small body leave as one string, in one write; what is large leaves as it is.
 */
import type { RawResponse } from "../../exchange.ts";
import { reasonPhrase } from "../../reason-phrases.ts";
import { type ByteString, fromBytes } from "../../wire.ts";
import type { Peer } from "../connection.ts";
import type { GoesOn, ResponseWriter } from "../exchange.ts";
import { roleOf } from "../response-head.ts";
import { httpDate } from "./date.ts";

/** Bytes up to which copying a chunk is cheaper than a write of its own. */
const small = 16_384;

export class Http1Writer implements ResponseWriter {
  /** Whether the connection goes on after this response. Told to the client as it is when the head is made. */
  keepAlive = false;
  /** False: the last response has been written, and the peer is slow to take it. */
  room = true;
  readonly #peer: Peer;
  readonly #goesOn: GoesOn;
  #http10 = false;
  #chunked = false;
  /** What goes out with the next write. */
  #held = "";
  #holding = false;

  constructor(peer: Peer, goesOn: GoesOn) {
    this.#peer = peer;
    this.#goesOn = goesOn;
  }

  begin(protocol: ByteString, keepAlive: boolean): void {
    this.#http10 = protocol === "HTTP/1.0";
    this.keepAlive = keepAlive;
  }

  head(response: RawResponse, length: number, bodiless: boolean): void {
    const { status, reason = reasonPhrase(status), headers, body } = response;
    if (this.keepAlive && !this.#goesOn(bodiless || Array.isArray(body))) this.keepAlive = false;
    const lines = writeLines(headers, status === 204);
    let head = `HTTP/1.1 ${status} ${reason}\r\n${lines.text}`;
    if (!lines.dated) head += `Date: ${httpDate()}\r\n`;
    this.#chunked = length === Infinity && !bodiless && !this.#http10;
    if (this.#chunked) head += "Transfer-Encoding: chunked\r\n";
    else if (length === Infinity && !bodiless) this.keepAlive = false;
    else if (!lines.sized && !bodiless) head += `Content-Length: ${length}\r\n`;
    if (!this.keepAlive) head += "Connection: close\r\n";
    else if (this.#http10) head += "Connection: keep-alive\r\n";
    this.#held = `${head}\r\n`;
    this.#holding = true;
  }

  chunk(wire: Uint8Array): boolean {
    if (wire.length > small) return this.#large(wire);
    const body = fromBytes(wire);
    this.#held += this.#chunked ? `${wire.length.toString(16)}\r\n${body}\r\n` : body;
    return (this.#holding && this.#held.length < small) || this.#send();
  }

  flush(): void {
    this.#holding = false;
    this.#send();
  }

  drained(): Promise<void> {
    return this.#peer.drained();
  }

  end(): void {
    if (this.#chunked) this.#held += "0\r\n\r\n";
    this.room = this.#send();
  }

  abort(): void {
    this.#held = "";
    this.#peer.destroy();
  }

  #large(wire: Uint8Array): boolean {
    if (this.#chunked) this.#held += `${wire.length.toString(16)}\r\n`;
    this.#send();
    const room = this.#peer.write(wire);
    return this.#chunked ? this.#peer.write("\r\n" as ByteString) && room : room;
  }

  #send(): boolean {
    if (this.#held === "") return true;
    const held = this.#held as ByteString;
    this.#held = "";
    return this.#peer.write(held);
  }
}

interface Lines {
  readonly text: string;
  readonly dated: boolean;
  readonly sized: boolean;
}

/** The lines that the application gave and may give. A 204 has no Content-Length (RFC 9110, 8.6). */
function writeLines(headers: RawResponse["headers"], unsized: boolean): Lines {
  let text = "";
  let dated = false;
  let sized = false;
  for (let i = 0; i < headers.length; i++) {
    const line = headers[i]!;
    const role = roleOf(line[0]);
    if (role === "dropped" || (role === "length" && unsized)) continue;
    if (role === "date") dated = true;
    else if (role === "length") sized = true;
    text += `${line[0]}: ${line[1]}\r\n`;
  }
  return { text, dated, sized };
}
