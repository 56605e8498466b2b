/** A property is a claim about every profile, checked on generated cases and on the corpus. */
import type * as fc from "fast-check";
import type { RawRequest } from "../exchange.ts";
import type { Notation, NotedEnviron } from "../notation.ts";
import type { Profile } from "../profile.ts";
import type { ByteString } from "../wire.ts";

/** What claims are about, in the order in which a report shows them. */
export const topics = {
  request: "what arrives",
  text: "what a program can do with it",
  answer: "what goes out",
  change: "what moves from one model to another",
} as const;

interface Claim {
  readonly id: string;
  readonly topic: keyof typeof topics;
  /** One sentence that is true or false of a profile. */
  readonly claim: string;
  /** Who makes the claim, or why it matters: a section, a note, an issue. */
  readonly source: string;
  /** Why the claim says nothing of this profile; undefined when it does. */
  notApplicable?(profile: Profile): string | undefined;
}

/** A claim about values, tried on cases of one kind. */
// biome-ignore lint/suspicious/noExplicitAny: a folder of properties has cases of every kind; each file is checked against its own.
export interface ValueProperty<Case = any> extends Claim {
  /** Cases that vary one part, so that the verdict blames it. The traps in them do not depend on the seed. */
  given(profile: Profile): { readonly arbitrary: fc.Arbitrary<Case>; readonly traps: readonly Case[] };
  /** The case in a request of the corpus: its part of the request in an otherwise plain one. Several, or none. */
  fromCorpus?(request: RawRequest, profile: Profile): readonly Case[];
  /**
   * False when the model presents something else than what the claim says.
   *
   * @throws {StringModelError} when the model refuses the case.
   */
  holds(profile: Profile, testCase: Case, all: readonly Profile[]): boolean;
  exhibit(profile: Profile, testCase: Case, all: readonly Profile[]): Exhibit;
}

/** A claim that only a Python can settle. */
export interface PythonProperty extends Claim {
  settle(profile: Profile, python: PythonHost): PythonOutcome;
}

/** The part of the witness that a claim may use. */
export interface PythonHost {
  /** Calls a Python application by the profile's convention, with an environ built by Python; what it answered, or the exception. */
  call(profile: Profile, source: string, name: string, request: RawRequest): PythonAnswer;
}

export type PythonAnswer =
  | { readonly status: Notation; readonly headers: readonly (readonly [Notation, Notation])[]; readonly body: readonly Notation[] }
  | { readonly exception: string };

export interface PythonOutcome {
  readonly verdict: "holds" | "refuses" | "corrupts";
  readonly reason: string;
  readonly exhibit: Exhibit;
}

export type Property = ValueProperty | PythonProperty;

/** What a reader needs to see a case for himself. */
export interface Exhibit {
  /** Request messages, whole, as bytes. */
  readonly requests?: readonly ByteString[];
  /** Set when the gateway is one that never saw the raw path, such as CGI. */
  readonly behind?: "cgi";
  /** The application's mount, when it has one. */
  readonly mount?: Notation;
  /** What the claim says it should have been. */
  readonly expected?: Notation;
  /** What the application answered, in the types of the model. */
  readonly answer?: { readonly [part: string]: Notation };
  /** What the model made of it: the variables that matter, or values on the wire. */
  readonly made?: readonly NotedEnviron[] | Notation;
}
