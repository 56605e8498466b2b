/**
 * A connection as a protocol sees it: bytes in, bytes out. No sockets and no clocks in here.
 *
 * A protocol is a function from a peer to a connection. The shell (`sockets.ts`, or a test) hands over what comes, and does
 * what the protocol asks of the peer.
 */
import type { Handler } from "../exchange.ts";
import type { ByteString, Wire } from "../wire.ts";
import type { GatewayOptions } from "./options.ts";

/** Who is at the other end, as far as the transport knows; of a Unix socket, nothing. */
export interface PeerFacts {
  readonly scheme: "http" | "https";
  readonly remoteAddr?: ByteString | undefined;
  /** In decimal, like the other port. */
  readonly remotePort?: ByteString | undefined;
  readonly localAddr?: ByteString | undefined;
  readonly localPort?: ByteString | undefined;
}

/** What a protocol can do to the other end. Everything is done in order; after `destroy()` nothing is. */
export interface Peer {
  readonly facts: PeerFacts;
  /** Bytes that nobody changes afterwards. False: the peer is slow, so wait for `drained()` before the next. */
  write(wire: Wire): boolean;
  /** Until there is room again, or the connection is lost. */
  drained(): Promise<void>;
  /** Nothing more will be written. What was written still goes out, and bytes still come in. */
  end(): void;
  /** Breaks off: the other end cannot take what it has for all there is. */
  destroy(): void;
  /** No more bytes are wanted for now. */
  pause(): void;
  resume(): void;
}

/** What the protocol waits for; how long it may take is the shell's business. */
export type Phase =
  /** Between requests: it may be closed without a word. */
  | "idle"
  /** For the rest of a head. */
  | "head"
  /** For more of a body that the handler wants. */
  | "body"
  /** For the handler, or for the peer to take the answer. */
  | "answer"
  /** For the end of a body that nobody reads, after its answer. */
  | "rest";

/** One connection's protocol. */
export interface Connection {
  readonly phase: Phase;
  /** How many exchanges have ended. */
  readonly served: number;
  /** Bytes that have come, at least one. They are never changed, so that views may be kept. */
  receive(wire: Uint8Array): void;
  /** The peer sends no more, and may still read. */
  finish(): void;
  /** The connection is gone, both ways. Called once, last. */
  lost(): void;
  /**
   * What is under way is answered, and then the connection is ended. Where nothing is, a request may be on its way: it is the last.
   * After a grace the shell ends, with `expire()`, what is still idle, or has only the rest of a body to wait for.
   */
  drain(): void;
  /** It has been too long in its phase: the peer is told, if the protocol has a way, and the connection ended. */
  expire(): void;
}

export type Protocol = (peer: Peer, handler: Handler, options: GatewayOptions) => Connection;
