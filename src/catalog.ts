/** Proposals and claims by scanning their folders: adding a file is adding an entry. Node only. */
import { readdirSync } from "node:fs";
import type { Property } from "./compare/property.ts";
import { checkProfile, type Profile } from "./profile.ts";

/** The order of the proposals table, then what was adopted later, then anything else. */
const order = ["wsgi-1.0", "mod_wsgi", "unicode", "web3", "flat", "pep-3333", "asgi-3"];

export interface Catalog {
  /** One a proposal. */
  readonly proposals: readonly Profile[];
  /** Proposals, each followed by its variants. */
  readonly profiles: readonly Profile[];
  readonly properties: readonly Property[];
}

export async function loadCatalog(): Promise<Catalog> {
  const modules = await loadFolder<{ default: Profile; variants?: readonly Profile[] }>(new URL("../proposals/", import.meta.url));
  modules.sort((a, b) => rank(a.default) - rank(b.default));
  const profiles = modules.flatMap(({ default: profile, variants = [] }) => [profile, ...variants]);
  for (const profile of profiles) checkProfile(profile);
  const properties = await loadFolder<{ default: Property }>(new URL("./properties/", import.meta.url));
  return { proposals: modules.map((module) => module.default), profiles, properties: properties.map((module) => module.default) };
}

const rank = ({ id }: Profile) => (order.includes(id) ? order.indexOf(id) : order.length);

/** Every module in a folder, by file name. */
function loadFolder<Module>(folder: URL): Promise<Module[]> {
  const names = readdirSync(folder).filter((name) => /(?<!\.d)\.[jt]s$/.test(name)).sort();
  return Promise.all(names.map((name) => import(new URL(name, folder).href) as Promise<Module>));
}
