/** SEND_HEADERS, SEND_BODY_CHUNK and END_RESPONSE (mod_proxy_ajp, Response Packet Structure). */
import { StringModelError } from "../../errors.ts";
import type { RawHeader, RawResponse } from "../../exchange.ts";
import { reasonPhrase } from "../../reason-phrases.ts";
import { type ByteString, toBytes } from "../../wire.ts";
import { concat } from "../cgi/incoming-head.ts";
import type { Peer } from "../connection.ts";
import type { ResponseWriter } from "../exchange.ts";
import { isHopByHop } from "../response-head.ts";
import { cpongReply, endResponse, getBodyChunk, responseCodes, sendBodyChunk, sendHeaders } from "./codes.ts";
import { headerSize } from "./packet.ts";

const integer = (n: number) => String.fromCharCode(n >> 8, n & 0xff);
const string = (text: string) => `${integer(text.length)}${text}\0`;
const packet = (payload: string) => `AB${integer(payload.length)}${payload}` as ByteString;

export const cpong: ByteString = packet(String.fromCharCode(cpongReply));
/** Apache hands on what it has (mod_proxy_ajp.c: a chunk of no bytes is an explicit flush). */
export const flushMessage: ByteString = packet(`${String.fromCharCode(sendBodyChunk)}${integer(0)}\0`);
export const endPacket = (reuse: boolean): ByteString => packet(String.fromCharCode(endResponse, reuse ? 1 : 0));
export const askPacket = (most: number): ByteString => packet(`${String.fromCharCode(getBodyChunk)}${integer(most)}`);

/** Status, reason phrase and headers, less those of one connection. @throws {StringModelError} TOO_LARGE: they have to fit in one packet */
export function headPacket({ status, reason, headers }: RawResponse, packetSize: number): ByteString {
  const sent = headers.filter((line) => !isHopByHop(line));
  const lines = sent.map(([name, value]: RawHeader) => (responseCodes.get(name) ?? string(name)) + string(value));
  const phrase = string(reason ?? reasonPhrase(status));
  const payload = `${String.fromCharCode(sendHeaders)}${integer(status)}${phrase}${integer(sent.length)}${lines.join("")}`;
  if (payload.length + headerSize > packetSize) throw new StringModelError("TOO_LARGE", `a head of more than ${packetSize} bytes`);
  return packet(payload);
}

/** What a packet adds to a chunk: header, code, length and the NUL after it. */
const around = headerSize + 4;

/** A chunk in as many packets as it takes. */
export function chunkPackets(chunk: Uint8Array, packetSize: number): Uint8Array {
  const most = packetSize - around;
  const wire = new Uint8Array(chunk.length + around * Math.ceil(chunk.length / most));
  let at = 0;
  for (let from = 0; from < chunk.length; from += most) {
    const size = Math.min(most, chunk.length - from);
    wire.set([0x41, 0x42, (size + 4) >> 8, (size + 4) & 0xff, sendBodyChunk, size >> 8, size & 0xff], at);
    wire.set(chunk.subarray(from, from + size), at + 7);
    at += size + around;
  }
  return wire;
}

/** Bytes that may be held back for what follows at once. */
const enough = 16_384;

export class AjpResponse implements ResponseWriter {
  readonly #peer: Peer;
  readonly #packetSize: number;
  readonly #reuse: () => boolean;
  #held: Uint8Array[] = [];
  #length = 0;
  /** False: the response has been written, and the peer is slow to take it. */
  room = true;
  /** Each chunk is waited for, so each goes out at once, and Apache is told to hand it on. */
  #streaming = false;

  /** `reuse` is asked at the end. */
  constructor(peer: Peer, packetSize: number, reuse: () => boolean) {
    this.#peer = peer;
    this.#packetSize = packetSize;
    this.#reuse = reuse;
  }

  head(response: RawResponse): void {
    this.#hold(toBytes(headPacket(response, this.#packetSize)));
  }

  chunk(wire: Uint8Array): boolean {
    this.#hold(chunkPackets(wire, this.#packetSize));
    if (this.#streaming) this.#hold(toBytes(flushMessage));
    return this.#streaming || this.#length >= enough ? this.#send() : true;
  }

  flush(): void {
    this.#streaming = true;
    this.#hold(toBytes(flushMessage));
    this.#send();
  }

  drained(): Promise<void> {
    return this.#peer.drained();
  }

  end(): void {
    this.#hold(toBytes(endPacket(this.#reuse())));
    this.room = this.#send();
  }

  /** Without END_RESPONSE Apache knows that the response is not whole. */
  abort(): void {
    this.#peer.destroy();
  }

  #hold(wire: Uint8Array): void {
    this.#held.push(wire);
    this.#length += wire.length;
  }

  #send(): boolean {
    const wire = this.#held.length === 1 ? this.#held[0]! : concat(this.#held, this.#length);
    this.#held = [];
    this.#length = 0;
    return this.#peer.write(wire);
  }
}
