/** Values of one model as values of another, through the hub. */
import { readChunk, readHeaders, readStatus, writeChunk, writeHeaders, writeStatus } from "./answer.ts";
import { readFragment, writeFragment } from "./environ.ts";
import type { Chunk, Environ, Headers, Profile, Status } from "./profile.ts";

/**
 * An environ of one model as the environ of another. A part of an environ gives that part: what is not
 * there is not invented. Variables that neither model declares are carried across by reference.
 *
 * @throws {StringModelError} as `readFragment` and `writeFragment` do.
 */
export function transcodeEnviron<From extends Profile, To extends Profile>(from: From, to: To, environ: Environ<From>): Environ<To> {
  return writeFragment(to, readFragment(from, environ));
}

/** An answer with its body in memory: the three values in the types of one model. */
export interface AnswerOf<P extends Profile> {
  readonly status: Status<P>;
  readonly headers: Headers<P>;
  readonly body: readonly Chunk<P>[];
}

/**
 * An answer of one model as an answer of another, in the first type that the other accepts.
 *
 * A reason phrase is lost where the other has no room for one (ASGI), and the registered one is put in
 * where the one has none and the other demands it.
 *
 * @throws {StringModelError} as `readStatus`, `readHeaders` and `readChunk` do.
 */
export function transcodeAnswer<From extends Profile, To extends Profile>(from: From, to: To, answer: AnswerOf<From>): AnswerOf<To> {
  return {
    status: writeStatus(to, readStatus(from, answer.status)),
    headers: writeHeaders(to, readHeaders(from, answer.headers)),
    body: answer.body.map((chunk) => writeChunk(to, readChunk(from, chunk))),
  };
}
