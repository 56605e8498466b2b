/** What each convention's exposing side does alike: hub values in the types of the model that the server speaks. */
import { readChunk, writeChunk } from "../answer.ts";
import { bytes } from "../codecs/bytes.ts";
import { StringModelError } from "../errors.ts";
import type { Body, RawResponse } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import type { Chunks } from "./app.ts";
import { isIterable, mapChunks } from "./chunks.ts";

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
 * server may know about it (a file wrapper, say, or its length), if the server takes nothing but bytes. What is no iterable is
 * left to the server to refuse.
 */
export function chunkRelay(from: Profile, to: Profile): (chunks: Chunks<unknown>) => Chunks<unknown> {
  if (takesOnlyBytes(from) && takesOnlyBytes(to)) return (chunks) => chunks;
  const change = (chunk: unknown) => writeChunk(to, readChunk(from, chunk as never));
  return (chunks) => (isIterable(chunks) ? mapChunks(chunks, change) : chunks);
}

const takesOnlyBytes = ({ response: { body } }: Profile): boolean => body.accepts.length === 1 && body.accepts[0] === bytes;
