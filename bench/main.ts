/** All benchmarks, one process each, so that none leaves its garbage to the next. Options are handed on (`--quick`). */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const name of ["codecs", "reader", "environ", "adapt", "memory", "compare"]) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.js`, import.meta.url)), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
  console.log();
}
