/** When a process ends that has an engine: not before its requests are answered, and not long after it has stopped it. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { python3 } from "../python.ts";

function run(...paths: readonly string[]) {
  const program = ["--import", "./test/strip-types.mjs", "test/engines/program.ts", process.env.PYTHON ?? "python3", ...paths];
  const { status, stdout } = spawnSync(process.execPath, program, {
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { status, lines: stdout.trim().split("\n") };
}

describe.skipIf(!python3)("a process that has an engine", () => {
  test("ends when it has stopped it, though the application has started a program that keeps its standard output", () => {
    const { status, lines } = run("/program");
    const [, pid] = /^200 (\d+)$/.exec(lines[0]!)!;
    // It goes on: there was something to wait for.
    process.kill(Number(pid), "SIGKILL");
    expect([status, lines[1]]).toEqual([0, "stopped"]);
  }, 30_000);

  test("does not end while a request waits for an interpreter that takes the place of another", () => {
    expect(run("/end", "/here")).toEqual({ status: 0, lines: ["502 Bad Gateway", "200 here", "stopped"] });
  }, 30_000);
});
