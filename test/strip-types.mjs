/** `node --import`: threads that run from sources take TypeScript on every Node, as Vitest does in the thread of the tests. */
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { fileURLToPath } from "node:url";

if (!process.features.typescript) register(import.meta.url);

export function load(url, context, next) {
  if (!/^file:.*\.ts$/.test(url)) return next(url, context);
  const { transformSync } = createRequire(import.meta.url)("@swc/wasm-typescript");
  const file = fileURLToPath(url);
  const { code } = transformSync(readFileSync(file, "utf8"), { mode: "strip-only", filename: file });
  return { format: "module", shortCircuit: true, source: code };
}
