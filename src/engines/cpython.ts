/** Real Python applications, answered by a pool of CPython processes: for load. Node only. */
import { type CpythonOptions, settingsFrom } from "./cpython/options.ts";
import { Pool } from "./cpython/pool.ts";
import type { Engine } from "./engine.ts";

export type { CpythonOptions, LogEntry } from "./cpython/options.ts";
export type { Engine } from "./engine.ts";

/**
 * Starts the processes, and waits until the application is loaded in each.
 *
 * @throws {StartFailure} 3 where the application does not load or does not fit its profile, 6 where Python cannot be run;
 *   {StringModelError} BAD_PROFILE
 */
export async function startCpython(options: CpythonOptions): Promise<Engine> {
  const pool = new Pool(settingsFrom(options));
  await pool.start();
  return { handler: (request) => pool.handle(request), reload: () => pool.reload(), stop: (within) => pool.stop(within) };
}
