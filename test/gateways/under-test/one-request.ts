/** SCGI and uwsgi under test: a message that somebody spells, and the connection that it goes through. */
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createConnection, createServer, type NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Handler } from "../../../src/exchange.ts";
import type { Protocol } from "../../../src/gateways/connection.ts";
import type { GatewayOptions } from "../../../src/gateways/options.ts";
import type { SocketGateway } from "../../../src/gateways/sockets.ts";
import type { GatewayUnderTest, WireRequest, WireResponse } from "../../../src/testing/testing.ts";
import { byteString, toBytes } from "../../../src/wire.ts";
import { bodyOf, lacks, ResponseReader, variablesOf } from "../clients/cgi.ts";
import { MemoryPeer } from "../memory-peer.ts";
import { quiet } from "./quiet.ts";

type Message = (variables: [string, string][], body: readonly Uint8Array[]) => Uint8Array;
type Open = (handler: Handler, options?: GatewayOptions) => SocketGateway;

/** No sockets: the message in pieces of `step` bytes. */
export const inMemory = (name: string, protocol: Protocol, message: Message, step: number, options = quiet): GatewayUnderTest => ({
  name,
  lacks,
  async exchange(handler, request) {
    const body = await bodyOf(request);
    const wire = message(variablesOf(request, body), body);
    const reader = new ResponseReader(request);
    const peer = new MemoryPeer();
    const connection = protocol(peer, handler, options);
    for (let at = 0; at < wire.length; at += step) {
      await peer.until(({ paused, ended, destroyed }) => !paused || ended || destroyed);
      connection.receive(wire.subarray(at, at + step));
    }
    for (let read = 0; ; ) {
      await peer.until(({ sent, ended, destroyed }) => sent.length > read || ended || destroyed);
      reader.push(toBytes(byteString(peer.sent.slice(read))));
      read = peer.sent.length;
      if (reader.leaves || peer.destroyed || peer.ended) break;
    }
    connection.lost();
    return reader.response(peer.destroyed || reader.leaves);
  },
});

/** A listening gateway per exchange: each has a handler of its own. */
export const overSockets = (name: string, open: Open, message: Message, address: () => Address): GatewayUnderTest => ({
  name,
  lacks: address === unixSocket ? { ...lacks, brokenResponse: "Unix sockets have no reset: Content-Length alone tells" } : lacks,
  async exchange(handler, request) {
    const at = address();
    const gateway = open(handler, quiet);
    const server = createServer({ allowHalfOpen: true }, gateway.accept);
    await new Promise<void>((resolve) => server.listen(at.listen, resolve));
    const target = at.path === undefined ? { port: (server.address() as AddressInfo).port, host: "127.0.0.1" } : { path: at.path };
    try {
      const body = await bodyOf(request);
      return await ask(target, message(variablesOf(request, body), body), request);
    } finally {
      server.close();
      await gateway.drain(1000);
      at.remove?.();
    }
  },
});

export interface Address {
  readonly listen: { readonly port: number; readonly host: string } | { readonly path: string };
  readonly path?: string;
  remove?(): void;
}

export const loopback = (): Address => ({ listen: { port: 0, host: "127.0.0.1" } });

export function unixSocket(): Address {
  const folder = mkdtempSync(join(tmpdir(), "babelgate-"));
  const path = join(folder, "s");
  return { listen: { path }, path, remove: () => rmSync(folder, { recursive: true }) };
}

/** Sends a message, and reads until the connection ends. */
export function ask(target: NetConnectOpts, message: Uint8Array, request: WireRequest): Promise<WireResponse> {
  const reader = new ResponseReader(request);
  return new Promise((resolve, reject) => {
    let broken = false;
    const socket = createConnection({ ...target, allowHalfOpen: true });
    socket.write(message);
    socket.on("data", (wire: Uint8Array) => {
      reader.push(wire);
      if (!reader.leaves) return;
      broken = true;
      socket.destroy();
    });
    // libuv takes a reset that comes together with bytes for an end. A write can tell.
    socket.on("end", () => socket.end("x"));
    socket.on("error", () => {
      broken = true;
    });
    socket.on("close", () => {
      try {
        resolve(reader.response(broken));
      } catch (error) {
        reject(error);
      }
    });
  });
}
