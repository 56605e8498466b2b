/**
 * Python programs as contenders: a script that is told its job in one line, answers which peers it found, and then
 * times the peer that a line names, in nanoseconds an iteration.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { RemoteContender } from "./measure.ts";

export interface Peers {
  readonly contenders: Record<string, RemoteContender>;
  /** What to print of each that cannot run. */
  readonly skipped: readonly string[];
  close(): void;
}

/** `PYTHON` names the interpreter. */
export async function startPeers(script: string, job: object): Promise<Peers> {
  const python = process.env.PYTHON ?? "python3";
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(child, "error").then(([error]) => ({ value: undefined, error: error as Error }));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line: string) => {
    child.stdin.write(`${line}\n`);
    return Promise.race([answers.next(), gone]);
  };
  child.stdin.on("error", () => {});
  const first = await ask(JSON.stringify(job));
  const close = () => child.stdin.end();
  if (first.value === undefined) return { contenders: {}, skipped: [`${python}: does not run`], close };
  const found = Object.entries(JSON.parse(first.value) as Record<string, { version?: string; skipped?: string }>);
  const present = found.filter(([, peer]) => peer.version !== undefined);
  return {
    contenders: Object.fromEntries(
      present.map(([name, { version }]) => [`${name} ${version}`, async () => Number((await ask(name)).value)]),
    ),
    skipped: found.filter(([, peer]) => peer.skipped !== undefined).map(([name, { skipped }]) => `${name}: ${skipped}`),
    close,
  };
}
