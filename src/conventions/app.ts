/** The type of an application, read off the profile that it is written to. */
import type { Answer, Chunk, ConventionName, Environ, Headers, Profile, Status } from "../profile.ts";

export type Awaitable<T> = T | Promise<T>;

/** An application written to `P`. */
export type App<P extends Profile> = Apps<P>[P["convention"]];

/** One member a convention. */
export interface Apps<P extends Profile> {
  start_response: StartResponseApp<P>;
  triple: TripleApp<P>;
  asgi: AsgiApp<P>;
}

// The declaration's names and the members above are the same set; the compiler says so here if they are not.
type Same<A, B extends A> = B;
export type Conventions = Same<keyof Apps<Profile>, ConventionName>;

/**
 * A body: chunks, at once or in time, and what to call when they are not needed any more.
 *
 * A generator need not have a `close`: it is ended as JavaScript ends generators, so that its `finally` runs.
 */
export type Chunks<C> = (Iterable<C> | AsyncIterable<C>) & { close?(): unknown };

/* ---- start_response -------------------------------------------------------- */

/**
 * PEP 3333, Specification Details. A function, a generator function or an async one of either: `start_response` may be
 * called as late as the first chunk that is not empty.
 */
export type StartResponseApp<P extends Profile> = (environ: Environ<P>, startResponse: StartResponse<P>) => Awaitable<Chunks<Chunk<P>>>;

/**
 * PEP 3333, The start_response() Callable. `excInfo` is what was thrown, or Python's `[type, value, traceback]`: before
 * the head is sent it lets a second call replace the first; afterwards it is thrown.
 *
 * Returns `write`. A `write` that returns a promise asks an asynchronous application to wait until the client has taken some.
 */
export type StartResponse<P extends Profile> = (status: Status<P>, headers: Headers<P>, excInfo?: unknown) => Write<P>;

export type Write<P extends Profile> = (chunk: Written<P>) => Awaitable<void>;

/** What `write()` takes; nothing where a proposal has removed it. */
export type Written<P extends Profile> = P["response"]["write"] extends infer W
  ? W extends { readonly standing: "removed" }
    ? never
    : W extends { readonly answer: infer A }
      ? ChunkOf<A>
      : ChunkOf<W>
  : never;

type ChunkOf<A> = A extends Answer<infer Cs> ? Parameters<Cs[number]["encode"]>[0] : never;

/* ---- triple ------------------------------------------------------------------ */

/** PEP 444, Specification Details. The answer is (status, headers, body), or as uWSGI has it (body, status, headers): the types tell which. */
export type TripleApp<P extends Profile> = (environ: Environ<P>) => Awaitable<Triple<P> | LegacyTriple<P>>;

export type Triple<P extends Profile> = readonly [status: Status<P>, headers: Headers<P>, body: Chunks<Chunk<P>>];

/** The order in the first revision's examples. */
export type LegacyTriple<P extends Profile> = readonly [body: Chunks<Chunk<P>>, status: Status<P>, headers: Headers<P>];

/* ---- asgi -------------------------------------------------------------------- */

/** ASGI 3, Applications. Handed an `http` scope; a server that speaks ASGI itself passes its other scopes through. */
export type AsgiApp<P extends Profile> = (
  scope: Environ<P>,
  receive: () => Promise<AsgiReceived>,
  send: (message: AsgiSent<P>) => Promise<void>,
) => Promise<void>;

/** ASGI, Request and Disconnect. */
export type AsgiReceived =
  | { readonly type: "http.request"; readonly body?: Uint8Array; readonly more_body?: boolean }
  | { readonly type: "http.disconnect" };

/** ASGI, Response Start and Response Body. */
export type AsgiSent<P extends Profile> =
  | {
      readonly type: "http.response.start";
      readonly status: Status<P>;
      readonly headers?: Iterable<Headers<P>[number]>;
      readonly trailers?: boolean;
    }
  | { readonly type: "http.response.body"; readonly body?: Chunk<P>; readonly more_body?: boolean };
