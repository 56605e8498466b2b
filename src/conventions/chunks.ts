/** Iterables of chunks: what is one, and one made another as it passes. How it ends stays the application's. */
import { typeName } from "../codec.ts";
import { freshBytes } from "../codecs/host.ts";
import { StringModelError } from "../errors.ts";
import type { Chunks } from "./app.ts";
import { closeAfter, closeIn, release } from "./release.ts";

/** Bytes and a str are no iterables of chunks. */
export const isIterable = (value: unknown): value is Chunks<unknown> =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Uint8Array) &&
  (Symbol.iterator in value || Symbol.asyncIterator in value);

/** What is given in the place of a body: a str or bytes would be taken character by character. */
export const notIterable = (value: unknown, profile: string): StringModelError =>
  new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not an iterable of chunks`, { profile, key: "body" });

/** A list stays a list where all of its chunks can be changed; else those before the first that cannot are still given. */
export function mapChunks<A, B>(chunks: Chunks<A>, change: (chunk: A) => B): Chunks<B> {
  if (Array.isArray(chunks) && !("close" in chunks)) {
    try {
      return chunks.map((chunk) => change(chunk));
    } catch {
      // It will throw again, in its place.
    }
  }
  return Symbol.iterator in chunks ? new Mapped(chunks, change) : new MappedLater(chunks, change);
}

class Mapped<A, B> implements Iterable<B>, Iterator<B> {
  readonly #chunks: Chunks<A>;
  readonly #change: (chunk: A) => B;
  #iterator: Iterator<A> | undefined;

  constructor(chunks: Chunks<A>, change: (chunk: A) => B) {
    this.#chunks = chunks;
    this.#change = change;
  }
  [Symbol.iterator]() {
    return this;
  }
  next(): IteratorResult<B> {
    this.#iterator ??= (this.#chunks as Iterable<A>)[Symbol.iterator]();
    const { done, value } = this.#iterator.next();
    if (done) return { done, value: undefined };
    try {
      return { done: false, value: this.#change(value) };
    } catch (error) {
      // Its own iterator has not failed, and nobody else will end it.
      return closeAfter(error, { close: () => void this.#iterator?.return?.() }) as never;
    }
  }
  return(): IteratorResult<B> {
    if (this.#iterator) this.#iterator.return?.();
    else (this.#chunks as { return?(): unknown }).return?.();
    return { done: true, value: undefined };
  }
  close(): unknown {
    return closeIn(this.#chunks);
  }
}

class MappedLater<A, B> implements AsyncIterable<B>, AsyncIterator<B> {
  readonly #chunks: Chunks<A>;
  readonly #change: (chunk: A) => B;
  #iterator: AsyncIterator<A> | undefined;

  constructor(chunks: Chunks<A>, change: (chunk: A) => B) {
    this.#chunks = chunks;
    this.#change = change;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  async next(): Promise<IteratorResult<B>> {
    this.#iterator ??= (this.#chunks as AsyncIterable<A>)[Symbol.asyncIterator]();
    const { done, value } = await this.#iterator.next();
    if (done) return { done, value: undefined };
    try {
      return { done: false, value: this.#change(value) };
    } catch (error) {
      return closeAfter(error, { close: () => this.#iterator?.return?.() });
    }
  }
  async return(): Promise<IteratorResult<B>> {
    if (this.#iterator) await this.#iterator.return?.();
    else await (this.#chunks as { return?(): unknown }).return?.();
    return { done: true, value: undefined };
  }
  close(): unknown {
    return closeIn(this.#chunks);
  }
}

/** A chunk that waits in a queue: the application may write to its own bytes again meanwhile. */
export function kept(given: unknown, chunk: Uint8Array): Uint8Array {
  if (chunk !== given) return chunk;
  const own = freshBytes(chunk.length);
  own.set(chunk);
  return own;
}

/** Closes a body that will not be sent, then throws. @throws `error` */
export const discard = (error: unknown, chunks: unknown): Promise<never> => closeAfter(error, { close: () => release(chunks) });
