/** The thin shell: connections of `node:net` and `node:tls` for a protocol that knows nothing of sockets. */
import type { Socket } from "node:net";
import type { Handler } from "../exchange.ts";
import type { ByteString, Wire } from "../wire.ts";
import type { Connection, Peer, PeerFacts, Phase, Protocol } from "./connection.ts";
import { type GatewayLimits, hasLingered, limitsOf, tickOf } from "./limits.ts";
import type { GatewayOptions } from "./options.ts";

export interface SocketGateway {
  /** Takes a connection: `createServer({ allowHalfOpen: true }, gateway.accept)`. */
  readonly accept: (socket: Socket) => void;
  /** Connections that are open. */
  readonly size: number;
  /**
   * Requests under way are answered, and those that may be on their way: a connection without a request is ended after a second, or
   * half of `within`. Resolves when every connection has ended. What is left after `within` milliseconds is broken off; resolves with
   * how many those were, those left out that had all of their answers. Close the server first: `server.close()`.
   */
  drain(within?: number): Promise<number>;
}

/** A gateway over sockets. One clock looks after all connections, and runs only while there are any. */
export function socketGateway(protocol: Protocol, handler: Handler, options: GatewayOptions = {}): SocketGateway {
  const limits = limitsOf(options.limits);
  const open = new Set<SocketPeer>();
  let clock: NodeJS.Timeout | undefined;
  /** Milliseconds that an idle connection still has, once draining. */
  let grace: number | undefined;
  let empty: (() => void) | undefined;
  const closed = (peer: SocketPeer) => {
    open.delete(peer);
    if (open.size > 0) return;
    clearInterval(clock);
    clock = undefined;
    empty?.();
  };
  const sweep = () => {
    const now = Date.now();
    for (const peer of open) peer.watch(now, limits);
  };
  return {
    get size() {
      return open.size;
    },
    accept(socket) {
      const peer = new SocketPeer(socket, closed);
      open.add(peer);
      peer.begin(protocol(peer, handler, options));
      if (grace !== undefined) peer.drain(grace);
      clock ??= setInterval(sweep, tickOf(limits)).unref();
    },
    async drain(within = Infinity) {
      grace = Math.min(graceTime, within / 2);
      for (const peer of open) peer.drain(grace);
      if (open.size === 0) return 0;
      const emptied = new Promise<void>((resolve) => {
        empty = resolve;
      });
      let late: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        if (within !== Infinity) late = setTimeout(resolve, within);
      });
      await Promise.race([emptied, timeout]);
      clearTimeout(late);
      let broken = 0;
      for (const peer of open) if (peer.stop()) broken++;
      return broken;
    },
  };
}

/** Milliseconds for a request that was sent before its sender could know that we stop. */
const graceTime = 1000;

/** Characters that are not held back. */
const largeText = 16_384;

class SocketPeer implements Peer {
  readonly facts: PeerFacts;
  readonly #socket: Socket;
  readonly #closed: (peer: SocketPeer) => void;
  #connection!: Connection;
  #drained: { readonly promise: Promise<void>; resolve(): void } | undefined;
  /** When something last moved, or the phase began. */
  #since = Date.now();
  /** When the exchange under way began, at the latest. */
  #began = Date.now();
  #served = 0;
  /** When we ended our side, or last had something to send after that. */
  #ended: number | undefined;
  /** When something last came after that. */
  #heard = 0;
  #phase: Phase = "idle";
  #taken = 0;
  /** The other side has ended: it may be gone, or only have no more to send. */
  #half = false;
  #grace: NodeJS.Timeout | undefined;
  #lost = false;
  /** What one packet makes goes out as one: text in one string, which costs less than to cork; all else corked. */
  #batching = false;
  #text = "";
  #corked = false;

  constructor(socket: Socket, closed: (peer: SocketPeer) => void) {
    this.#socket = socket;
    this.#closed = closed;
    this.facts = factsOf(socket);
  }

