/** The figures of one case, a line a contender, and its goals below. */
import { median } from "../lib/measure.ts";
import { promptly, speedGoals, verdict } from "./goals.ts";
import type { Measured } from "./load.ts";

export interface Figures {
  readonly name: string;
  /** As many requests as can be had, a round each. */
  readonly rounds: readonly Round[];
  /** The same number of requests for every contender; none with two workers. */
  readonly paced: readonly Measured[];
}

export interface Round extends Measured {
  /** Requests in a second of the contender's processor time. */
  readonly cpu: number;
}

/** Which rate counts: where other programs share the machine, only the latter says something. */
export type By = "rate" | "cpu";

export const reference = "gunicorn-gthread";
const columns = ["gunicorn-gthread", "uvicorn", "nginx-uwsgi", "uwsgi"];

export function report(title: string, caseName: string, all: readonly Figures[], by: By, judged: boolean): void {
  const of = (name: string) => all.find((figures) => figures.name === name);
  const beside = columns.filter((name) => of(name) !== undefined);
  console.log(`\n${title}`);
  console.log(
    `  ${"".padEnd(17)}   a second   of its CPU     p50     p99 ms${judged ? "    p50     p99 at equal load" : ""}   times ${beside.join(", ")}`,
  );
  for (const figures of all) {
    const ratios = beside.map((name) => ratio(figures, of(name)!, by).toFixed(2)).join("  ");
    console.log(`  ${figures.name.padEnd(17)} ${line(figures, judged)}   ${ratios}${failures(figures)}`);
  }
  if (!judged) return;
  for (const figures of all) for (const text of goalsOf(figures, caseName, of, by)) console.log(`  ${figures.name.padEnd(17)} ${text}`);
}

function line({ rounds, paced }: Figures, judged: boolean): string {
  const cells = [middle(rounds, "rate").toFixed(0).padStart(10), middle(rounds, "cpu").toFixed(0).padStart(12)];
  cells.push(...latencies(rounds));
  if (judged) cells.push("  ", ...latencies(paced));
  return cells.join("");
}

const latencies = (of: readonly Measured[]): string[] => [
  middle(of, "p50").toFixed(2).padStart(8),
  middle(of, "p99").toFixed(2).padStart(8),
];

/** Of a contender that fails, nothing else counts. */
function failures({ rounds, paced }: Figures): string {
  const errors = [...rounds, ...paced].reduce((sum, one) => sum + one.errors, 0);
  return errors === 0 ? "" : `  NO RESULT: ${errors} requests failed`;
}

function goalsOf(figures: Figures, caseName: string, of: (name: string) => Figures | undefined, by: By): string[] {
  if (failures(figures) !== "") return [];
  const texts: string[] = [];
  for (const { who, than, wanted, ...goal } of speedGoals) {
    const other = of(than);
    if (goal.case !== caseName || !who.test(figures.name) || other === undefined) continue;
    const reached = ratio(figures, other, by);
    texts.push(`${reached.toFixed(2)}x ${than} (wanted: ${wanted}x, ${verdict(reached >= wanted)})`);
  }
  const other = of(reference);
  if (promptly.test(figures.name) && other !== undefined) {
    const share = median(figures.paced.map(({ p99 }, round) => p99 / other.paced[round]!.p99));
    texts.push(`p99 at equal load ${share.toFixed(2)}x ${reference}'s (wanted: below 1, ${verdict(share < 1)})`);
  }
  return texts;
}

/** The median of the ratios within a round. */
const ratio = (own: Figures, other: Figures, by: By): number => median(own.rounds.map((round, i) => round[by] / other.rounds[i]![by]));

const middle = <T>(of: readonly T[], figure: keyof T): number => median(of.map((one) => one[figure] as number));
