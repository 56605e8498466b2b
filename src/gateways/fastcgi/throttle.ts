/**
 * Back-pressure on a connection that several request bodies share, since FastCGI has none for one of them.
 *
 * Web servers that send one request at a time are simply held back. Where several may be under way, a body that nobody reads
 * must not keep the others waiting: what comes of it is kept, up to a limit that all of them share, and then the connection is
 * held back after all, until somebody reads or the bodies are given up.
 */
import type { Peer } from "../connection.ts";
import { chunkCost, type Flow } from "../incoming-body.ts";

/** Bytes beyond what a body keeps by itself, with what each chunk costs. */
const mostKept = 1 << 20;

export class Throttle {
  readonly #peer: Peer;
  /** Of each body that wants no more, the bytes that came all the same. */
  readonly #kept = new Map<object, number>();
  #sum = 0;
  #paused = false;
  #shared = false;
  #behind = false;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Bodies that nobody reads keep others from going on. */
  get blocked(): boolean {
    return this.#shared && this.#full;
  }

  /** From now on several requests may come at once. */
  share(): void {
    this.#shared = true;
    this.#turn();
  }

  flow(owner: object): Flow {
    return {
      pause: () => {
        this.#kept.set(owner, 0);
        this.#turn();
      },
      resume: () => this.forget(owner),
    };
  }

  /** A chunk has come for this body, which may want no more. */
  took(owner: object, length: number): void {
    const before = this.#kept.get(owner);
    if (before === undefined) return;
    this.#kept.set(owner, before + length + chunkCost);
    this.#sum += length + chunkCost;
    this.#turn();
  }

  /** True of a body that wants no more for now. */
  holds(owner: object): boolean {
    return this.#kept.has(owner);
  }

  /** Nothing more is read until the web server has taken what is on its way to it. */
  async catchUp(): Promise<void> {
    if (this.#behind) return;
    this.#behind = true;
    this.#turn();
    await this.#peer.drained();
    this.#behind = false;
    this.#turn();
  }

  /** What has come of this body counts no longer. */
  forget(owner: object): void {
    this.#sum -= this.#kept.get(owner) ?? 0;
    this.#kept.delete(owner);
    this.#turn();
  }

  get #full(): boolean {
    return this.#kept.size > 0 && (!this.#shared || this.#sum > mostKept);
  }

  #turn(): void {
    const pause = this.#behind || this.#full;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#peer.pause();
    else this.#peer.resume();
  }
}
