/** What each convention's exposing side does alike: hub values in the types of the model that the server speaks. */
import { readChunk, writeChunk } from "../answer.ts";
import { bytes } from "../codecs/bytes.ts";
import { StringModelError } from "../errors.ts";
import type { Body, RawResponse } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import type { Chunks } from "./app.ts";

/** @throws {StringModelError} UNSUPPORTED: no model here has a place for them. */
export function refuseTrailers({ id }: Profile, { trailers }: RawResponse): void {
  if (trailers?.length) throw new StringModelError("UNSUPPORTED", "has no place for trailers", { profile: id, key: "trailers" });
}

/** The body in the profile's first type of chunk: as it is, where that is bytes. */
export function chunksOf(profile: Profile, body: Body): Chunks<unknown> {
  return profile.response.body.accepts[0] === bytes ? body : mapChunks(body, (chunk) => writeChunk(profile, chunk));
}

/**
 * The body of an application of one model for a server of another. An iterable of bytes stays what it is, whatever the
 * server may know about it: a file wrapper, say, or its length. What is no iterable is left to the server to refuse.
 */
export function chunkRelay(from: Profile, to: Profile): (chunks: Chunks<unknown>) => Chunks<unknown> {
  const { accepts } = from.response.body;
  if (accepts.length === 1 && accepts[0] === bytes && to.response.body.accepts[0] === bytes) return (chunks) => chunks;
  const change = (chunk: unknown) => writeChunk(to, readChunk(from, chunk as never));
  return (chunks) => (isIterable(chunks) ? mapChunks(chunks, change) : chunks);
}

/** Bytes and a str are no iterables of chunks. */
export const isIterable = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Uint8Array) &&
  (Symbol.iterator in value || Symbol.asyncIterator in value);

/** Every chunk made another, as it passes; how the body ends stays the application's. */
function mapChunks<A, B>(chunks: Chunks<A>, change: (chunk: A) => B): Chunks<B> {
  if (Array.isArray(chunks) && !("close" in chunks)) return chunks.map(change);
  const close = () => chunks.close?.();
  if (Symbol.iterator in chunks) return { [Symbol.iterator]: () => mapped(chunks[Symbol.iterator](), change), close };
  return { [Symbol.asyncIterator]: () => mappedLater((chunks as AsyncIterable<A>)[Symbol.asyncIterator](), change), close };
}

function mapped<A, B>(from: Iterator<A>, change: (chunk: A) => B): Iterator<B> {
  return {
    next() {
      const { done, value } = from.next();
      return done ? { done, value } : { done: false, value: change(value) };
    },
    return() {
      from.return?.();
      return { done: true, value: undefined };
    },
  };
}

function mappedLater<A, B>(from: AsyncIterator<A>, change: (chunk: A) => B): AsyncIterator<B> {
  return {
    async next() {
      const { done, value } = await from.next();
      return done ? { done, value } : { done: false, value: change(value) };
    },
    async return() {
      await from.return?.();
      return { done: true, value: undefined };
    },
  };
}
