/** A handler behind a server of node:http that is ours, so that it has the limits and the manners of the other gateways. */
import { createServer, type Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { plainResponse } from "../../conventions/refusal.ts";
import type { Handler } from "../../exchange.ts";
import { type GatewayLimits, limitsOf, tickOf } from "../limits.ts";
import { type NodeListener, nodeListener } from "../node.ts";
import type { GatewayOptions } from "../options.ts";
import { breakOff } from "../sockets.ts";
import { connectionOf } from "./connection.ts";
import { endInStages } from "./linger.ts";
import { noTunnel, unreadable } from "./unreadable.ts";
import { type Seen, watch } from "./watch.ts";

export interface NodeServer {
  readonly server: Server;
  /** Takes no connection any more; resolves with how many had to be broken off after `within` milliseconds. */
  stop(within: number): Promise<number>;
}

/** An expectation other than `100-continue` (RFC 9110, 10.1.1). */
const unmet: Handler = () => plainResponse(417);

/** Milliseconds that an idle connection is kept when the server stops, or half of all that there are: a request may be on its way. */
const grace = 1000;

export function nodeServer(handler: Handler, options: GatewayOptions): NodeServer {
  const limits = limitsOf(options.limits);
  let stopping = false;
  const serving = (handler: Handler): NodeListener => {
    const listener = nodeListener(handler, options);
    return (req, res) => {
      if (stopping && !("stream" in res)) res.shouldKeepAlive = false;
      listener(req, res);
    };
  };
  const server = createServer(settings(limits), serving(handler));
  // Without: Node ends with a client that has ended its side, before it is answered.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Without: Node drops the lines after the thousandth. The listener counts them.
  server.maxHeadersCount = 0;
  server.on("clientError", (error, socket) => unreadable(error, socket as Socket, options));
  // Without: Node answers itself, and waits without end for the body.
  server.on("checkExpectation", serving(unmet));
  server.on("connect", (_, socket) => noTunnel(socket as Socket, options));
  const open = opened(server, limits);
  return {
    server,
    stop(within) {
      stopping = true;
      for (const socket of open) lastAnswers(socket);
      return stopped(server, open, within);
    },
  };
}

function settings(limits: GatewayLimits) {
  const { head, headTime, idleTime, totalTime } = limits;
  const longest = Math.min(headTime ?? Infinity, totalTime ?? Infinity);
  return {
    noDelay: true,
    maxHeaderSize: head ?? Number.MAX_SAFE_INTEGER,
    keepAliveTimeout: idleTime ?? 0,
    headersTimeout: longest === Infinity ? 0 : longest,
    requestTimeout: 0,
    connectionsCheckingInterval: tickOf(limits),
    // Refused by the listener, which tells the log.
    requireHostHeader: false,
  };
}

/** The connections that are open, watched by one clock. */
function opened(server: Server, limits: GatewayLimits): Iterable<Socket> & { readonly size: number } {
  const open = new Map<Socket, Seen | undefined>();
  let clock: NodeJS.Timeout | undefined;
  const sweep = () => {
    const now = Date.now();
    for (const [socket, seen] of open) open.set(socket, watch(socket, seen, now, limits));
  };
  server.on("connection", (socket: Socket) => {
    endInStages(socket);
    open.set(socket, undefined);
    clock ??= setInterval(sweep, tickOf(limits)).unref();
    socket.on("close", () => {
      open.delete(socket);
      if (open.size > 0) return;
      clearInterval(clock);
      clock = undefined;
    });
  });
  return {
    get size() {
      return open.size;
    },
    [Symbol.iterator]: () => open.keys(),
  };
}

/** The last answer that is under way says so, unless one that said otherwise waits behind it. */
function lastAnswers(socket: Socket): void {
  const { underWay, queued } = connectionOf(socket);
  const res = [...underWay].at(-1)?.res;
  if (res !== undefined && !queued && !("stream" in res) && !res.headersSent) res.shouldKeepAlive = false;
}

async function stopped(server: Server, open: Iterable<Socket> & { readonly size: number }, within: number): Promise<number> {
  // Not node:http's own, which destroys idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const graceEnds = Date.now() + Math.min(grace, within / 2);
  const idle = setInterval(() => Date.now() >= graceEnds && closeIdle(server, open), 20);
  let broken = 0;
  const late = setTimeout(() => {
    for (const socket of open) {
      // All of its answers have gone out.
      if (socket.writableFinished) socket.destroy();
      else {
        broken++;
        breakOff(socket);
      }
    }
  }, within);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
  return broken;
}

/**
 * Node takes a connection for a busy one on which nothing has come, or whose body goes on after its answer; and for an idle one, which it
 * destroys, where the end of an answer has still to go out.
 */
function closeIdle(server: Server, open: Iterable<Socket>): void {
  const slow = [...open].filter((socket) => socket.writableLength > 0);
  for (const socket of slow) socket.destroy = () => socket;
  server.closeIdleConnections();
  // Those of the prototype are back.
  for (const socket of slow) delete (socket as { destroy?: unknown }).destroy;
  for (const socket of open) {
    if (socket.bytesRead === 0) socket.destroy();
    else if (connectionOf(socket).rest !== undefined && !socket.writableEnded) socket.destroySoon();
  }
}
