/** What is remembered of a connection of Node's server, on its socket: a WeakMap would cost more with each request. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { PeerFacts } from "../connection.ts";
import type { Exchange } from "../exchange.ts";
import type { IncomingBody } from "../incoming-body.ts";
import { factsOf } from "../sockets.ts";
import { endInStages } from "./linger.ts";
import type { NodeRequest, NodeResponse } from "./types.ts";

/** An exchange that has to be waited for. */
export interface UnderWay {
  readonly exchange: Exchange;
  readonly body: IncomingBody | undefined;
  readonly req: NodeRequest;
  readonly res: NodeResponse;
  /** When it began, in milliseconds of the clock. */
  readonly since: number;
}

export interface NodeConnection {
  readonly facts: PeerFacts;
  /** In the order of their requests: Node hands over those that come before an answer, too. */
  readonly underWay: Set<UnderWay>;
  /** An answer that was there at once waits behind one that is under way. */
  queued: boolean;
  /** Nothing more that comes is answered: a request was refused, or is the last. */
  refused: boolean;
  /** The request whose answer is out, while its body still comes. */
  rest: NodeRequest | undefined;
}

const ours = Symbol("connection");

export function connectionOf(socket: object): NodeConnection {
  const carrier = socket as { [ours]?: NodeConnection };
  const known = carrier[ours];
  if (known !== undefined) return known;
  const connection = { facts: factsOf(socket as Socket), underWay: new Set<UnderWay>(), queued: false, refused: false, rest: undefined };
  carrier[ours] = connection;
  return connection;
}

/** This answer is the connection's last. Of HTTP/2, only a stream is at stake. */
export function closeAfter(res: NodeResponse, connection: NodeConnection): void {
  if ("stream" in res) return;
  const { socket } = res.req;
  connection.refused = true;
  endInStages(socket);
  if (!res.headersSent) {
    res.shouldKeepAlive = false;
    // What a middleware has set would win.
    if (res.hasHeader("Connection")) res.setHeader("Connection", "close");
  } else if (res.writableFinished) socket.destroySoon();
  else if (!res.listeners("finish").includes(endSocket)) res.once("finish", endSocket);
}

function endSocket(this: ServerResponse): void {
  this.req.socket.destroySoon();
}
