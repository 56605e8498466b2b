/** Ending an application's iterable, once, however the response has ended. */
import type { Chunks } from "./app.ts";
import { isPromise } from "./promise.ts";

/**
 * `return()` of a generator, so that its `finally` runs, and the `close()` of PEP 3333. What has no more to give is not
 * returned; what was never started is, if it is its own iterator. A promise when that takes time.
 */
export function release(chunks: unknown, started?: Iterator<unknown> | AsyncIterator<unknown>, exhausted = false): unknown {
  const parts = chunks as (Chunks<unknown> & { return?(): unknown }) | null | undefined;
  const iterator = exhausted ? undefined : (started ?? (typeof parts?.return === "function" ? parts : undefined));
  const close = () => closeIn(parts);
  let returned: unknown;
  try {
    returned = (iterator as { return?(): unknown } | undefined)?.return?.();
  } catch (error) {
    return closeAfter(error, { close });
  }
  if (!isPromise(returned)) return close();
  return returned.then(close, (error) => closeAfter(error, { close }));
}

/** Calls the `close()` of something, if it has one: what is no function is not called. */
export function closeIn(parts: unknown): unknown {
  const closing = parts as { close?: unknown } | null | undefined;
  return typeof closing?.close === "function" ? closing.close() : undefined;
}

/** Closes, then throws `error`; both, should closing fail too. */
export function closeAfter(error: unknown, of: { close(): unknown }): Promise<never> {
  const both = (second: unknown) => new AggregateError([error, second], "the response failed, and so did close()", { cause: error });
  let closed: unknown;
  try {
    closed = of.close();
  } catch (second) {
    throw both(second);
  }
  if (!isPromise(closed)) throw error;
  return closed.then(
    () => {
      throw error;
    },
    (second) => {
      throw both(second);
    },
  );
}
