/** A row of the table of differences: who differs from us, in what, and who is right. */
import type { Difference, Message } from "./handed.ts";

/** Of the servers that somebody else wrote, and our own gateway over node:http, which is compared as they are. */
export type ServerName =
  | "wsgiref"
  | "gunicorn"
  | "waitress"
  | "uWSGI"
  | "cheroot"
  | "cheroot u0"
  | "mod_wsgi"
  | "uvicorn"
  | "uvicorn wsgi"
  | "asgiref"
  | "a2wsgi"
  | "node:http";

export type Verdict = "ours-wrong" | "theirs-wrong" | "choice";

export interface Row {
  readonly verdict: Verdict;
  /** It has to be needed for each of them. */
  readonly servers: readonly ServerName[];
  explains(difference: Difference, message: Message): boolean;
  /** What they do. */
  readonly what: string;
  /** The rule that is broken, or where the choice is said. */
  readonly why: string;
}

/** Behind h11, whose reader is then the same. */
export const h11: readonly ServerName[] = ["uvicorn", "uvicorn wsgi", "asgiref", "a2wsgi"];
/** Bridges from WSGI to ASGI. */
export const bridges: readonly ServerName[] = ["uvicorn wsgi", "asgiref", "a2wsgi"];
export const bothCheroots: readonly ServerName[] = ["cheroot", "cheroot u0"];

const isOne = (names: readonly string[], { name }: Message): boolean => names.includes(name.replace(/\.http$/, ""));
const isStatus = (answer: string | undefined): boolean => answer !== "handed on";

type Words = readonly [verdict: Verdict, what: string, why: string];

/** What we refuse of the corpus, and they hand on. */
export const handsOn = (servers: readonly ServerName[], messages: readonly string[], [verdict, what, why]: Words): Row => ({
  verdict,
  servers,
  explains: ({ variable, ours, theirs }, message) =>
    variable === "answer" && isStatus(ours) && theirs === "handed on" && isOne(messages, message),
  what: `hand on ${what}`,
  why,
});

/** What we hand on, and they answer themselves, or do not. */
export const answers = (servers: readonly ServerName[], when: (message: Message) => boolean, [verdict, what, why]: Words): Row => ({
  verdict,
  servers,
  explains: ({ variable, ours, theirs }, message) => variable === "answer" && ours === "handed on" && isStatus(theirs) && when(message),
  what,
  why,
});

/** What both refuse, each in its own way. */
export const refuses = (servers: readonly ServerName[], status: RegExp, [verdict, what, why]: Words): Row => ({
  verdict,
  servers,
  explains: ({ variable, ours, theirs }) => variable === "answer" && isStatus(ours) && status.test(theirs!),
  what,
  why,
});

/** Of what both hand on. */
export const differs = (
  servers: readonly ServerName[],
  variable: RegExp,
  when: (difference: Difference, message: Message) => boolean,
  [verdict, what, why]: Words,
): Row => ({
  verdict,
  servers,
  explains: (difference, message) => difference.variable !== "answer" && variable.test(difference.variable) && when(difference, message),
  what,
  why,
});
