/** Runs, joins and renders comparisons for the commands that do. */
import { readFileSync } from "node:fs";
import { loadCatalog, loadProperties } from "../catalog.ts";
import { loadCorpus } from "../compare/corpus.ts";
import { htmlReport } from "../compare/html.ts";
import { mergeReports, type Report } from "../compare/report.ts";
import { compare } from "../compare/run.ts";
import { markdownReport, textReport } from "../compare/text.ts";
import { startWitness } from "../engines/witness.ts";
import { packageVersion } from "../package-root.ts";
import type { Profile } from "../profile.ts";
import { proposalsTable } from "../table.ts";
import { type CompareOptions, defaults, type Format } from "./compare.ts";
import { UsageError } from "./exit.ts";
import { profilesNamed, propertiesNamed } from "./options.ts";
import { complain, progressBar } from "./output.ts";

/** Runs the comparison that the options describe, with a progress bar. @throws {UsageError} */
export async function compared(
  options: Pick<CompareOptions, "profiles" | "claims" | "profile" | "runs" | "seed" | "shard" | "confirm">,
): Promise<Report> {
  const catalog = await loadCatalog();
  const own = await profilesNamed(catalog, "--profile", options.profile ?? []);
  const known = options.profiles ? await profilesNamed(catalog, "--profiles", options.profiles) : catalog.profiles;
  const profiles: readonly Profile[] = [...known, ...own.filter((profile) => !known.includes(profile))];
  const twice = profiles.find(({ id }, i) => profiles.findIndex((other) => other.id === id) !== i);
  if (twice) throw new UsageError(`--profile: ${twice.id} is the id of another profile`);
  const claims = await loadProperties();
  const properties = options.claims ? propertiesNamed(claims, options.claims) : claims;
  const bar = progressBar();
  try {
    return await compare({
      version: packageVersion,
      profiles,
      properties,
      all: [...catalog.proposals, ...own.filter((profile) => !catalog.profiles.includes(profile))],
      corpus: loadCorpus(),
      runs: options.runs ?? defaults.runs,
      seed: options.seed ?? defaults.seed,
      shard: options.shard,
      witness: options.confirm ? await startWitness() : undefined,
      progress: bar.update,
    });
  } finally {
    bar.stop();
  }
}

/** Joins the reports of shares. @throws {UsageError} when one cannot be read. @throws {StringModelError} BAD_REPORT */
export function merged({ merge, confirm, profiles, claims, profile, runs, seed, shard }: CompareOptions): Report {
  for (const [option, value] of Object.entries({
    profiles,
    claims,
    profile,
    runs,
    seed,
    shard,
    "no-confirm": confirm ? undefined : true,
  })) {
    if (value !== undefined) throw new UsageError(`--${option} and --merge: the reports say already what was compared`);
  }
  return mergeReports(merge!.map((name) => ({ name, report: readReport(name) })));
}

function readReport(name: string): unknown {
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    throw new UsageError(`--merge: cannot read ${name}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--merge: ${name} is not JSON`);
  }
}

/** The proposals table belongs to the page as well. */
export async function rendered(report: Report, format: Format, colour: boolean): Promise<string> {
  if (format === "json") return `${JSON.stringify(report, null, 1)}\n`;
  if (format === "markdown") return markdownReport(report);
  if (format === "html") return htmlReport(report, proposalsTable((await loadCatalog()).proposals));
  return textReport(report, { colour, columns: process.stdout.columns ?? 120 });
}

/** CPython is the judge: when it builds another value, one of the two is wrong, and that is loud. */
export function failOnDifferences({ confirmation }: Report): void {
  if (!confirmation?.differences.length) return;
  process.exitCode = 1;
  for (const { profile, what, ours, python } of confirmation.differences.slice(0, 10)) {
    complain(`${profile} ${what}: ours ${JSON.stringify(ours)}, CPython's ${JSON.stringify(python)}`);
  }
  complain(`CPython ${confirmation.python} disagrees ${confirmation.differences.length} times`);
}
