/** The legal order of calls of a convention, as one table: the code steps through it, lint reports from it, the docs print it. */
import { type ErrorCode, StringModelError } from "../errors.ts";

/** A call that must not happen in a state. */
export interface Refused {
  readonly refused: ErrorCode;
  readonly source: string;
}

/** What the application may call, and a server sees happen, in each state. */
export interface Order<S extends string = string, C extends string = string> {
  readonly title: string;
  readonly first: S;
  /** What has happened when a response is in this state. */
  readonly states: { readonly [state in S]: string };
  readonly calls: { readonly [call in C]: string };
  /** The state after the call, or why it is refused. */
  readonly moves: { readonly [state in S]: { readonly [call in C]: S | Refused } };
}

export const refused = (code: ErrorCode, source: string): Refused => ({ refused: code, source });

/** The state after `call`. @throws {StringModelError} the code that the table has for a call that is refused. */
export function move<S extends string, C extends string>(order: Order<S, C>, state: S, call: C, profile: string): S {
  const next: S | Refused = order.moves[state][call];
  if (typeof next === "string") return next;
  throw new StringModelError(next.refused, `${order.states[state]} (${next.source})`, { profile, key: call });
}
