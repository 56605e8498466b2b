/** `babelgate compare`: every claim about every model, or a share of the work, or the shares joined. */
import type { Command } from "commander";
import { gather, integer, list, oneOf, shard } from "./options.ts";
import { colours, print, writable, writeWhole } from "./output.ts";

const formats = ["text", "markdown", "html", "json"] as const;
export type Format = (typeof formats)[number];

export interface CompareOptions {
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
    .action(async (options: CompareOptions) => {
      if (options.out !== undefined) writable(options.out);
      // Loaded here, since the other commands start quicker without.
      const { compared, failOnDifferences, merged, rendered } = await import("./comparison.ts");
      const report = options.merge ? merged(options) : await compared(options);
      const text = await rendered(report, options.format, options.out === undefined && colours.isColorSupported);
      if (options.out === undefined) await print(text);
      else writeWhole(options.out, text);
      failOnDifferences(report);
    });
}
