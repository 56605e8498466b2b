/** Real Python applications, answered by a pool of CPython processes: for load. Node only. */
import type { Handler } from "../exchange.ts";
import { type CpythonOptions, settingsFrom } from "./cpython/options.ts";
import { Pool } from "./cpython/pool.ts";

export type { CpythonOptions, LogEntry } from "./cpython/options.ts";

export interface Cpython {
  readonly handler: Handler;
  /** Loads the application anew in fresh processes; no request is lost. @throws {StartFailure} when it does not load, and the old ones stay */
  reload(): Promise<void>;
  /** Answers what is under way, for so many milliseconds, and ends. Resolves with the number of requests that were broken off. */
  stop(within: number): Promise<number>;
}

/**
 * Starts the processes, and waits until the application is loaded in each.
 *
 * @throws {StartFailure} 3 where the application does not load or does not fit its profile, 6 where Python cannot be run;
 *   {StringModelError} BAD_PROFILE
 */
export async function startCpython(options: CpythonOptions): Promise<Cpython> {
  const pool = new Pool(settingsFrom(options));
  await pool.start();
  return { handler: (request) => pool.handle(request), reload: () => pool.reload(), stop: (within) => pool.stop(within) };
}
