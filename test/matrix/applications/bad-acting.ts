/** How a bad application is made: of acts in many shapes, or written out for one convention. */
import { writeChunk, writeHeaders, writeStatus } from "../../../src/answer.ts";
import { get } from "../../../src/environ.ts";
import type { InputStream } from "../../../src/input.ts";
import type { ConventionName, Profile } from "../../../src/profile.ts";
import { request } from "../../../src/testing/request.ts";
import type { Shape } from "../../../src/testing/script.ts";
import { byteString, toBytes } from "../../../src/wire.ts";
import { type Act, perform, start } from "../acts.ts";
import { type Case, type Events, nameOf } from "../observe.ts";

export interface BadCase extends Case {
  /** Bytes that the client gets, where it gets any of the application's. */
  readonly body?: string;
  /** What it throws itself, where that is not the usual. */
  readonly own?: string;
  /** What it notes, where that is not the refusal alone. */
  readonly told?: readonly string[];
  /** How often its close() is called; where there is none, not at all. */
  closes?(profile: Profile): number;
}

// biome-ignore lint/suspicious/noExplicitAny: none of these would compile.
export type Any = any;

export const bodies: readonly Shape[] = ["list", "closable", "generator", "async closable", "async generator"];
/** Those that can fail when they are asked for a chunk. */
export const lazy = bodies.slice(1);

type More = Partial<BadCase> & { readonly late?: boolean };
type Acts = readonly Act[] | ((profile: Profile) => readonly Act[] | undefined);

/** The acts in each of the shapes, by a function and an async one. */
export const acting = (acts: Acts, shapes: readonly Shape[], { late = false, name, ...more }: More = {}): BadCase[] =>
  shapes.flatMap((shape) =>
    [false, true].map((promised) => ({
      name: [promised && "async", late && "late", shape, name].filter(Boolean).join(", "),
      request: () => request("GET /"),
      app(profile: Profile, events: Events) {
        const given = typeof acts === "function" ? acts(profile) : acts;
        return given && perform(profile, { acts: given, shape, promised, late }, events);
      },
      closes: ({ convention }) => (shape.includes("closable") && convention !== "asgi" ? 1 : 0),
      ...more,
    })),
  );

/** The acts with a body that has a close(): where the call itself is refused, only a triple has given it already. */
export const refused = (acts: Acts, more: More = {}): BadCase[] => [
  ...acting(acts, ["closable"], { ...more, closes: ({ convention }) => (convention === "triple" ? 1 : 0) }),
  ...acting(acts, ["closable", "async closable"], { ...more, late: true }),
];

type Applications = { readonly [C in ConventionName]?: (profile: Profile, events: Events) => Any };

/** Written out for one convention or more. */
export const calling = (name: string, apps: Applications, more: Partial<BadCase> = {}): BadCase => ({
  name,
  request: () => request("GET /"),
  app: (profile, events) => apps[profile.convention]?.(profile, events),
  ...more,
});

/* ---- values of a model --------------------------------------------------------- */

export const ok = (profile: Profile) => writeStatus(profile, { status: 200, reason: byteString("OK") });
export const none = (profile: Profile) => writeHeaders(profile, []);
export const one = (profile: Profile, text = "a") => writeChunk(profile, toBytes(byteString(text)));
export const named = (profile: Profile, name: string, value: string) => writeHeaders(profile, [[byteString(name), byteString(value)]]);
export const onlyNumbers = ({ response }: Profile) => !("accepts" in response.status);

/** A status line of any text, where the model has lines. */
export function line({ response: { status } }: Profile, text: string): unknown {
  return "accepts" in status ? status.accepts[0].decode(byteString(text)) : undefined;
}

const takesStr = (profile: Profile) => profile.response.body.accepts.some(({ python }) => python.type === "str");
/** Chunks that no model takes, and a str where bytes are due. */
export const wrong: readonly ((profile: Profile) => unknown)[] = [
  () => 5,
  () => null,
  () => ({}),
  (profile) => (takesStr(profile) ? true : "a str"),
];

export const inputOf = (profile: Profile, environ: unknown) =>
  get(environ, Object.entries(profile.environ).find(([, entry]) => entry.is === "fact" && entry.fact === "input")![0]) as InputStream;

/* ---- acts and calls ------------------------------------------------------------- */

/** What an application throws of its own, unless told. */
export const own = () => new Error("the application's own");

/** The acts in one convention, or in all but one. */
export const only = (name: ConventionName, acts: readonly Act[]) => (profile: Profile) => (profile.convention === name ? acts : undefined);
export const except = (name: ConventionName, acts: readonly Act[]) => (profile: Profile) =>
  profile.convention === name ? undefined : acts;

export const lines = (...headers: (readonly [string, string])[]) => start("200 OK", headers);
export const sized = (length: string) => lines(["Content-Length", length]);
export const opening = (profile: Profile) => ({ type: "http.response.start", status: 200, headers: none(profile) });
export const part = (profile: Profile, more_body = false) => ({ type: "http.response.body", body: one(profile), more_body });

export function giving(profile: Profile, startResponse: Any, body: unknown): Any {
  if (profile.convention === "triple") return [ok(profile), none(profile), body];
  startResponse(ok(profile), none(profile));
  return body;
}

/** A good answer of one chunk, `a`. */
export const answered = (profile: Profile, startResponse: Any): Any => giving(profile, startResponse, [one(profile)]);

/* ---- what it is told, and writes down ---------------------------------------------- */

export const note = (events: Events) => (error: unknown) => void events.push(`told ${nameOf(error)}`);

export function attempt(events: Events, step: () => unknown): void {
  try {
    step();
  } catch (error) {
    note(events)(error);
  }
}
