/** One claim about one profile: the verdict, and the smallest counterexample. */
import * as fc from "fast-check";
import { percentDecode } from "../cgi/percent.ts";
import { StringModelError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import type { CorpusRequest } from "./corpus.ts";
import type { Exhibit, ValueProperty } from "./property.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

export interface Judgement {
  readonly verdict: Verdict;
  /** Cases tried: traps, requests of the corpus, generated ones. */
  readonly runs: number;
  readonly counterexample?: Exhibit;
  /** The refusal, why the claim says nothing of the profile, or what the verdict means. */
  readonly reason: string;
  /** Requests of the corpus on which the claim fails. */
  readonly corpus?: readonly string[];
}

export interface JudgeOptions {
  readonly all: readonly Profile[];
  readonly corpus: readonly CorpusRequest[];
  readonly runs: number;
  readonly seed: number;
}

interface Failure<Case> {
  readonly testCase: Case;
  readonly kind: "refuses" | "corrupts";
  readonly error?: StringModelError;
}

/**
 * Tries the claim on its traps, on the corpus and on generated cases. Corrupting one of them is worse than
 * refusing another. Same seed, same result.
 *
 * @throws {StringModelError} BAD_PROFILE when a codec of the profile throws something else than a refusal.
 */
export function judge<Case>(property: ValueProperty<Case>, profile: Profile, { all, corpus, runs, seed }: JudgeOptions): Judgement {
  const reason = property.notApplicable?.(profile);
  if (reason !== undefined) return { verdict: "not applicable", runs: 0, reason };

  const tried = (testCase: Case): Failure<Case> | undefined => attempt(property, profile, testCase, all);
  const { arbitrary, traps } = property.given(profile);
  const failures: Failure<Case>[] = traps.map(tried).filter((failure) => failure !== undefined);
  let cases = traps.length;

  const failing = new Set<string>();
  for (const { name, request } of corpus) {
    for (const testCase of property.fromCorpus?.(request, profile) ?? []) {
      cases++;
      const failure = tried(testCase);
      if (!failure) continue;
      failing.add(name);
      failures.push(failure);
    }
  }

  for (const kind of ["corrupts", "refuses"] as const) {
    const details = fc.check(
      fc.property(arbitrary, (testCase) => tried(testCase)?.kind !== kind),
      { seed, numRuns: runs },
    );
    if (details.errorInstance instanceof StringModelError) throw details.errorInstance;
    cases += details.numRuns;
    if (!details.failed) continue;
    if (!details.counterexample) throw details.errorInstance;
    failures.push(tried(details.counterexample[0])!);
    break;
  }

  const verdict: Verdict = failures.some(({ kind }) => kind === "corrupts") ? "corrupts" : failures.length > 0 ? "refuses" : "holds";
  const smallest = failures
    .filter(({ kind }) => kind === verdict)
    .map((failure) => ({ failure, exhibit: exhibitOf(property, profile, failure, all) }))
    .sort((a, b) => size(a.exhibit) - size(b.exhibit))[0];
  return {
    verdict,
    runs: cases,
    ...(smallest && { counterexample: smallest.exhibit }),
    reason: smallest?.failure.error?.message ?? verdictMarks[verdict].meaning,
    ...(failing.size > 0 && { corpus: [...failing] }),
  };
}

function attempt<Case>(
  property: ValueProperty<Case>,
  profile: Profile,
  testCase: Case,
  all: readonly Profile[],
): Failure<Case> | undefined {
  try {
    return property.holds(profile, testCase, all) ? undefined : { testCase, kind: "corrupts" };
  } catch (error) {
    if (error instanceof StringModelError && error.code !== "BAD_PROFILE") return { testCase, kind: "refuses", error };
    if (error instanceof StringModelError) throw error.at({ profile: `${profile.id} (on the claim ${property.id})` });
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new StringModelError("BAD_PROFILE", `broke on the claim ${property.id} with ${what}`, { profile: profile.id }, { cause: error });
  }
}

/** A refusal has nothing beside it that should have been. */
function exhibitOf<Case>(
  property: ValueProperty<Case>,
  profile: Profile,
  { testCase, kind }: Failure<Case>,
  all: readonly Profile[],
): Exhibit {
  const { expected, ...exhibit } = property.exhibit(profile, testCase, all);
  return { ...exhibit, ...(kind === "corrupts" && expected !== undefined && { expected }) };
}

/** Bytes of the request, an escape counted as the byte it stands for, or of the answer where there is none. Of equals the trap comes first. */
function size({ requests, answer, behind }: Exhibit): number {
  const bytes = requests?.reduce((sum, wire) => sum + percentDecode(wire).length, 0) ?? JSON.stringify(answer).length;
  return bytes * 2 + (behind ? 1 : 0);
}
