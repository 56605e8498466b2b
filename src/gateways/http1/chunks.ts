/** A chunked body as it comes, cut anywhere (RFC 9112, 7.1). */
import { StringModelError } from "../../errors.ts";
import { readChunkLine, readTrailers } from "./body.ts";
import { Gathered } from "./gathered.ts";
import type { Http1Limits } from "./limits.ts";
import { cr, lf, refuse, tooLarge } from "./syntax.ts";

type State =
  /** The line before a chunk. */
  | "line"
  | "data"
  /** The line end after a chunk. */
  | "cr"
  | "lf"
  | "trailers";

export class ChunkedBody {
  readonly #limits: Http1Limits;
  readonly #line = new Gathered();
  #state: State = "line";
  /** Bytes of the chunk that have not come. */
  #left = 0;
  #total = 0;

  constructor(limits: Http1Limits) {
    this.#limits = limits;
  }

  /**
   * Reads on at `start`, and hands on what is data, in views.
   *
   * @returns the offset after the body, or -1 while more of it is to come: then all bytes are taken
   * @throws {StringModelError} as `readBody` does, but never TRUNCATED
   */
  read(wire: Uint8Array, start: number, give: (chunk: Uint8Array) => void): number {
    let at = start;
    while (at < wire.length) {
      if (this.#state === "data") at = this.#data(wire, at, give);
      else if (this.#state === "cr") at = this.#lineEnd(wire, at, cr, "lf");
      else if (this.#state === "lf") at = this.#lineEnd(wire, at, lf, "line");
      else {
        const last = this.#state === "trailers";
        const end = this.#lines(wire, at);
        if (end === -1) return -1;
        at = end;
        if (last) return at;
      }
    }
    return -1;
  }

  #data(wire: Uint8Array, at: number, give: (chunk: Uint8Array) => void): number {
    const end = Math.min(wire.length, at + this.#left);
    give(wire.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) this.#state = "cr";
    return end;
  }

  #lineEnd(wire: Uint8Array, at: number, byte: number, next: State): number {
    if (wire[at] !== byte) throw refuse("BAD_CHUNK", byte === cr ? "more bytes than the size says" : "CR without LF", at);
    this.#state = next;
    return at + 1;
  }

  /** Reads a line, or the trailers, of which a part may have come before. */
  #lines(wire: Uint8Array, at: number): number {
    const line = this.#line;
    const before = line.length;
    const rest = wire.subarray(at);
    if (!line.add(rest)) return -1;
    const end = this.#read(line.wire);
    if (end === -1) return -1;
    line.clear();
    return at + end - before;
  }

  #read(wire: Uint8Array): number {
    try {
      return this.#state === "trailers" ? readTrailers(wire, 0, this.#limits) : this.#sizeLine(wire);
    } catch (error) {
      if (error instanceof StringModelError && error.code === "TRUNCATED") return -1;
      throw error;
    }
  }

  #sizeLine(wire: Uint8Array): number {
    const { size, end } = readChunkLine(wire, 0, this.#limits.chunkLine);
    const most = this.#limits.body;
    this.#total += size;
    if (most !== null && this.#total > most) throw tooLarge("body", `a body of more than ${most} bytes`, 0);
    this.#left = size;
    this.#state = size === 0 ? "trailers" : "data";
    return end;
  }
}
