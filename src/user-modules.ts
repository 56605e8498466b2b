/** Importing a user's module: TypeScript on every Node, and `babelgate` meaning this very package. Node only. */
import * as nodeModule from "node:module";
import { load, resolve } from "./user-module-hooks.ts";

// Newer than the type definitions for Node 20.
const { registerHooks } = nodeModule as { registerHooks?: (hooks: object) => void };
let registered = false;

/** From now on `import()` also takes TypeScript (types are stripped, not checked). */
export function registerUserModules(): void {
  if (registered) return;
  registered = true;
  if (registerHooks) registerHooks({ resolve, load });
  else nodeModule.register(new URL(import.meta.url.endsWith(".ts") ? "./user-module-hooks.ts" : "./user-module-hooks.js", import.meta.url));
}
