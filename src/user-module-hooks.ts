/** Hooks of Node's module loader for user-modules.ts; they run in this thread, or in Node 20 in that of the hooks. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

interface Context {
  readonly format?: string | null;
  readonly parentURL?: string | undefined;
}
type Next<Result> = (specifier: string, context: Context) => Result;

/** A profile in any folder may import `babelgate`, and gets the one that runs: two copies would not know each other's errors. */
export function resolve<Result>(specifier: string, context: Context, next: Next<Result>): Result {
  const ours = specifier === "babelgate" || specifier.startsWith("babelgate/");
  return next(specifier, ours ? { ...context, parentURL: import.meta.url } : context);
}

export function load<Result>(
  url: string,
  context: Context,
  next: Next<Result>,
): Result | { format: string; shortCircuit: true; source: string } {
  const features = process.features as { typescript?: unknown };
  if (features.typescript || !/^file:.*\.m?ts$/.test(url)) return next(url, context);
  // Loaded only where needed: it is a megabyte of WebAssembly.
  const { transformSync } = createRequire(import.meta.url)("@swc/wasm-typescript") as typeof import("@swc/wasm-typescript");
  const file = fileURLToPath(url);
  const { code } = transformSync(readFileSync(file, "utf8"), { mode: "strip-only", filename: file });
  return { format: "module", shortCircuit: true, source: code };
}
