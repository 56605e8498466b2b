/** Runs a comparison: every claim about every profile, or a share of the work. */
import type { Witness } from "../engines/witness.ts";
import type { Profile } from "../profile.ts";
import { toHex } from "../wire.ts";
import { type Confirmation, confirm, sample } from "./confirm.ts";
import type { CorpusRequest } from "./corpus.ts";
import { type Judgement, judge } from "./judge.ts";
import type { Exhibit, Property } from "./property.ts";
import type { Counterexample, Report, Result } from "./report.ts";

export interface Comparison {
  readonly version: string;
  readonly profiles: readonly Profile[];
  readonly properties: readonly Property[];
  /** The models that values are sent through, whichever of them are compared. */
  readonly all: readonly Profile[];
  readonly corpus: readonly CorpusRequest[];
  readonly runs: number;
  readonly seed: number;
  /** Part `index` of `count`, from 1. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  /** Without one, nothing is confirmed, and a claim that needs Python is not settled. */
  readonly witness?: Witness | undefined;
  progress?(done: number, total: number, label: string): void;
}

type Unit = {
  readonly label: string;
  run(): { judged?: readonly [claim: string, profile: string, Result]; confirmed?: readonly [profile: string, Confirmation] };
};

/**
 * Judges, and has CPython confirm. The same seed gives the same report, however the work is divided.
 *
 * @throws {StringModelError} BAD_PROFILE when a profile breaks.
 */
export async function compare(comparison: Comparison): Promise<Report> {
  const { profiles, properties, shard, witness, progress } = comparison;
  const units = unitsOf(comparison).filter((_, i) => !shard || i % shard.count === shard.index - 1);
  const results = new Map<string, Map<string, Result>>(properties.map(({ id }) => [id, new Map()]));
  const confirmations = new Map<string, Confirmation>();
  for (const [i, unit] of units.entries()) {
    progress?.(i, units.length, unit.label);
    // Lets a progress bar be drawn, and an interrupt through.
    await new Promise((resolve) => setImmediate(resolve));
    const { judged, confirmed } = unit.run();
    if (judged) results.get(judged[0])!.set(judged[1], judged[2]);
    if (confirmed) confirmations.set(...confirmed);
  }
  progress?.(units.length, units.length, "done");
  return {
    format: "babelgate comparison 1",
    version: comparison.version,
    seed: comparison.seed,
    runs: comparison.runs,
    corpus: comparison.corpus.length,
    ...(shard && { shard }),
    profiles: profiles.map(({ id, title, about, source }) => ({ id, title, about, source })),
    claims: properties.map(({ id, claim, source }) => ({ id, claim, source })),
    results: Object.fromEntries([...results].map(([id, byProfile]) => [id, Object.fromEntries(byProfile)])),
    confirmation: witness
      ? {
          python: witness.version,
          profiles: Object.fromEntries([...confirmations].map(([id, { values }]) => [id, values])),
          differences: [...confirmations.values()].flatMap(({ differences }) => differences),
        }
      : null,
  };
}

function unitsOf(comparison: Comparison): Unit[] {
  const { profiles, properties, witness, seed } = comparison;
  const judging = properties.flatMap((property) =>
    profiles.map(
      (profile): Unit => ({
        label: `${profile.id}: ${property.id}`,
        run: () => ({ judged: [property.id, profile.id, asResult(settle(property, profile, comparison), seed)] }),
      }),
    ),
  );
  if (!witness) return judging;
  const requests = comparison.corpus.map(({ request }) => request);
  const confirming = profiles.map(
    (profile): Unit => ({
      label: `${profile.id}: confirmed by CPython`,
      run: () => ({ confirmed: [profile.id, confirm(profile, sample(profile, requests, comparison), witness)] }),
    }),
  );
  return [...judging, ...confirming];
}

function settle(property: Property, profile: Profile, comparison: Comparison): Judgement {
  if (!("settle" in property)) return judge(property, profile, comparison);
  const reason = property.notApplicable?.(profile);
  if (reason !== undefined) return { verdict: "not applicable", runs: 0, reason };
  if (!comparison.witness) return { verdict: "not applicable", runs: 0, reason: "only CPython can settle it, and it was not asked" };
  const { verdict, reason: why, exhibit } = property.settle(profile, comparison.witness);
  return { verdict, runs: 1, reason: why, ...(verdict !== "holds" && { counterexample: exhibit }) };
}

function asResult({ verdict, runs, counterexample, reason, corpus }: Judgement, seed: number): Result {
  return {
    verdict,
    runs,
    seed,
    ...(counterexample && { counterexample: inHex(counterexample) }),
    reason,
    ...(corpus && { corpus }),
  };
}

const inHex = ({ requests, ...rest }: Exhibit): Counterexample => ({ ...(requests && { requests: requests.map(toHex) }), ...rest });
