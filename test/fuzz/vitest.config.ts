/** `npm run fuzz`: every reader, for FUZZ_MINUTES each (2 unless told). */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/fuzz/long.ts"], testTimeout: 0, disableConsoleIntercept: true } });
