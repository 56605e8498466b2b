/** A row of a table of differences in what servers give when they are asked something by name: a call, a path. */
import type { ServerName, Verdict } from "./row.ts";

export interface AskedRow {
  readonly verdict: Verdict;
  /** It has to be needed for each of them. */
  readonly servers: readonly ServerName[];
  readonly asked: RegExp;
  /** What they give; anything that we do not, unless told. */
  readonly gave?: RegExp;
  readonly what: string;
  readonly why: string;
}

type Given = ReadonlyMap<string, string>;

/** Differences that no row explains, and rows that explain none. */
export function leftOver(rows: readonly AskedRow[], server: ServerName, ours: Given, theirs: Given) {
  const here = rows.filter(({ servers }) => servers.includes(server));
  const explained = [...theirs]
    .filter(([asked, gave]) => gave !== ours.get(asked))
    .map(([asked, gave]) => ({ asked, gave, row: here.find((row) => row.asked.test(asked) && (row.gave?.test(gave) ?? true)) }));
  return {
    unexplained: explained.filter(({ row }) => row === undefined),
    unused: here.filter((row) => !explained.some((one) => one.row === row)).map(({ what }) => what),
  };
}

export const nothing = { unexplained: [], unused: [] };
