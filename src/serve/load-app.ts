/** An application of one's own: a file, and the name of what it exports. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { conventions } from "../conventions/registry.ts";
import type { Profile } from "../profile.ts";
import { registerUserModules } from "../user-modules.ts";
import { StartFailure } from "./failure.ts";

/** Looked for in this order where no name is given. */
const usualNames = ["default", "app", "application"];

// biome-ignore lint/suspicious/noExplicitAny: an application of whichever profile; its first call shows whether it is.
export type LoadedApp = (...values: any[]) => any;

/**
 * The application in `./app.mjs`, `./app.ts` or `./app.mjs:name`.
 *
 * @throws {StartFailure} 3
 */
export async function loadApp(reference: string, profile: Profile): Promise<LoadedApp> {
  const { file, name } = splitReference(reference);
  if (!statSync(resolve(file), { throwIfNoEntry: false })?.isFile()) throw new StartFailure(3, `${file}: there is no such file`);
  const module = await load(file);
  const found = (name === undefined ? usualNames : [name]).find((candidate) => module[candidate] !== undefined);
  if (found === undefined) throw new StartFailure(3, `${file}: exports ${missing(name, Object.keys(module))}`);
  const app = module[found];
  if (typeof app !== "function") throw new StartFailure(3, `${file}: ${found} is no function, so it is no application`);
  checkArity(app as LoadedApp, `${file}: ${found}`, profile);
  return app as LoadedApp;
}

function splitReference(reference: string): { readonly file: string; readonly name?: string } {
  const [, file, name] = /^(.*):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(reference) ?? [];
  return file === undefined ? { file: reference } : { file, name: name! };
}

const missing = (name: string | undefined, names: readonly string[]): string =>
  `${name === undefined ? `none of ${usualNames.join(", ")}` : `no ${name}`}; it has ${names.join(", ") || "nothing"}`;

async function load(file: string): Promise<Record<string, unknown>> {
  registerUserModules();
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  } catch (error) {
    const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
    const why = typeof message === "string" ? `${typeof name === "string" ? name : "SyntaxError"}: ${message}` : String(error);
    throw new StartFailure(3, `${file}: loading it failed with ${why}`, { cause: error });
  }
}

/** What wants more than its convention gives was written for another one. What wants less may not need the rest. */
function checkArity(app: LoadedApp, what: string, profile: Profile): void {
  const { parameters } = conventions[profile.convention];
  if (app.length > parameters.length)
    throw new StartFailure(
      3,
      `${what} takes ${app.length} arguments, but ${profile.id} calls its applications with (${parameters.join(", ")})`,
    );
}
