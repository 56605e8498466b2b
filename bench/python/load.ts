/** What wrk says of a contender. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Case, luaOf } from "./cases.ts";

export interface Load {
  readonly port: number;
  readonly case: Case;
  readonly connections: number;
  readonly seconds: number;
  /** Where wrk runs. */
  readonly cores: string;
  /** Milliseconds that a connection waits before its next request. */
  readonly pause?: number | undefined;
}

export interface Measured {
  readonly requests: number;
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers of another status than 200, and connections that failed. */
  readonly errors: number;
}

const run = promisify(execFile);
let scripts = 0;

/** `folder` takes wrk's script. */
export async function loaded(folder: string, { port, case: asked, connections, seconds, cores, pause }: Load): Promise<Measured> {
  const script = join(folder, `${scripts++}.lua`);
  writeFileSync(script, luaOf(asked, pause));
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "10s", "-s", script];
  const { stdout } = await run("taskset", ["-c", cores, "wrk", ...options, `http://127.0.0.1:${port}`]);
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0);
  const failures = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? [];
  return {
    requests: number(/(\d+) requests in/),
    rate: number(/Requests\/sec:\s+([\d.]+)/),
    p50: milliseconds(/50%\s+([\d.]+)(us|ms|s|m)/.exec(stdout)),
    p99: milliseconds(/99%\s+([\d.]+)(us|ms|s|m)/.exec(stdout)),
    errors: number(/Non-2xx or 3xx responses: (\d+)/) + failures.reduce((sum, count) => sum + Number(count), 0),
  };
}

const inMilliseconds: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 };

function milliseconds(said: RegExpExecArray | null): number {
  return said === null ? Number.NaN : Number(said[1]) * inMilliseconds[said[2]!]!;
}
