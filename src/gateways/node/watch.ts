/**
 * How long a connection of node:http may take, as over the wire's own reader.
 *
 * Node's own timers know of a head, and of a connection between two requests. Its others are no help: `server.timeout` counts while
 * the application works, and `requestTimeout` ends with the request.
 */
import type { Socket } from "node:net";
import { plainResponse } from "../../conventions/refusal.ts";
import type { GatewayLimits } from "../limits.ts";
import { breakOff } from "../sockets.ts";
import { closeAfter, connectionOf, type NodeConnection, type UnderWay } from "./connection.ts";

/** What was seen of a connection when the clock last ticked. */
export interface Seen {
  /** When something last moved, or something else was waited for. */
  since: number;
  readonly read: number;
  readonly written: number;
  readonly unsent: number;
  readonly waitsFor: "body" | "answer" | "rest" | "end" | undefined;
}

/** Ends what has been too long in what it does. Gives what is to be compared with at the next tick. */
export function watch(socket: Socket, before: Seen | undefined, now: number, limits: GatewayLimits): Seen {
  const connection = connectionOf(socket);
  const seen = look(socket, connection, now);
  if (before !== undefined && !moved(before, seen)) seen.since = before.since;
  const still = now - seen.since;
  if (seen.waitsFor !== "end") expireOld(connection, now, limits.totalTime);
  const most = mostOf(seen, limits);
  if (most !== null && still > most) expire(socket, connection, seen);
  return seen;
}

function look(socket: Socket, connection: NodeConnection, now: number): Seen {
  const { bytesRead, bytesWritten, writableEnded } = socket;
  return {
    since: now,
    read: bytesRead,
    written: bytesWritten,
    unsent: unsentOf(socket),
    waitsFor: writableEnded ? "end" : waitsFor(connection),
  };
}

function waitsFor({ underWay, rest }: NodeConnection): Seen["waitsFor"] {
  const [first] = underWay;
  if (first !== undefined) return first.body?.awaited ? "body" : "answer";
  return rest === undefined ? undefined : "rest";
}

/** With what the system has not taken yet of a write: of a large one, nothing else moves. */
const unsentOf = (socket: Socket): number =>
  socket.writableLength + ((socket as { _handle?: { writeQueueSize?: number } })._handle?.writeQueueSize ?? 0);

/** Where our side has ended, what the peer sends is no sign that it takes what still has to go out. */
const moved = (before: Seen, { read, written, unsent, waitsFor }: Seen): boolean =>
  written !== before.written || unsent !== before.unsent || waitsFor !== before.waitsFor || (read !== before.read && waitsFor !== "end");

/** Milliseconds that nothing may move; null where it is the application that is waited for, or Node looks after it. */
function mostOf({ waitsFor, unsent, read }: Seen, { stallTime, idleTime }: GatewayLimits): number | null {
  const slow = unsent > 0 ? stallTime : null;
  if (waitsFor === "body" || waitsFor === "rest") return stallTime;
  return waitsFor === undefined && read === 0 ? idleTime : slow;
}

function expire(socket: Socket, { underWay }: NodeConnection, { waitsFor, unsent }: Seen): void {
  const [first] = underWay;
  if (waitsFor === "end") breakOff(socket);
  else if (first !== undefined) expireOne(first);
  else if (unsent > 0) breakOff(socket);
  else socket.destroySoon();
}

function expireOld({ underWay }: NodeConnection, now: number, totalTime: number | null): void {
  if (totalTime === null) return;
  for (const one of underWay) if (now - one.since > totalTime) expireOne(one);
}

/** The client is told, unless it has heard half of an answer already. */
function expireOne({ exchange, body, req, res }: UnderWay): void {
  const connection = connectionOf(req.socket);
  if (exchange.started) {
    breakOff(req.socket);
    return;
  }
  const status = body?.awaited ? 408 : 503;
  closeAfter(res, connection);
  body?.fail();
  exchange.respond(plainResponse(status));
}
