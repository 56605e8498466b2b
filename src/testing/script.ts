/** What an application does, as data: so that two ways of running it can be compared, and a counterexample be shrunk. */
import * as fc from "fast-check";
import type { Answer, ConventionName, Profile } from "../profile.ts";
import { type ArbitraryAnswer, arbitraryAnswer, type HubAnswer } from "./arbitrary-answer.ts";
import { spell } from "./spellings.ts";

/** One thing that an application does; values are of its model. */
export type Step =
  /** start_response(); ASGI's http.response.start. */
  | { readonly do: "start"; readonly status: unknown; readonly headers: readonly unknown[]; readonly excInfo?: boolean }
  /** Calls what start_response() returned. */
  | { readonly do: "write"; readonly chunk: unknown }
  /** A chunk of its body; ASGI's http.response.body. In ASGI `more` is more_body, and either may be left out. */
  | { readonly do: "chunk"; readonly chunk?: unknown; readonly more?: boolean }
  | { readonly do: "fail"; readonly error: unknown };

/** What its body is. `closable`: an iterator with a `close`. ASGI has no shapes. */
export type Shape = "list" | "closable" | "generator" | "async closable" | "async generator";

export interface Script {
  readonly shape: Shape;
  /** The application is an async function. */
  readonly promised: boolean;
  /** What comes before the first chunk is done in the call itself, and not when the body is first asked for a chunk. */
  readonly early: boolean;
  /** (body, status, headers) instead of (status, headers, body), where the answer is a triple. */
  readonly turned: boolean;
  /** In order. In a triple the one start is where the answer's head is. */
  readonly steps: readonly Step[];
}

/** A script, and the response that it has to come to. */
export interface ArbitraryScript {
  readonly script: Script;
  readonly meaning: HubAnswer;
}

/**
 * Any legal order of calls of the profile's convention, with any answer: early and late start_response(), empty chunks before
 * and after it, a head that is replaced with exc_info, write(), bodies of every shape, both orders of a triple, ASGI's messages
 * with and without what may be left out.
 */
export function arbitraryScript<P extends Profile>(profile: P): fc.Arbitrary<ArbitraryScript> {
  return scripts[profile.convention](profile);
}

const scripts: { readonly [C in ConventionName]: (profile: Profile) => fc.Arbitrary<ArbitraryScript> } = {
  start_response: startResponseScript,
  triple: tripleScript,
  asgi: asgiScript,
};

const shapes = fc.constantFrom<Shape>("list", "closable", "generator", "async closable", "async generator");
const few = fc.nat({ max: 2 });

const start = ({ answer }: ArbitraryAnswer, excInfo = false): Step => ({
  do: "start",
  status: answer.status,
  headers: answer.headers,
  ...(excInfo && { excInfo }),
});
const chunk = (value: unknown): Step => ({ do: "chunk", chunk: value });

function startResponseScript(profile: Profile): fc.Arbitrary<ArbitraryScript> {
  const { response } = profile;
  const write =
    "standing" in response.write ? (response.write.standing === "deprecated" ? response.write.answer : undefined) : response.write;
  return fc
    .record({
      given: arbitraryAnswer(profile),
      replaced: fc.option(arbitraryAnswer(profile)),
      shape: shapes,
      promised: fc.boolean(),
      late: fc.boolean(),
      empties: fc.tuple(few, few),
      written: few,
    })
    .map(({ given, replaced, shape, promised, late, empties: [before, after], written }) => {
      const early = !late || shape === "list";
      const nothing = Array.from({ length: 2 }, () => chunk(response.body.accepts[0].decode(new Uint8Array(0))));
      const head = replaced ? [start(replaced), ...(early ? [] : nothing.slice(0, after)), start(given, true)] : [start(given)];
      // PEP 3333, The write() Callable: not from within the iterable.
      const writes = early && write ? writable(write, given, written) : [];
      const rest = given.answer.body.slice(writes.length).map(chunk);
      const steps = [...(early ? [] : nothing.slice(0, before)), ...head, ...writes, ...nothing.slice(0, after), ...rest];
      return { script: { shape, promised, early, turned: false, steps }, meaning: given.meaning };
    });
}

/** The first chunks as write() takes them; fewer where it takes none of that bytes. */
function writable(write: Answer, { answer }: ArbitraryAnswer, most: number): Step[] {
  const takes = (value: unknown) => write.accepts.some(({ python }) => python.type === (typeof value === "string" ? "str" : "bytes"));
  const end = answer.body.findIndex((value) => !takes(value));
  return answer.body.slice(0, Math.min(most, end < 0 ? most : end)).map((value) => ({ do: "write", chunk: value }));
}

function tripleScript(profile: Profile): fc.Arbitrary<ArbitraryScript> {
  return fc
    .record({ given: arbitraryAnswer(profile), shape: shapes, promised: fc.boolean(), turned: fc.boolean() })
    .map(({ given, ...how }) => ({
      script: { ...how, early: true, steps: [start(given), ...given.answer.body.map(chunk)] },
      meaning: given.meaning,
    }));
}

function asgiScript(profile: Profile): fc.Arbitrary<ArbitraryScript> {
  return fc.record({ given: arbitraryAnswer(profile), apart: fc.boolean(), terse: fc.boolean() }).map(({ given, apart, terse }) => {
    const more = given.answer.body.map((value): Step => ({ do: "chunk", chunk: value, more: true }));
    const end: Step = terse ? { do: "chunk" } : { do: "chunk", chunk: spell(profile.response.body, "", 0, "").value, more: false };
    const last = more.at(-1);
    const steps =
      apart || !last ? [...more, end] : [...more.slice(0, -1), terse ? chunk(given.answer.body.at(-1)) : { ...last, more: false }];
    return {
      script: { shape: "list", promised: true, early: true, turned: false, steps: [start(given), ...steps] },
      meaning: given.meaning,
    };
  });
}
