/**
 * `wsgi.input`: a request body as the file-like object of PEP 3333 (Input and Error Streams).
 *
 * A read without a size, or past the end, ends where Content-Length says. Python reads wait for a client; a
 * function of JavaScript cannot, so what is read at once has to be at hand: see `readAhead`.
 */
import { ChunkQueue } from "./chunk-queue.ts";
import { typeName } from "./codec.ts";
import { StringModelError } from "./errors.ts";
import type { Body, Gone } from "./exchange.ts";

/** A body to be read as bytes. Iterating gives lines, as in Python. */
export interface InputStream extends Iterable<Uint8Array> {
  /** Up to `size` bytes, fewer only at the end, where there are none; without a size (or with a negative one) all that is left. */
  read(size?: number): Uint8Array;
  /** Up to and including the next line feed, and at most `size` bytes. */
  readline(size?: number): Uint8Array;
  /** The lines that are left; with a hint, only until so many bytes are read. */
  readlines(hint?: number): Uint8Array[];
  /** The bytes that are left, as they arrive: reading waits for the client, and the client for the reader. */
  chunks(): AsyncIterable<Uint8Array>;
}

const nothing = new Uint8Array(0);
const lineFeed = 10;
/** How much is asked of another server's stream at a time. */
const step = 65536;

/** An input over the hub's body. */
export class BodyInput implements InputStream {
  /** The same bytes as the hub's body again: an environ that is read back carries its input by reference. */
  readonly body: Body;
  /** The request's: an adapter behind this environ hears of it too. */
  readonly gone: Gone | undefined;
  readonly #sync: boolean;
  #source: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined;
  readonly #from: Body;
  readonly #length: () => number;
  /** Bytes of the source that may still be taken. */
  #left = -1;
  /** Taken from the source and not yet read. */
  readonly #ahead = new ChunkQueue();
  #ended = false;
  #closed = false;

  /** `length` is what Content-Length says, Infinity where nothing does; it is asked at the first read. */
  constructor(from: Body, length: () => number, gone?: Gone) {
    this.gone = gone;
    this.#from = from;
    this.#length = length;
    this.#sync = Symbol.iterator in from;
    this.body = this.#sync ? new SyncBody(this) : new AsyncBody(this);
  }

  read(size?: number): Uint8Array {
    const wanted = sizeOf(size);
    this.#open();
    const parts: Uint8Array[] = [];
    let missing = wanted;
    while (missing > 0) {
      const chunk = this.#take(missing);
      if (chunk === undefined) break;
      parts.push(chunk);
      missing -= chunk.length;
    }
    return joined(parts);
  }

  readline(size?: number): Uint8Array {
    let missing = sizeOf(size);
    this.#open();
    const parts: Uint8Array[] = [];
    while (missing > 0) {
      const chunk = this.#take(missing, lineFeed);
      if (chunk === undefined) break;
      parts.push(chunk);
      if (chunk.at(-1) === lineFeed) break;
      missing -= chunk.length;
    }
    return joined(parts);
  }

  readlines(hint?: number): Uint8Array[] {
    const lines: Uint8Array[] = [];
    const enough = hint === undefined || hint <= 0 ? Infinity : hint;
    for (let read = 0; read < enough; ) {
      const line = this.readline();
      if (line.length === 0) break;
      lines.push(line);
      read += line.length;
    }
    return lines;
  }

  *[Symbol.iterator](): Iterator<Uint8Array> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    for (let chunk = await this.nextChunk(); chunk !== undefined; chunk = await this.nextChunk()) yield chunk;
  }

  /** True when everything that is left can be read at once. */
  get atHand(): boolean {
    return this.#sync || this.#ended;
  }

  /** True when it is known that nothing is left. */
  get ended(): boolean {
    return this.#ahead.length === 0 && (this.#ended || this.#left === 0);
  }

  /**
   * Waits until everything is at hand, in memory.
   *
   * @throws {StringModelError} TOO_LARGE when it is more than `limit` bytes; they are not read to the end.
   */
  async readAhead(limit: number): Promise<void> {
    const tooLarge = () => new StringModelError("TOO_LARGE", `the body is longer than ${limit} bytes`);
    if (this.#allowance() > limit && this.#left !== Infinity) throw tooLarge();
    let total = 0;
    const taken = new Gathered();
    for (let chunk = await this.#pull(); chunk !== undefined; chunk = await this.#pull()) {
      total += chunk.length;
      if (total > limit) throw tooLarge();
      taken.add(chunk);
    }
    for (const chunk of taken.whole()) this.#ahead.push(chunk);
  }

  /** The response is over: whoever still holds the input reads no more of it. */
  close(): void {
    this.#closed = true;
    this.#ahead.clear();
  }

  /** @internal The next bytes as they come, undefined at the end. */
  nextChunk(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    this.#open();
    return this.#ahead.take() ?? this.#pull();
  }

  /** @internal The same of a source that need not be waited for. */
  nextChunkNow(): Uint8Array | undefined {
    this.#open();
    return this.#take(Infinity);
  }

  #open(): void {
    if (this.#closed) throw new StringModelError("INPUT_CLOSED", "read after the response had ended", { key: "input" });
  }

  /** At most `size` of the next bytes, and none after the byte `last`; undefined at the end. @throws {StringModelError} INPUT_NOT_AT_HAND */
  #take(size: number, last?: number): Uint8Array | undefined {
    const chunk = this.#ahead.take() ?? this.#pullNow();
    if (chunk === undefined) return undefined;
    const first = chunk.length > size ? chunk.subarray(0, size) : chunk;
    const end = last === undefined ? 0 : first.indexOf(last) + 1;
    const taken = end > 0 ? first.subarray(0, end) : first;
    if (taken.length < chunk.length) this.#ahead.putBack(chunk.subarray(taken.length));
    return taken;
  }

  #pullNow(): Uint8Array | undefined {
    if (this.#ended || this.#allowance() === 0) return undefined;
    if (!this.#sync)
      throw new StringModelError("INPUT_NOT_AT_HAND", "the body has not arrived; iterate over chunks() to wait for it", { key: "input" });
    this.#source ??= (this.#from as Iterable<Uint8Array>)[Symbol.iterator]();
    for (;;) {
      if (this.#from instanceof FileBody) this.#from.most = this.#left;
      const { done, value } = (this.#source as Iterator<Uint8Array>).next();
      const chunk = this.#accept(done, value);
      if (chunk === undefined || chunk.length > 0) return chunk;
    }
  }

  async #pullLater(): Promise<Uint8Array | undefined> {
    if (this.#ended || this.#allowance() === 0) return undefined;
    this.#source ??= (this.#from as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await (this.#source as AsyncIterator<Uint8Array>).next();
      const chunk = this.#accept(done, value);
      if (chunk === undefined || chunk.length > 0) return chunk;
    }
  }

  #pull(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return this.#sync ? this.#pullNow() : this.#pullLater();
  }

  #allowance(): number {
    if (this.#left < 0) this.#left = this.#length();
    return this.#left;
  }

  /** A chunk of the source, cut where Content-Length ends. */
  #accept(done: boolean | undefined, value: unknown): Uint8Array | undefined {
    if (done) {
      this.#ended = true;
      return undefined;
    }
    if (!(value instanceof Uint8Array)) throw new StringModelError("WRONG_TYPE", `gives ${typeName(value)}, not bytes`, { key: "input" });
    const chunk = value.length > this.#left ? value.subarray(0, this.#left) : value;
    this.#left -= chunk.length;
    return chunk;
  }
}

