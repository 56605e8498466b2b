/** Runs the compiled command line, as a user does. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function babelgate(args: readonly string[], input: string | Uint8Array = "", cwd?: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { input, cwd, maxBuffer: 1 << 28 });
  return { code: status, out: stdout.toString("utf8"), err: stderr.toString("utf8") };
}
