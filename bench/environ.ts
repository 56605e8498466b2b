/**
 * A browser's request (20 fields) to each model's environ, and back: the cost beside the cheapest model's.
 * `--quick` takes fewer and shorter rounds.
 */
import { loadCatalog } from "../src/catalog.ts";
import { readEnviron, writeEnviron } from "../src/environ.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import { type Contender, measureRounds, medians, speedRatio } from "./lib/measure.ts";
import { messages } from "./lib/messages.ts";

const options = process.argv.includes("--quick") ? { rounds: 5, milliseconds: 5 } : { rounds: 25, milliseconds: 20 };
const { proposals } = await loadCatalog();
const requests = messages.map((wire) => readHttp1(wire));
let next = 0;

const contenders: Record<string, Contender> = {};
for (const profile of proposals) {
  const environs = requests.map((request) => writeEnviron(profile, request));
  contenders[`write ${profile.id}`] = () => writeEnviron(profile, requests[next++ & 15]!);
  contenders[`read ${profile.id}`] = () => readEnviron(profile, environs[next++ & 15]!);
}
const rounds = await measureRounds(contenders, {}, options);
const times = medians(rounds);

console.log(`Request of 20 fields to an environ and back; Node ${process.version}; medians of ${options.rounds} rounds`);
for (const direction of ["write", "read"]) {
  const base = `${direction} pep-3333`;
  for (const { id } of proposals) {
    const name = `${direction} ${id}`;
    console.log(
      `  ${name.padEnd(16)} ${(times[name]! / 1000).toFixed(2).padStart(6)} µs  ${(1 / speedRatio(rounds[name]!, rounds[base]!)).toFixed(2)}x ${base}`,
    );
  }
}
