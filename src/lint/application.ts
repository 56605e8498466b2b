/** What linting an application of any convention begins with. */
import type { ConventionName, Profile } from "../profile.ts";
import type { Fact } from "../slots.ts";
import { lookAt, putInto } from "./dictionary.ts";
import { checkEnviron, type Requested } from "./environ.ts";
import { isObject } from "./facts.ts";
import type { Notes } from "./finding.ts";
import { type Reading, watchErrors, watchInput } from "./streams.ts";

// biome-ignore lint/suspicious/noExplicitAny: a convention is one shape for every profile; `App<P>` guards the door, `lint`.
export type AnyApp = (...args: any[]) => unknown;

/** One convention's half of lint: `app`, with what it is handed and what it answers watched. */
export type Linter = (app: AnyApp, profile: Profile, notes: Notes) => AnyApp;

const parameters: { readonly [convention in ConventionName]: readonly string[] } = {
  start_response: ["environ", "start_response"],
  triple: ["environ"],
  asgi: ["scope", "receive", "send"],
};

/** The arguments that a server calls an application with: as many as the convention has, the callables among them callable. */
export function checkArguments({ convention }: Profile, args: readonly unknown[], { server }: Notes): void {
  const wanted = parameters[convention];
  if (args.length !== wanted.length) server("CALL_ARGUMENTS", `are ${args.length}, not ${wanted.length}`, { key: "arguments" });
  wanted.forEach((name, i) => {
    if (i > 0 && typeof args[i] !== "function") server("NOT_CALLABLE", "is no function", { key: name });
  });
}

export const checkRequest = (profile: Profile, environ: unknown, { server }: Notes): Requested => checkEnviron(profile, environ, server);

/** Puts watched streams in the place of the environ's own. */
export function watchStreams(profile: Profile, environ: unknown, notes: Notes, reading: Reading): void {
  if (!isObject(environ)) return;
  const put = (fact: Fact, watched: (stream: unknown, key: string) => unknown) => {
    const key = keyOf(profile, fact);
    const stream = key === undefined ? undefined : lookAt(environ, key);
    if (key === undefined || !isObject(stream)) return;
    if (!putInto(environ, key, watched(stream, key))) notes.server("ENVIRON_TYPE", "cannot be changed", { key });
  };
  put("input", (stream, key) => watchInput(stream, notes, reading, key));
  put("errors", (stream, key) => watchErrors(stream, notes, key));
}

const keyOf = ({ environ }: Profile, fact: Fact): string | undefined =>
  Object.keys(environ).find((key) => {
    const entry = environ[key]!;
    return entry.is === "fact" && entry.fact === fact;
  });
