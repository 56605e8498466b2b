/** What a comparison found, as data; and how the parts of a divided one are joined. */
import { StringModelError } from "../errors.ts";
import type { Difference } from "./confirm.ts";
import type { Exhibit } from "./property.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

export interface Report {
  readonly format: "babelgate comparison 1";
  readonly version: string;
  readonly seed: number;
  /** Generated cases a claim and profile. */
  readonly runs: number;
  /** Requests of the corpus that were tried. */
  readonly corpus: number;
  /** Present in a part of a comparison only. */
  readonly shard?: { readonly index: number; readonly count: number };
  readonly profiles: readonly { readonly id: string; readonly title: string; readonly about: string; readonly source: string }[];
  readonly claims: readonly { readonly id: string; readonly claim: string; readonly source: string }[];
  /** By claim, then by profile. */
  readonly results: { readonly [claim: string]: { readonly [profile: string]: Result } };
  /** Null when CPython was not asked. */
  readonly confirmation: null | {
    readonly python: string;
    readonly profiles: { readonly [profile: string]: number };
    readonly differences: readonly Difference[];
  };
}

export interface Result {
  readonly verdict: Verdict;
  readonly runs: number;
  readonly seed: number;
  readonly counterexample?: Counterexample;
  readonly reason: string;
  readonly corpus?: readonly string[];
}

/** An exhibit whose request messages are in hex, for JSON. */
export interface Counterexample extends Omit<Exhibit, "requests"> {
  readonly requests?: readonly string[];
}

/** Values that CPython confirmed. */
export const confirmedValues = ({ confirmation }: Report): number =>
  Object.values(confirmation?.profiles ?? {}).reduce((sum, values) => sum + values, 0);

/**
 * Joins the parts of one comparison into the report that an undivided run gives.
 *
 * @throws {StringModelError} BAD_REPORT when one is no report, is not of the same comparison, is there twice, or is missing.
 */
export function mergeReports(parts: readonly { readonly name: string; readonly report: unknown }[]): Report {
  const reports = parts.map(({ name, report }) => ({ name, report: checked(name, report) }));
  const [first] = reports;
  if (!first) throw new StringModelError("BAD_REPORT", "nothing to merge");
  const seen = new Map<number, string>();
  for (const { name, report } of reports) {
    if (!report.shard) throw bad(name, "is a whole comparison, not a part of one");
    if (report.shard.count !== first.report.shard!.count)
      throw bad(name, `is one of ${report.shard.count} parts, but ${first.name} one of ${first.report.shard!.count}`);
    const twin = seen.get(report.shard.index);
    if (twin !== undefined) throw bad(name, `is part ${report.shard.index}, and so is ${twin}`);
    seen.set(report.shard.index, name);
    const differs = identity.find((key) => JSON.stringify(report[key]) !== JSON.stringify(first.report[key]));
    if (differs) throw bad(name, `has another ${differs} than ${first.name}`);
    if ((report.confirmation?.python ?? null) !== (first.report.confirmation?.python ?? null))
      throw bad(name, `was confirmed by another Python than ${first.name}`);
  }
  const { count } = first.report.shard!;
  for (let index = 1; index <= count; index++)
    if (!seen.has(index)) throw new StringModelError("BAD_REPORT", `part ${index} of ${count} is missing`);
  const whole = join(reports.map(({ report }) => report));
  for (const claim of whole.claims) {
    for (const profile of whole.profiles) {
      if (!whole.results[claim.id]?.[profile.id])
        throw new StringModelError("BAD_REPORT", `no part has a verdict on ${claim.id} of ${profile.id}`);
    }
  }
  return whole;
}

const identity = ["version", "seed", "runs", "corpus", "profiles", "claims"] as const;

function join(reports: readonly Report[]): Report {
  const { shard: _, ...first } = reports[0]!;
  const results = Object.fromEntries(
    first.claims.map(({ id }) => [
      id,
      Object.fromEntries(
        first.profiles.flatMap((profile) =>
          reports.flatMap(({ results }) => (results[id]?.[profile.id] ? [[profile.id, results[id][profile.id]!] as const] : [])),
        ),
      ),
    ]),
  );
  const confirmations = reports.flatMap(({ confirmation }) => confirmation ?? []);
  const confirmed = Object.fromEntries(
    first.profiles.flatMap(({ id }) => confirmations.flatMap(({ profiles }) => (id in profiles ? [[id, profiles[id]!] as const] : []))),
  );
  const differences = first.profiles.flatMap(({ id }) =>
    confirmations.flatMap(({ differences }) => differences.filter(({ profile }) => profile === id)),
  );
  return { ...first, results, confirmation: first.confirmation && { python: first.confirmation.python, profiles: confirmed, differences } };
}

function checked(name: string, report: unknown): Report {
  if (!isRecord(report) || report.format !== "babelgate comparison 1") throw bad(name, "is no report of a comparison");
  if (!isReport(report)) throw bad(name, "is a damaged report");
  return report;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const haveTexts = (value: unknown, ...keys: string[]): boolean =>
  Array.isArray(value) && value.every((item) => isRecord(item) && keys.every((key) => typeof item[key] === "string"));

function isReport(report: Record<string, unknown>): report is Record<string, unknown> & Report {
  const { version, seed, runs, corpus, shard, profiles, claims, results, confirmation } = report;
  if (typeof version !== "string" || !Number.isInteger(seed) || !isCount(runs) || !isCount(corpus)) return false;
  if (!haveTexts(profiles, "id", "title", "about", "source") || !haveTexts(claims, "id", "claim", "source")) return false;
  if (
    shard !== undefined &&
    !(
      isRecord(shard) &&
      isCount(shard.index) &&
      isCount(shard.count) &&
      (shard.index as number) >= 1 &&
      (shard.index as number) <= (shard.count as number)
    )
  )
    return false;
  if (!isRecord(results) || !Object.values(results).every((byProfile) => isRecord(byProfile) && Object.values(byProfile).every(isResult)))
    return false;
  if (confirmation === null) return true;
  return (
    isRecord(confirmation) &&
    typeof confirmation.python === "string" &&
    isRecord(confirmation.profiles) &&
    Object.values(confirmation.profiles).every(isCount) &&
    haveTexts(confirmation.differences, "profile", "what")
  );
}

function isResult(value: unknown): boolean {
  if (!isRecord(value) || !Object.hasOwn(verdictMarks, String(value.verdict)) || !isCount(value.runs) || typeof value.reason !== "string")
    return false;
  const { counterexample, corpus } = value;
  if (corpus !== undefined && !(Array.isArray(corpus) && corpus.every((name) => typeof name === "string"))) return false;
  if (counterexample === undefined) return true;
  if (!isRecord(counterexample)) return false;
  const { requests = [], answer = {} } = counterexample;
  return Array.isArray(requests) && requests.every((wire) => typeof wire === "string" && /^([0-9a-f]{2})*$/.test(wire)) && isRecord(answer);
}

const bad = (name: string, detail: string) => new StringModelError("BAD_REPORT", detail, { key: name });
