/** A request's body on its way to an interpreter: none of it before the application wants it, and no more than it has room for. */
import type { Body } from "../../exchange.ts";
import { frame, kinds, piece, prefixFor, window } from "../frames.ts";

export interface BodySink {
  send(wire: Uint8Array): void;
  /** The body cannot be read to its end. */
  broken(error: unknown): void;
}

export class RequestBody {
  readonly #number: number;
  readonly #sink: BodySink;
  readonly #body: Body;
  #chunks: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined;
  #room = window;
  #wake: (() => void) | undefined;
  #over = false;

  constructor(number: number, body: Body, sink: BodySink) {
    this.#number = number;
    this.#sink = sink;
    this.#body = body;
    // What is here need not be asked for.
    if (Array.isArray(body)) void this.#pump();
  }

  /** Another interpreter can be sent all of it. */
  get isWhole(): boolean {
    return this.#chunks === undefined || Array.isArray(this.#body);
  }

  /** Sends until the body ends, or nobody reads it any more. */
  async #pump(): Promise<void> {
    const body = this.#body;
    const chunks = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
    this.#chunks = chunks;
    try {
      for (;;) {
        const { done, value } = await chunks.next();
        if (this.#over) return;
        if (done) break;
        await this.#sendChunk(value);
      }
    } catch (error) {
      if (!this.#over) this.#sink.broken(error);
      this.#over = true;
      return;
    }
    if (!this.#over) this.#sink.send(frame(kinds.bodyEnd, this.#number));
    this.#over = true;
  }

  /** The application wants it, or has taken so much of it. */
  addRoom(bytes: number): void {
    this.#room += bytes;
    if (this.#chunks === undefined && !this.#over) void this.#pump();
    this.#wake?.();
  }

  /** The response has ended: the rest is not read. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#wake?.();
    // What a body says when it is left is no matter of the application's.
    Promise.resolve(this.#chunks?.return?.()).catch(() => {});
  }

  async #sendChunk(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; at += piece) {
      while (this.#room <= 0 && !this.#over) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#over) return;
      const part = chunk.subarray(at, at + piece);
      this.#room -= part.length;
      this.#sink.send(prefixFor(kinds.body, this.#number, part.length));
      this.#sink.send(part);
    }
  }
}
