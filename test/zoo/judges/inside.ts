/** Test cases that other people wrote, run inside of a process of ours: see apps/inside.py. */
import { onTestFinished } from "vitest";
import { host } from "./hosted-here.ts";

/** What became of each case of a module of apps/: `ok`, or a traceback. */
export async function outcomesOf(module: string, python: string): Promise<Readonly<Record<string, string>>> {
  const here = await host("inside.py", "pep-3333", { threads: 6, python });
  onTestFinished(here.stop);
  const response = await fetch(`http://127.0.0.1:${here.port}/the-judge/${module}`);
  return (await response.json()) as Record<string, string>;
}
