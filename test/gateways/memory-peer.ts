/** The other end of a connection, without a socket: what a protocol does to it is written down. */
import type { Handler } from "../../src/exchange.ts";
import type { Connection, Peer, PeerFacts, Protocol } from "../../src/gateways/connection.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import { type ByteString, fromBytes, type Wire } from "../../src/wire.ts";

export class MemoryPeer implements Peer {
  readonly facts: PeerFacts = { scheme: "http", remoteAddr: "192.0.2.7" as ByteString, remotePort: "50007" as ByteString };
  /** What was written, in one piece. */
  sent = "";
  ended = false;
  destroyed = false;
  paused = false;
  /** False makes every write ask for a wait, until `drain()`. */
  room = true;
  #drained: (() => void)[] = [];
  readonly #happened: (() => void)[] = [];

  write(wire: Wire): boolean {
    if (this.ended) throw new Error("written after the end");
    if (!this.destroyed) this.sent += typeof wire === "string" ? wire : fromBytes(wire);
    this.#tell();
    return this.room;
  }
  drained(): Promise<void> {
    return this.room ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }
  /** There is room again. */
  drain(): void {
    this.room = true;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
  end(): void {
    this.ended = true;
    this.#tell();
  }
  destroy(): void {
    this.destroyed = true;
    this.#tell();
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
    this.#tell();
  }

  /** Waits until `holds`, which is looked at whenever the protocol does something. */
  async until(holds: (peer: MemoryPeer) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#happened.push(resolve));
  }

  #tell(): void {
    for (const resolve of this.#happened.splice(0)) resolve();
  }
}

export interface Opened {
  readonly peer: MemoryPeer;
  readonly connection: Connection;
}

export function open(protocol: Protocol, handler: Handler, options: GatewayOptions = {}): Opened {
  const peer = new MemoryPeer();
  return { peer, connection: protocol(peer, handler, options) };
}

/** All ways to cut a message in two, each byte apart, and the whole: what is read must not depend on it. */
export function* cuts(wire: Uint8Array): Generator<readonly Uint8Array[]> {
  yield [wire];
  yield Array.from(wire, (_, i) => wire.subarray(i, i + 1));
  for (let i = 1; i < wire.length; i++) yield [wire.subarray(0, i), wire.subarray(i)];
}
