/** Every application of every model does on every other model's server what it does on its own, but for what is listed as lost. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { losses } from "../../src/losses.ts";
import { answers, departures, failures } from "./applications/answers.ts";
import { bodies, environs } from "./applications/echoes.ts";
import { type Case, type Observation, otherServer, ownServer } from "./observe.ts";
import { type Model, models, type Pair, pairsOf, proposals } from "./pairs.ts";
import { expected, takenAway } from "./take-away.ts";

// The console is the stream of errors of a server that has none.
beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const own = new Map<Case, Map<Model, Promise<Observation>>>();

/** Each is run once, and compared with what it does on every other server. */
function onOwnServer(one: Case, from: Model): Promise<Observation> {
  const known = own.get(one) ?? own.set(one, new Map()).get(one)!;
  return known.get(from) ?? known.set(from, ownServer(one, from.profile)).get(from)!;
}

async function differences(cases: readonly Case[], from: Model, to: Model): Promise<string[]> {
  const found: string[] = [];
  const lost = losses(from.profile, to.profile);
  for (const one of cases) {
    const there = await otherServer(one, from.profile, to.profile);
    found.push(...(await underLint(one, there, (findings) => otherServer(one, from.profile, to.profile, findings))));
    const here = await expected(one, from.profile, lost, () => onOwnServer(one, from));
    if (different(there, here).length === 0) continue;
    const [is, was] = [takenAway(lost, there), takenAway(lost, here)];
    found.push(...different(is, was).map((part) => `${one.name}: ${part} ${short(is[part])}, not ${short(was[part])}`));
  }
  return found;
}

/** Lint changes nothing, and finds nothing on either side. */
async function underLint(one: Case, bare: Observation, run: (findings: Finding[]) => Promise<Observation>): Promise<string[]> {
  const findings: Finding[] = [];
  const linted = await run(findings);
  return [
    ...findings.map(({ side, message }) => `${one.name}: lint of the ${side}: ${message}`),
    ...different(linted, bare).map((part) => `${one.name}: under lint, ${part} ${short(linted[part])}, not ${short(bare[part])}`),
  ];
}

const different = (is: Observation, was: Observation) =>
  (Object.keys(was) as (keyof Observation)[]).filter(
    (part) => is[part] !== was[part] && (typeof was[part] !== "object" || JSON.stringify(is[part]) !== JSON.stringify(was[part])),
  );

const short = (value: unknown) => JSON.stringify(value).slice(0, 600);

const all = [...answers, ...departures, ...failures, ...environs, ...bodies];
const small = all.filter(({ large }) => !large);
const brief = all.filter(({ brief }) => brief);
const large = all.filter(({ large }) => large);
const onPython3 = ({ from, to }: Pair) => !`${from.name} ${to.name}`.includes("Python 2");

test.each(models.map((model) => [model.name, model] as const))("lint finds nothing, and changes nothing: %s", async (_, from) => {
  const found: string[] = [];
  for (const one of from.name.includes("Python 2") ? brief : all)
    found.push(...(await underLint(one, await onOwnServer(one, from), (findings) => ownServer(one, from.profile, findings))));
  expect(found).toEqual([]);
});

describe.each([
  ["values and calls", pairsOf(models).filter(onPython3), small],
  ["values on Python 2", pairsOf(models).filter((pair) => !onPython3(pair)), brief],
  ["large bodies", pairsOf(proposals), large],
] as const)("%s", (_, pairs, cases) => {
  test.each(pairs.map((pair) => [pair.name, pair] as const))("%s", async (_, { from, to }) => {
    expect(await differences(cases, from, to)).toEqual([]);
  });
});
