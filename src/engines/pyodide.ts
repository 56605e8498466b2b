/** Real Python applications, answered by CPython as WebAssembly in threads of this process: nothing to install. Node only. */
import { settingsFrom } from "./cpython/options.ts";
import { Pool } from "./cpython/pool.ts";
import type { Engine } from "./engine.ts";
import type { PyodideOptions } from "./pyodide/options.ts";
import { connectThread } from "./pyodide/thread.ts";

export type { LogEntry } from "./cpython/options.ts";
export type { Engine } from "./engine.ts";
export type { PyodideOptions } from "./pyodide/options.ts";

/**
 * Starts the threads, and waits until the application is loaded in each.
 *
 * @throws {StartFailure} 3 where the application or a wheel does not load or does not fit, 6 where Pyodide does not start;
 *   {StringModelError} BAD_PROFILE
 */
export async function startPyodide(options: PyodideOptions): Promise<Engine> {
  const pool = new Pool({ ...settingsFrom(options), connect: (settings, signal) => connectThread(options, settings, signal) });
  await pool.start();
  return { handler: (request) => pool.handle(request), reload: () => pool.reload(), stop: (within) => pool.stop(within) };
}