  begin(connection: Connection): void {
    const socket = this.#socket;
    this.#connection = connection;
    socket.setNoDelay?.(true);
    socket.on("data", (wire: Uint8Array) => {
      // A head has to come as a whole; elsewhere, every byte is a sign of life. After our end, none is a sign that ours are taken.
      if (this.#ended !== undefined) this.#heard = Date.now();
      else if (connection.phase !== "head") this.#since = Date.now();
      this.#batching = true;
      connection.receive(wire);
      this.#flush();
    });
    socket.on("end", () => {
      this.#half = true;
      this.#since = Date.now();
      connection.finish();
    });
    socket.on("drain", () => this.#goOn());
    // "close" follows, and tells all there is to tell.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#lost = true;
      clearInterval(this.#grace);
      this.#resolve();
      connection.lost();
      this.#closed(this);
    });
  }

  write(wire: Wire): boolean {
    if (this.#lost) return true;
    if (typeof wire === "string") {
      if (!this.#batching) return this.#socket.write(wire, "latin1");
      this.#text += wire;
      return this.#text.length < largeText ? !this.#socket.writableNeedDrain : this.#sendText();
    }
    if (this.#batching && !this.#corked) {
      this.#corked = true;
      this.#socket.cork();
    }
    this.#sendText();
    return this.#socket.write(wire);
  }

  drained(): Promise<void> {
    if (this.#lost || !this.#socket.writableNeedDrain) return Promise.resolve();
    this.#drained ??= withResolver();
    return this.#drained.promise;
  }

  end(): void {
    this.#flush();
    this.#since = Date.now();
    this.#ended = this.#since;
    this.#socket.end();
  }

  destroy(): void {
    breakOff(this.#socket);
  }

  /** Has no more time. True where answers are broken off by that. */
  stop(): boolean {
    const answered = this.#ended !== undefined && this.#socket.writableLength === 0;
    if (answered) this.#socket.destroy();
    else this.destroy();
    return !answered;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends after what is under way, or the next request, or where there is none after `grace` milliseconds. */
  drain(grace: number): void {
    const connection = this.#connection;
    connection.drain();
    clearInterval(this.#grace);
    this.#grace = setInterval(() => {
      const { phase } = connection;
      if (this.#ended === undefined && (phase === "idle" || phase === "rest")) connection.expire();
    }, grace);
  }

  /** Ends what has been too long in its phase. */
  watch(now: number, limits: GatewayLimits): void {
    const { phase, served } = this.#connection;
    const taken = takenOf(this.#socket);
    if (phase !== this.#phase || taken !== this.#taken) this.#since = now;
    if (phase === "idle" || served !== this.#served) this.#began = now;
    this.#phase = phase;
    this.#taken = taken;
    this.#served = served;
    const { idleTime, headTime, stallTime } = limits;
    const slow = this.#socket.writableLength > 0 ? stallTime : null;
    if (this.#ended !== undefined) {
      this.#watchEnd(now, this.#ended, stallTime);
      return;
    }
    const answer = this.#half ? stallTime : slow;
    const most = { idle: slow ?? idleTime, head: headTime, body: stallTime, rest: stallTime, answer }[phase];
    const total = phase === "idle" ? null : limits.totalTime;
    if ((most === null || now - this.#since <= most) && (total === null || now - this.#began <= total)) return;
    // Who does not take its answers reads no goodbye either.
    if (phase === "idle" && slow !== null) this.destroy();
    else this.#connection.expire();
  }

  /** What still has to go out may take as long as ever; then the peer has its time to end its side. */
  #watchEnd(now: number, ended: number, stallTime: number | null): void {
    if (this.#socket.writableLength > 0) {
      this.#ended = now;
      if (stallTime !== null && now - this.#since > stallTime) this.destroy();
    } else if (hasLingered(now, ended, this.#heard, this.#grace !== undefined)) {
      // No reset: what the system has of the answer still goes out.
      this.#socket.destroy();
    }
  }

  #flush(): void {
    this.#batching = false;
    this.#sendText();
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket.uncork();
  }

  #sendText(): boolean {
    if (this.#text === "") return true;
    const text = this.#text;
    this.#text = "";
    return this.#socket.write(text, "latin1");
  }

  #resolve(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  /** What was held back for want of room goes out as one too. */
  #goOn(): void {
    const drained = this.#drained;
    if (drained === undefined) return;
    this.#batching = true;
    this.#resolve();
    drained.promise.then(() => this.#flush());
  }
}

/** A reset and not an end: what was sent is not taken for all there is. Only TCP has one. */
export function breakOff(socket: Socket): void {
  if (socket.remoteAddress !== undefined && !("encrypted" in socket)) socket.resetAndDestroy();
  else socket.destroy();
}

/** A number that changes when the other end takes something: of what waits in Node too, and of a write that has not wholly gone out. */
function takenOf(socket: Socket): number {
  // As the timeout of node:net does: there is no public name for what is left of a write.
  const { _handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return socket.bytesWritten - socket.writableLength - (_handle?.writeQueueSize ?? 0);
}

function withResolver(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export function factsOf(socket: Socket): PeerFacts {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  const scheme = "encrypted" in socket ? "https" : "http";
  if (remoteAddress === undefined) return { scheme };
  return {
    scheme,
    remoteAddr: remoteAddress as ByteString,
    remotePort: String(remotePort) as ByteString,
    localAddr: localAddress as ByteString | undefined,
    localPort: (localPort === undefined ? undefined : String(localPort)) as ByteString | undefined,
  };
}
