import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, "test/zoo/**"],
    // CPython as WebAssembly and headless Chromium take their time on two busy cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    execArgv: ["--import", fileURLToPath(new URL("test/strip-types.mjs", import.meta.url))],
  },
});
