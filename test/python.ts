/** Whether a native CPython is there; `apt-get install python3` gets one. Tests that need it say that they were skipped. */
import { spawnSync } from "node:child_process";

export const python3: boolean = spawnSync("python3", ["--version"]).status === 0;

if (!python3) console.warn("skipped: comparisons with a native CPython (apt-get install python3)");
