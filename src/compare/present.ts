/** What a model makes of a request: the environ, its value for a slot, the request handed on. Helpers for properties. */
import { type AnyCodec, isChoice } from "../codec.ts";
import { entriesOf, readEnviron, writeEnviron } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import { type NotedEnviron, note, noteEnviron, noteError } from "../notation.ts";
import type { Profile, Variable } from "../profile.ts";
import type { Slot } from "../slots.ts";
import { toBytes } from "../wire.ts";
import type { Sent } from "./parts.ts";
import type { Exhibit } from "./property.ts";

/** The request that an application of this model can hand on: written to an environ, and read back. */
export function handOn(profile: Profile, request: RawRequest): RawRequest {
  return readEnviron(profile, writeEnviron(profile, request));
}

/** The key and declaration of the variable in which a model holds one of the slots; the first of them that it has. */
export function variableFor(
  profile: Profile,
  ...wanted: readonly Slot[]
): { readonly key: string; readonly variable: Variable } | undefined {
  for (const slot of wanted) {
    for (const [key, entry] of Object.entries(profile.environ)) {
      if (entry.is === "variable" && !entry.mirror && entry.slot === slot) return { key, variable: entry };
    }
  }
  return undefined;
}

/** The variable of the path after the mount, however the model cuts it. Every profile has one. */
export const pathVariable = (profile: Profile) => variableFor(profile, "pathInfo", "path", "quotedPathInfo")!;

/** The values of an environ by key. */
export const valuesOf = (environ: unknown): ReadonlyMap<string, unknown> => new Map(entriesOf(environ));

/** The codec a variable's value was made with, in this environ. */
export function codecIn({ variable }: { variable: Variable }, values: ReadonlyMap<string, unknown>): AnyCodec {
  const model = variable.codec;
  return isChoice(model) ? model.among.find(({ name }) => name === values.get(model.recordedIn))! : model;
}

/** The request messages, and what the model made of them: only the variables named, or its refusal. */
export function exhibit(profile: Profile, sent: readonly Sent[], keys: (key: string) => boolean): Exhibit {
  const [first] = sent;
  const mount = first?.request.scriptName;
  return {
    requests: sent.map(({ wire }) => wire),
    ...(first?.behind && { behind: first.behind }),
    ...(mount && { mount: note(toBytes(mount), "") }),
    made: sent.map(({ request }) => presented(profile, request, keys)),
  };
}

/** The chosen variables of the environ in the notation; a refusal stands there as `error`. */
function presented(profile: Profile, request: RawRequest, keys: (key: string) => boolean): NotedEnviron {
  try {
    const environ = writeEnviron(profile, request);
    const noted = noteEnviron(profile, environ);
    const spelt = [...entriesOf(environ)].map(([key]) => key).sort();
    return noted.filter((_, i) => keys(spelt[i]!));
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return [[{ str: "error" }, { str: noteError(error).error.message }]];
  }
}

/** Keys of the variables that hold the path in any form, and the records of choices made for it. */
export function pathKeys(profile: Profile): (key: string) => boolean {
  const slots: readonly Slot[] = [
    "scriptName",
    "pathInfo",
    "path",
    "rawPath",
    "rawScriptName",
    "rawPathInfo",
    "quotedScriptName",
    "quotedPathInfo",
  ];
  const keys = new Set<string>();
  for (const [key, entry] of Object.entries(profile.environ)) {
    if (entry.is !== "variable" || !slots.includes(entry.slot)) continue;
    keys.add(key);
    if (isChoice(entry.codec)) keys.add(entry.codec.recordedIn);
  }
  return (key) => keys.has(key);
}

/** The key under which a header of a request is found: its own variable, or the list of pairs. */
export function headerKey(profile: Profile, cgi: string): string {
  return profile.headers.as === "pairs" ? profile.headers.key : cgi;
}
