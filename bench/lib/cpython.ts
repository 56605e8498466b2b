/** CPython as a contender: one interpreter, which times expressions over bytes it was given. */
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import type { RemoteContender } from "./measure.ts";

export interface CPython {
  readonly version: string;
  /** A contender for `expression`, in which `wire` is the bytes and `text` their surrogateescape form. */
  contender(expression: string, wire: Uint8Array, milliseconds: number): RemoteContender;
  close(): void;
}

/** Undefined when there is no `python3`. */
export function startCPython(): CPython | undefined {
  const probe = spawnSync("python3", ["-c", "import sys; print(sys.version.split()[0])"], { encoding: "utf8" });
  if (probe.status !== 0) return undefined;
  const child = spawn("python3", ["-u", "-c", timer], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    version: probe.stdout.trim(),
    contender: (expression, wire, milliseconds) => {
      const request = JSON.stringify({ expression, wire: Buffer.from(wire).toString("hex"), seconds: milliseconds / 1e3 });
      return async () => {
        child.stdin.write(`${request}\n`);
        return Number((await answers.next()).value);
      };
    },
    close: () => child.stdin.end(),
  };
}

const timer = `
import json, sys, timeit
known = {}
for line in sys.stdin:
    if line not in known:
        request = json.loads(line)
        wire = bytes.fromhex(request["wire"])
        clock = timeit.Timer(request["expression"], globals={"wire": wire, "text": wire.decode("utf-8", "surrogateescape"), "latin1": wire.decode("latin-1")})
        number = 1
        while clock.timeit(number) < request["seconds"] / 6:
            number *= 2
        known = {line: (clock, number)} if len(line) > 100000 else {**known, line: (clock, number)}
    clock, number = known[line]
    print(min(clock.repeat(3, number)) / number * 1e9)
`;
