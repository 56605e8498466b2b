/** How many cases a second the comparison judges, and how many values a second CPython confirms. */
import { loadCatalog, loadProperties } from "../src/catalog.ts";
import { loadCorpus } from "../src/compare/corpus.ts";
import { compare } from "../src/compare/run.ts";
import { startWitness } from "../src/engines/witness.ts";

const runs = process.argv.includes("--quick") ? 50 : 400;
const { proposals } = await loadCatalog();
const common = {
  version: "",
  profiles: proposals,
  properties: await loadProperties(),
  all: proposals,
  corpus: loadCorpus(),
  runs,
  seed: 1,
};

async function timed<T>(step: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  const result = await step();
  return [result, (performance.now() - start) / 1000];
}

const [witness, start] = await timed(startWitness);
const [judged, judging] = await timed(() => compare(common));
const cases = Object.values(judged.results)
  .flatMap((byProfile) => Object.values(byProfile))
  .reduce((sum, { runs }) => sum + runs, 0);
const [confirmed, confirming] = await timed(() => compare({ ...common, properties: [], witness }));
const values = Object.values(confirmed.confirmation!.profiles).reduce((sum, n) => sum + n, 0);

console.log(
  `Comparison of ${proposals.length} models; Node ${process.version}, CPython ${witness.version} as WebAssembly (starts in ${start.toFixed(1)} s)`,
);
console.log(`  judged     ${cases.toLocaleString("en")} cases, ${Math.round(cases / judging).toLocaleString("en")} a second`);
console.log(`  confirmed  ${values.toLocaleString("en")} values, ${Math.round(values / confirming).toLocaleString("en")} a second`);
