/** The engine's end of the two rings between it and a thread: what a socket is to a process. */
import { EventEmitter } from "node:events";
import type { Stream } from "../cpython/boot.ts";
import type { Ring } from "./ring.ts";

/** Milliseconds between two looks at a thread that is at work. */
const often = 2;

export class RingStream extends EventEmitter implements Stream {
  readonly #to: Ring;
  readonly #from: Ring;
  #pending: Uint8Array[] = [];
  #corks = 0;
  #closed = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(to: Ring, from: Ring) {
    super();
    this.#to = to;
    this.#from = from;
  }

  write(wire: Uint8Array): boolean {
    this.#pending.push(wire);
    if (this.#corks === 0) this.#flush();
    return this.#pending.length === 0;
  }

  cork(): void {
    this.#corks++;
  }

  uncork(): void {
    this.#corks--;
    if (this.#corks === 0) this.#flush();
  }

  /** The thread has called: there is something to take, or room for more. */
  look(): void {
    this.#from.look();
    this.#take();
    if (this.#corks === 0) this.#flush();
  }

  #take(): void {
    while (this.#from.length > 0 && !this.#closed) {
      const wire = Buffer.allocUnsafe(this.#from.length);
      this.#from.take(wire);
      this.emit("data", wire);
    }
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pending = [];
    setImmediate(() => this.emit("close"));
  }

  /** What does not fit waits until the thread has taken some. */
  #flush(): void {
    if (this.#pending.length === 0 || this.#closed) return;
    const pending = this.#pending;
    this.#pending = [];
    for (const [i, wire] of pending.entries()) {
      const count = this.#write(wire);
      if (count === wire.length) continue;
      this.#pending = [wire.subarray(count), ...pending.slice(i + 1)];
      break;
    }
    this.#to.wake();
    this.#watch ??= setTimeout(this.#look, often).unref();
  }

  /** While the thread is at work, it does not call for each answer; the next one may keep it from calling at all. */
  readonly #look = (): void => {
    this.#watch = undefined;
    this.#take();
    if (!this.#to.isWaitedFor && !this.#closed) this.#watch ??= setTimeout(this.#look, often).unref();
  };

  #write(wire: Uint8Array): number {
    const count = this.#to.write(wire);
    if (count === wire.length) return count;
    this.#to.sayFull();
    // Some may have been taken just before that was said.
    return count + this.#to.write(wire.subarray(count));
  }
}
