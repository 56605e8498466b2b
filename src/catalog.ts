/** Proposals and claims by scanning their folders: adding a file is adding an entry. Node only. */
import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { checkProfile } from "./check-profile.ts";
import { type Property, topics } from "./compare/property.ts";
import { StringModelError } from "./errors.ts";
import type { Profile } from "./profile.ts";
import { registerUserModules } from "./user-modules.ts";

export interface Catalog {
  /** One a proposal. */
  readonly proposals: readonly Profile[];
  /** Proposals, each followed by its variants. */
  readonly profiles: readonly Profile[];
}

export async function loadCatalog(): Promise<Catalog> {
  const modules = await loadFolder<{ default: Profile; variants?: readonly Profile[] }>(new URL("../proposals/", import.meta.url));
  // Older first; in one month, by name.
  modules.sort((a, b) => (a.default.since < b.default.since ? -1 : a.default.since > b.default.since ? 1 : 0));
  const profiles = modules.flatMap(({ default: profile, variants = [] }) => [profile, ...variants]);
  for (const profile of profiles) checkProfile(profile);
  return { proposals: modules.map((module) => module.default), profiles };
}

/** The claims, by what they are about. */
export async function loadProperties(): Promise<readonly Property[]> {
  const modules = await loadFolder<{ default: Property }>(new URL("./properties/", import.meta.url));
  const rank = ({ topic }: Property) => Object.keys(topics).indexOf(topic);
  return modules.map((module) => module.default).sort((a, b) => rank(a) - rank(b));
}

/** Every module in a folder, by file name. */
function loadFolder<Module>(folder: URL): Promise<Module[]> {
  const names = readdirSync(folder)
    .filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
    .sort();
  return Promise.all(names.map((name) => import(new URL(name, folder).href) as Promise<Module>));
}

/**
 * A profile of one's own: the default export of a JavaScript or TypeScript module.
 *
 * @throws {StringModelError} BAD_PROFILE when there is no such file, when loading it throws, or when what it
 *   exports is no profile; the key is the path as given.
 */
export async function loadProfile(path: string): Promise<Profile> {
  const bad = (detail: string, cause?: unknown) => new StringModelError("BAD_PROFILE", detail, { key: path }, { cause });
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw bad("there is no such file");
  let module: { default?: unknown };
  try {
    registerUserModules();
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof StringModelError) throw error.at({ key: path });
    throw bad(`loading it failed with ${inShort(error)}`, error);
  }
  if (module.default === undefined) throw bad("it has no default export");
  const profile: unknown = module.default;
  try {
    checkProfile(profile);
    return profile;
  } catch (error) {
    if (!(error instanceof StringModelError)) throw bad(`looking at it failed with ${inShort(error)}`, error);
    throw bad([error.where.profile, error.where.key, error.detail].filter(Boolean).join(" "), error);
  }
}

/** Name and first line; a stripper of types throws objects that are no errors. */
function inShort(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return typeof message === "string" ? `${typeof name === "string" ? name : "SyntaxError"}: ${message.split("\n")[0]}` : String(error);
}
