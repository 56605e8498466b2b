/** What an engine of Pyodide is told. */
import type { CpythonOptions } from "../cpython/options.ts";

export interface PyodideOptions extends Omit<CpythonOptions, "python" | "threads" | "socketFolder" | "maxMemory"> {
  /** Threads of the server, each with a Python of its own; 1 unless told. */
  readonly workers?: number | undefined;
  /** Files of packages in pure Python (PEP 427) that can be imported. */
  readonly wheels?: readonly string[] | undefined;
  /** A folder that keeps an image of Python's memory, so that the next start is quick; none unless told. */
  readonly snapshot?: string | undefined;
}
