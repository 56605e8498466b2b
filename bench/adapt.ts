/**
 * What `adapt` costs a request of 20 fields: an application behind it, less the application called directly with a
 * ready environ; every ordered pair of proposals. Beside them the adapters that Python servers ship.
 *
 * `PYTHON` names an interpreter that has the peers (`pip install uvicorn asgiref a2wsgi`). `--quick` takes fewer and
 * shorter rounds.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadCatalog } from "../src/catalog.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import type { Profile } from "../src/profile.ts";
import { measureRounds, median, medians, type Rounds, speedRatio } from "./lib/measure.ts";
import { messages } from "./lib/messages.ts";
import { startPeers } from "./lib/peers.ts";

const options = process.argv.includes("--quick") ? { rounds: 3, milliseconds: 5 } : { rounds: 11, milliseconds: 10 };
const { proposals } = await loadCatalog();

interface Pair {
  readonly from: Profile;
  readonly to: Profile;
  readonly name: string;
  readonly times: Rounds<"direct" | "lazy" | "eager">;
}

/** Measured alone, in a process of its own. */
function measured(from: Profile, to: Profile): Pair {
  const script = fileURLToPath(new URL("./adapt-pair.js", import.meta.url));
  const printed = execFileSync(process.execPath, [script, from.id, to.id, String(options.rounds), String(options.milliseconds)]);
  return { from, to, name: `${from.id} on ${to.id}`, times: JSON.parse(printed.toString()) };
}

const pairs = proposals.flatMap((from) => proposals.filter((to) => to !== from).map((to) => measured(from, to)));

/** Microseconds that the adapter adds: the median over the rounds of the difference within each. */
const added = ({ times }: Pair, environ: "lazy" | "eager"): number =>
  median(times[environ].map((time, round) => time - times.direct[round]!)) / 1000;

/** How many times as long as the application alone. */
const ratio = ({ times }: Pair, environ: "lazy" | "eager"): number => speedRatio(times.direct, times[environ]);

/* ---- figures ------------------------------------------------------------------------- */

console.log(
  `A request of 20 fields through adapt: µs of processor time more than the application alone, and how many times as long as that; Node ${process.version}; medians of ${options.rounds} rounds`,
);
for (const environ of ["lazy", "eager"] as const) {
  console.log(
    `\n  ${environ === "lazy" ? "Five variables looked at" : 'All values made, { environ: "eager" }'}; rows: the application, columns: the server`,
  );
  console.log(`  ${"".padEnd(10)}${proposals.map(({ id }) => id.padStart(13)).join("")}`);
  for (const from of proposals) {
    const cells = proposals.map((to) => {
      const pair = pairs.find((other) => other.from === from && other.to === to);
      return pair === undefined ? "-" : `${added(pair, environ).toFixed(2)} ${`${ratio(pair, environ).toFixed(0)}x`.padStart(5)}`;
    });
    console.log(`  ${from.id.padEnd(10)}${cells.map((cell) => cell.padStart(13)).join("")}`);
  }
}

const bothCgi = ({ from, to }: Pair) => [from, to].every(({ headers }) => headers.as === "HTTP_*");
const goals = [
  { what: "CGI-shaped both, five looked at", environ: "lazy", wanted: 1, of: bothCgi },
  { what: "CGI-shaped both, eager", environ: "eager", wanted: 3, of: bothCgi },
  {
    what: "start_response and ASGI",
    environ: "lazy",
    wanted: 6,
    of: ({ from, to }: Pair) =>
      [from, to]
        .map(({ convention }) => convention)
        .sort()
        .join() === "asgi,start_response",
  },
] as const;
console.log();
for (const { what, environ, wanted, of } of goals) {
  const times = pairs.filter(of).map((pair) => ({ name: pair.name, time: added(pair, environ) }));
  const worst = times.reduce((a, b) => (b.time > a.time ? b : a));
  const met = times.filter(({ time }) => time <= wanted).length;
  console.log(
    `  ${what.padEnd(32)} median ${median(times.map(({ time }) => time)).toFixed(2)} µs, worst ${worst.time.toFixed(2)} (${worst.name}); at most ${wanted} wanted: ${met} of ${times.length} pairs ${met === times.length ? "met" : "MISSED"}`,
  );
  const missed = times.filter(({ time }) => time > wanted).map(({ name, time }) => `${name} ${time.toFixed(2)}`);
  if (missed.length > 0) console.log(`    missed by ${missed.join(", ")}`);
}

const ours = pairs.find(({ name }) => name === "pep-3333 on asgi-3")!;
const peers = await startPeers("bench/adapt.py", {
  headers: readHttp1(messages[0]!).headers.map(([name, value]) => [name.toLowerCase(), value]),
  milliseconds: options.milliseconds * 10,
});
const rounds: Rounds = await measureRounds({}, peers.contenders, options);
peers.close();
const figures = medians(rounds);
const net = ours.times.lazy.map((time, round) => time - ours.times.direct[round]!);
for (const name of Object.keys(peers.contenders)) {
  const wanted = name.startsWith("uvicorn") ? 15 : name.startsWith("asgiref") ? 30 : undefined;
  const cheaper = speedRatio(net, rounds[name]!);
  const verdict = wanted === undefined ? "" : ` (wanted: ${wanted}x, ${cheaper >= wanted ? "met" : "MISSED"})`;
  console.log(`  ${name.padEnd(32)} ${(figures[name]! / 1000).toFixed(1)} µs, ${cheaper.toFixed(1)}x what ${ours.name} adds${verdict}`);
}
for (const why of peers.skipped) console.log(`  skipped ${why}; set PYTHON to an interpreter that has it`);
