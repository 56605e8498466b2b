/** Values of one model as values of another, through the hub. */
import { readChunk, readHeaders, readStatus, writeChunk, writeHeaders, writeStatus } from "./answer.ts";
import { plainServer } from "./cgi/server-facts.ts";
import { readFragment, writeFragment } from "./environ.ts";
import type { Chunk, Environ, Headers, Profile, Status } from "./profile.ts";
import type { Fact, Fragment } from "./slots.ts";

/**
 * An environ of one model as the environ of another. A part of an environ (without a method) gives that part:
 * what is not there is not invented. A whole one is whole again: an ASGI scope has no `wsgi.input`, and the
 * WSGI environ made of it has an empty one, with the flags of a server of one thread and one process. Variables that neither model declares are carried across by reference.
 *
 * @throws {StringModelError} as `readFragment` and `writeFragment` do.
 */
export function transcodeEnviron<From extends Profile, To extends Profile>(from: From, to: To, environ: Environ<From>): Environ<To> {
  const found = readFragment(from, environ);
  return writeFragment(to, found.method === undefined ? found : withSilentFacts(from, found));
}

/** What the one model has no place for, and the other may demand. What it has a place for, and is not there, stays away. */
function withSilentFacts({ environ }: Profile, found: Fragment): Fragment {
  const entries = Object.values(environ);
  const silent = (fact: Fact) => !entries.some((entry) => entry.is === "fact" && entry.fact === fact);
  const server = { ...found.server };
  for (const fact of ["errors", "multithread", "multiprocess", "runOnce"] as const) {
    if (silent(fact)) Object.assign(server, { [fact]: plainServer[fact] });
  }
  return { ...found, body: silent("input") ? [] : found.body, server };
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
    body: answer.body.map((chunk, i) => writeChunk(to, readChunk(from, chunk, `body[${i}]`))),
  };
}
