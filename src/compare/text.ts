/** The comparison as text for a terminal, and as Markdown. */
import Table from "cli-table3";
import { markdownTable } from "markdown-table";
import pc from "picocolors";
import type { Report, Result } from "./report.ts";
import { resultLine } from "./show.ts";
import { baseOf, type ProfileEntry, proposalsIn } from "./variants.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

interface TextOptions {
  readonly colour: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

type Paint = (text: string) => string;

/** The matrix of the proposals, the variants that differ, and the smallest counterexample for each failure. */
export function textReport(report: Report, { colour, columns }: TextOptions): string {
  const { green, yellow, red, dim, bold } = pc.createColors(colour);
  const paints: Record<Verdict, Paint> = { holds: green, refuses: yellow, corrupts: red, "not applicable": dim };
  const painted = (result: Result | undefined, text: (mark: (typeof verdictMarks)[Verdict]) => string) =>
    result ? paints[result.verdict](text(verdictMarks[result.verdict])) : "";
  const profiles = proposalsIn(report);
  const roomy = columns >= 46 + profiles.reduce((sum, { id }) => sum + Math.max(id.length, 8) + 3, 0);
  const cell = (result: Result | undefined) =>
    painted(result, ({ mark, word }) => (roomy ? (word === "not applicable" ? mark : word) : mark));
  const claimWidth = roomy ? Math.min(72, columns - profiles.reduce((sum, { id }) => sum + Math.max(id.length, 8) + 3, 4)) : 44;
  const matrix = new Table({
    head: ["", ...profiles.map(({ id }) => bold(id))],
    colWidths: [claimWidth],
    wordWrap: true,
    style: { head: [], border: colour ? ["gray"] : [] },
  });
  matrix.push(...report.claims.map(({ id, claim }) => [claim, ...profiles.map((profile) => cell(report.results[id]?.[profile.id]))]));
  const legend = (Object.keys(verdictMarks) as Verdict[])
    .map((verdict) => `${paints[verdict](verdictMarks[verdict].mark)} ${verdict}`)
    .join("   ");
  const found = report.claims.flatMap(({ id, claim }) => {
    const lines = failures(report, id, profiles).map(
      ({ profile, result }) =>
        `  ${paints[result.verdict](verdictMarks[result.verdict].word.padEnd(8))}  ${profile.padEnd(10)}  ${resultLine(result, profile) ?? ""}`,
    );
    return lines.length > 0 ? ["", `${bold(claim)} ${dim(`[${id}]`)}`, ...lines] : [];
  });
  return [matrix.toString(), legend, ...variantLines(report).map((line) => dim(line)), ...found, "", summary(report), ""].join("\n");
}

/** The same, for a web page or a README. */
export function markdownReport(report: Report): string {
  const profiles = proposalsIn(report);
  const matrix = markdownTable([
    ["", ...profiles.map(({ id }) => id)],
    ...report.claims.map(({ id, claim }) => [escape(claim), ...profiles.map((profile) => report.results[id]?.[profile.id]?.verdict ?? "")]),
  ]);
  const sections = report.claims.flatMap(({ id, claim, source }) => {
    const lines = failures(report, id, report.profiles).map(
      ({ profile, result }) => `- **${result.verdict}** \`${profile}\`: ${code(resultLine(result, profile) ?? "")}`,
    );
    return [
      `### ${escape(claim[0]!.toUpperCase() + claim.slice(1))}`,
      "",
      `\`${id}\`. Source: ${escape(source)}.`,
      "",
      ...(lines.length > 0 ? lines : ["Every model keeps it, or it says nothing of the model."]),
      "",
    ];
  });
  return [matrix, "", ...variantLines(report).map((line) => `${escape(line)}  `), "", ...sections, summary(report), ""].join("\n");
}

function failures(report: Report, claim: string, profiles: readonly { id: string }[]) {
  return profiles.flatMap(({ id }) => {
    const result = report.results[claim]?.[id];
    return result?.counterexample ? [{ profile: id, result }] : [];
  });
}

/** Variants, and where their verdicts are not those of their proposal. */
function variantLines(report: Report): string[] {
  const verdict = (profile: ProfileEntry, claim: string) => report.results[claim]?.[profile.id]?.verdict;
  return report.profiles.flatMap((profile) => {
    const base = baseOf(profile, report);
    if (!base) return [];
    const others = report.claims.filter(({ id }) => verdict(profile, id) !== undefined && verdict(profile, id) !== verdict(base, id));
    const told = others.map(({ id }) => `${id} ${verdict(profile, id)}`).join(", ");
    return [`${profile.id}: ${told || `as ${base.id}`}`];
  });
}

function summary({ confirmation, runs, seed, corpus, shard }: Report): string {
  const cases = `${runs} generated cases a claim and model (seed ${seed}), ${corpus} requests of the corpus.`;
  const part = shard ? ` Part ${shard.index} of ${shard.count}.` : "";
  if (!confirmation) return `${cases}${part} CPython was not asked.`;
  const values = Object.values(confirmation.profiles).reduce((sum, n) => sum + n, 0);
  return `${cases}${part} CPython ${confirmation.python} confirmed ${values.toLocaleString("en")} values and contradicted ${confirmation.differences.length}.`;
}

/** Backticks around text that may hold some. */
function code(text: string): string {
  const fence = "`".repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return fence.length > 1 ? `${fence} ${text} ${fence}` : `\`${text}\``;
}

const escape = (text: string): string => text.replace(/[|*_<`\\[\]]/g, "\\$&");