/** Chunks in order, small ones copied together: a chunk of one byte is an object of two hundred. */
class Gathered {
  readonly #chunks: Uint8Array[] = [];
  #block = nothing;
  #size = 512;
  #used = 0;

  add(chunk: Uint8Array): void {
    if (chunk.length >= 1024) {
      this.#seal();
      this.#chunks.push(chunk);
      return;
    }
    if (this.#used + chunk.length > this.#block.length) {
      this.#seal();
      this.#size = Math.min(step, this.#size * 2);
      this.#block = new Uint8Array(this.#size);
    }
    this.#block.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  whole(): readonly Uint8Array[] {
    this.#seal();
    return this.#chunks;
  }

  #seal(): void {
    if (this.#used > 0) this.#chunks.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }
}

class SyncBody implements Iterable<Uint8Array> {
  readonly input: BodyInput;
  constructor(input: BodyInput) {
    this.input = input;
  }
  *[Symbol.iterator](): Iterator<Uint8Array> {
    for (let chunk = this.input.nextChunkNow(); chunk !== undefined; chunk = this.input.nextChunkNow()) yield chunk;
  }
}

class AsyncBody implements AsyncIterable<Uint8Array> {
  readonly input: BodyInput;
  constructor(input: BodyInput) {
    this.input = input;
  }
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.input.chunks()[Symbol.asyncIterator]();
  }
}

/** An input over a body; the input that the body is of, where it came from an environ. `length` as for `BodyInput`. */
export function openInput(body: Body, length: () => number, gone?: Gone): InputStream {
  const carried = body instanceof SyncBody || body instanceof AsyncBody || body instanceof OpaqueBody;
  return carried ? (body.input as InputStream) : new BodyInput(body, length, gone);
}

/** The hub's body of what an environ has as its input: ours, another server's file-like object, or chunks. */
export function bodyOf(input: unknown): Body {
  if (input instanceof BodyInput) return input.body;
  if (typeof input === "object" && input !== null) {
    if ("read" in input && typeof input.read === "function") return new FileBody(input as { read(size: number): unknown });
    if (Symbol.iterator in input || Symbol.asyncIterator in input) return input as Body;
  }
  return new OpaqueBody(input);
}

/** Something that cannot be read here: a stream that was noted in JSON. It is carried by reference. */
class OpaqueBody implements Iterable<Uint8Array> {
  readonly input: unknown;
  constructor(input: unknown) {
    this.input = input;
  }
  [Symbol.iterator](): Iterator<Uint8Array> {
    throw new StringModelError("WRONG_TYPE", `is ${typeName(this.input)}, not a stream`, { key: "input" });
  }
}

/** Another server's file-like object. It may wait for ever past the end: whoever reads it stops at Content-Length. */
export class FileBody implements Iterable<Uint8Array> {
  readonly #file: { read(size: number): unknown };
  /** What may still be asked for. */
  most = Infinity;
  constructor(file: { read(size: number): unknown }) {
    this.#file = file;
  }
  *[Symbol.iterator](): Iterator<Uint8Array> {
    for (;;) {
      const chunk = this.#file.read(Math.min(step, this.most));
      if (!(chunk instanceof Uint8Array))
        throw new StringModelError("WRONG_TYPE", `read() gives ${typeName(chunk)}, not bytes`, { key: "input" });
      if (chunk.length === 0) return;
      yield chunk;
    }
  }
}

function sizeOf(size: number | undefined): number {
  if (size === undefined || size === null || size < 0) return Infinity;
  if (!Number.isInteger(size)) throw new StringModelError("WRONG_TYPE", "a size is an integer", { key: "input" });
  return size;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 0) return nothing;
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
