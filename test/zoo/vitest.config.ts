/** `npm run test:zoo`: real applications and frameworks, and outside judges; they want what `scripts/peers` installs. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/zoo/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
