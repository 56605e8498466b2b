/** `npm run test:zoo`: real applications and frameworks, and outside judges; they want what `scripts/peers` installs. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/zoo/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // The engine pyodide's threads are started from TypeScript.
    execArgv: ["--import", fileURLToPath(new URL("../strip-types.mjs", import.meta.url))],
  },
});
