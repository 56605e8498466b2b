/** Every profile and variant, on Python 3 and, where that is another model, on Python 2; and all ordered pairs of them. */
import { loadCatalog } from "../../src/catalog.ts";
import { declare } from "../../src/declaration.ts";
import type { Profile } from "../../src/profile.ts";
import { forPython } from "../../src/python-version.ts";

export interface Model {
  readonly name: string;
  readonly profile: Profile;
}

const catalog = await loadCatalog();

const on3 = catalog.profiles.map((profile): Model => ({ name: profile.id, profile }));
const on2 = catalog.profiles
  .map((profile): Model => ({ name: `${profile.id} on Python 2`, profile: forPython(profile, 2) }))
  .filter(({ profile }, i) => JSON.stringify(declare(profile)) !== JSON.stringify(declare(catalog.profiles[i]!)));

export const models: readonly Model[] = [...on3, ...on2];
/** One a proposal. */
export const proposals: readonly Model[] = on3.filter(({ profile }) => catalog.proposals.includes(profile));

export interface Pair {
  readonly from: Model;
  readonly to: Model;
  readonly name: string;
}

/** Ordered; a model with itself is no pair. */
export const pairsOf = (all: readonly Model[]): Pair[] =>
  all.flatMap((from) => all.filter((to) => to !== from).map((to) => ({ from, to, name: `${from.name} on ${to.name}` })));
