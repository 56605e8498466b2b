/** `babelgate compare`: every claim about every model, or a share of the work, or the shares joined. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type Catalog, loadCatalog } from "../catalog.ts";
import { loadCorpus } from "../compare/corpus.ts";
import { htmlReport } from "../compare/html.ts";
import { mergeReports, type Report } from "../compare/report.ts";
import { compare } from "../compare/run.ts";
import { markdownReport, textReport } from "../compare/text.ts";
import { startWitness } from "../engines/pyodide.ts";
import { packageVersion } from "../package-root.ts";
import type { Profile } from "../profile.ts";
import { proposalsTable } from "../table.ts";
import { UsageError } from "./exit.ts";
import { gather, integer, list, oneOf, profilesNamed, propertiesNamed, shard } from "./options.ts";
import { colours, complain, type OutputFile, print, progressBar, reserve } from "./output.ts";

const formats = ["text", "markdown", "html", "json"] as const;
type Format = (typeof formats)[number];

interface Options {
  profiles?: string[];
  claims?: string[];
  profile?: string[];
  runs?: number;
  seed?: number;
  shard?: { index: number; count: number };
  merge?: string[];
  format: Format;
  out?: string;
  confirm: boolean;
}

export const defaults = { runs: 200, seed: 1 } as const;

export function addCompare(program: Command): void {
  program
    .command("compare")
    .description("judge every model by every claim, on generated requests and on the corpus; CPython confirms the values")
    .option("--profiles <ids>", "only these models, between commas", list("--profiles"))
    .option("--claims <ids>", "only these claims, between commas", list("--claims"))
    .option("--profile <file>", "a profile of your own, judged like the others; may be repeated", gather)
    .option("--runs <n>", `generated cases a claim and model (default: ${defaults.runs})`, integer("--runs", 1, 1_000_000))
    .option("--seed <n>", `the same seed gives the same result (default: ${defaults.seed})`, integer("--seed", -2147483648, 2147483647))
    .option("--shard <k/n>", "only this share of the work; write it with --format json", shard)
    .option("--merge <files...>", "join the JSON reports of all shares into the report of the whole")
    .option("--format <format>", `one of ${formats.join(", ")}`, oneOf("--format", formats), "text")
    .option("--out <file>", "write there instead of on standard output")
    .option("--no-confirm", "do not ask CPython")
    .addHelpText(
      "after",
      `
A claim that fails is a finding, not an error: the exit code is 1 only when CPython builds another value.

Examples:
  babelgate compare
  babelgate compare --profiles flat,pep-3333 --claims path-survives,environ-is-printable --runs 5000
  babelgate compare --profile ./mine.ts --format html --out report.html
  babelgate compare --shard 1/4 --format json --out 1.json        # any scheduler may run the four
  babelgate compare --merge 1.json 2.json 3.json 4.json --format markdown`,
    )
    .action(async (options: Options) => {
      const catalog = await loadCatalog();
      const out = options.out === undefined ? undefined : reserve(options.out);
      try {
        const report = options.merge ? merged(options) : await compared(catalog, options);
        await deliver(report, options.format, catalog, out);
      } catch (error) {
        out?.abandon();
        throw error;
      }
    });
}

function merged({ merge, profiles, claims, profile, runs, seed, shard }: Options): Report {
  for (const [option, value] of Object.entries({ profiles, claims, profile, runs, seed, shard })) {
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

/** Runs the comparison that the options describe, with a progress bar. */
export async function compared(
  catalog: Catalog,
  options: Pick<Options, "profiles" | "claims" | "profile" | "runs" | "seed" | "shard" | "confirm">,
): Promise<Report> {
  const own = await profilesNamed(catalog, "--profile", options.profile ?? []);
  const known = options.profiles ? await profilesNamed(catalog, "--profiles", options.profiles) : catalog.profiles;
  const profiles: readonly Profile[] = [...known, ...own.filter((profile) => !known.includes(profile))];
  const twice = profiles.find(({ id }, i) => profiles.findIndex((other) => other.id === id) !== i);
  if (twice) throw new UsageError(`--profile: ${twice.id} is the id of another profile`);
  const properties = options.claims ? propertiesNamed(catalog, options.claims) : catalog.properties;
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

async function deliver(report: Report, format: Format, catalog: Catalog, out: OutputFile | undefined): Promise<void> {
  const text = rendered(report, format, catalog, out === undefined && colours.isColorSupported);
  if (out) out.finish(text);
  else await print(text);
  failOnDifferences(report);
}

/** The proposals table belongs to the page as well. */
export function rendered(report: Report, format: Format, catalog: Catalog, colour: boolean): string {
  if (format === "json") return `${JSON.stringify(report, null, 1)}\n`;
  if (format === "markdown") return markdownReport(report);
  if (format === "html") return htmlReport(report, proposalsTable(catalog.proposals));
  return textReport(report, { colour, columns: process.stdout.columns ?? 120 });
}

/** CPython is the judge: when it builds another value, one of the two is wrong, and that is loud. */
export function failOnDifferences({ confirmation }: Report): void {
  if (!confirmation?.differences.length) return;
  process.exitCode = 1;
  for (const { profile, what, ours, python } of confirmation.differences.slice(0, 10))
    complain(`${profile} ${what}: ours ${JSON.stringify(ours)}, CPython's ${JSON.stringify(python)}`);
  complain(`CPython ${confirmation.python} disagrees ${confirmation.differences.length} times`);
}
