/** What is remembered of a connection of Node's server, on its socket: a WeakMap would cost more with each request. */
import type { Socket } from "node:net";
import type { PeerFacts } from "../connection.ts";
import { factsOf } from "../sockets.ts";

export interface NodeConnection {
  readonly facts: PeerFacts;
  /** A request was refused, and nothing after it is answered. */
  refused: boolean;
}

const ours = Symbol("connection");

export function connectionOf(socket: object): NodeConnection {
  const carrier = socket as { [ours]?: NodeConnection };
  const known = carrier[ours];
  if (known !== undefined) return known;
  const connection = { facts: factsOf(socket as Socket), refused: false };
  carrier[ours] = connection;
  return connection;
}
