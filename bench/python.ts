/**
 * Python applications hosted from Node, beside the servers that Python has: requests a second as ratios, latencies, and what was wanted of us.
 *
 * With one worker, all processes of a contender share one core, and wrk has the other. With two workers there is no core left: the contender and
 * wrk share both, so that is the smaller part of the machine for whoever needs more. 32 connections are kept alive. A round measures every
 * contender once; ratios are medians of those within a round. Latencies are told twice: where the server has all that it can answer, and at a load
 * that is the same for all, half of what gunicorn's gthread can answer.
 *
 * Needs two cores, `taskset`, `wrk` and what scripts/peers installs. `--quick` takes fewer rounds; `--only cpython,uwsgi` names contenders or how
 * their names begin, `--case hello,django` cases, `mixed` and `alone`; `--workers 1`. `--shared` judges by processor time, where other programs run.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "./lib/measure.ts";
import type { Alone } from "./python/alone.ts";
import { fault } from "./python/ask.ts";
import { type Case, cases, type Project, sleeper } from "./python/cases.ts";
import { type Contender, contenders } from "./python/contenders.ts";
import { aloneGoals, verdict } from "./python/goals.ts";
import { type Load, loaded } from "./python/load.ts";
import { mixed } from "./python/mixed.ts";
import { type By, type Figures, type Round, reference, report } from "./python/report.ts";
import { type Running, start } from "./python/running.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    shared: { type: "boolean", default: false },
    only: { type: "string" },
    case: { type: "string" },
    workers: { type: "string", default: "1,2" },
  },
});
const { rounds, pacedRounds, seconds } = options.quick
  ? { rounds: 1, pacedRounds: 1, seconds: 1 }
  : { rounds: 5, pacedRounds: 3, seconds: 2 };
const by: By = options.shared ? "cpu" : "rate";
const connections = 32;
const named = (list: string | undefined, test: (asked: string) => boolean) => list === undefined || list.split(",").some(test);
const wantsCase = (name: string) => named(options.case, (asked) => asked === name);

const folder = mkdtempSync(join(tmpdir(), "bench-python-"));
console.log(`Python behind HTTP, Node ${process.version}; medians of ${rounds} rounds of ${seconds} s; ${connections} connections`);
try {
  const there = present();
  if (wantsCase("alone")) for (const engine of ["cpython", "pyodide"] as const) alone(engine, there);
  for (const workers of options.workers.split(",").map(Number)) {
    for (const project of ["application", "django_project"] as const) await hosted(project, workers, there);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function present(): Contender[] {
  return contenders.filter((contender) => {
    if (!named(options.only, (asked) => contender.name.startsWith(asked))) return false;
    const missing = contender.missing();
    if (missing !== undefined) console.log(`  ${contender.name} skipped: ${missing}`);
    return missing === undefined;
  });
}

async function hosted(project: Project, workers: number, there: readonly Contender[]): Promise<void> {
  const asked = cases.filter((one) => one.project === project && wantsCase(one.name));
  const mixes = project === "application" && workers === 1 && wantsCase("mixed");
  if (asked.length === 0 && !mixes) return;
  const running: Running[] = [];
  try {
    await startAll(running, there, project, workers);
    for (const one of asked) await measured(one, running, workers);
    if (mixes) await mixed(folder, await sound(sleeper, running), { seconds, cores: "0" });
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
  }
}

/** On one core, as a contender with one worker. */
function alone(engine: "cpython" | "pyodide", there: readonly Contender[]): void {
  if (!there.some(({ name }) => name.startsWith(engine))) return;
  const script = fileURLToPath(new URL("./python/alone.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync("taskset", ["-c", "1", process.execPath, script, engine, String(seconds)], {
    encoding: "utf8",
  });
  if (status !== 0) {
    console.log(`  ${engine} alone skipped: ${stderr}`);
    return;
  }
  const { startUp, call, upload } = JSON.parse(stdout) as Alone;
  const judged = (met: boolean, wanted: string) => (engine === "pyodide" ? ` (wanted: ${wanted}, ${verdict(met)})` : "");
  console.log(
    `${engine} with no HTTP in front of it: starts in ${startUp.toFixed(2)} s${judged(startUp <= aloneGoals.startUp, `at most ${aloneGoals.startUp}`)}; ` +
      `a call ${call.toFixed(1)} µs${judged(call <= aloneGoals.call, `at most ${aloneGoals.call}`)}; ` +
      `a request's body ${upload.toFixed(2)} GB/s${judged(upload >= aloneGoals.upload, `at least ${aloneGoals.upload}`)}`,
  );
}

/** One after the other: the start of each is timed. */
async function startAll(running: Running[], there: readonly Contender[], project: Project, workers: number): Promise<void> {
  const first = cases.find((one) => one.project === project)!;
  for (const contender of there) {
    if (workers > 1 && contender.alone) continue;
    try {
      running.push(await start(contender, project, workers, workers === 1 ? "1" : "0,1", first));
    } catch (error) {
      console.log(`  ${contender.name} skipped: ${(error as Error).message}`);
    }
  }
  const times = running.map(({ contender: { name }, startUp }) => `${name} ${(startUp / 1e3).toFixed(2)}`);
  console.log(`\n${project}, ${workers === 1 ? "one worker" : `${workers} workers`}: seconds to the first answer: ${times.join(", ")}`);
}

/** Those that answer as they have to. */
async function sound(one: Case, running: readonly Running[]): Promise<Running[]> {
  const faults = await Promise.all(running.map(({ port }) => fault(port, one)));
  for (const [i, text] of faults.entries()) if (text !== undefined) console.log(`  ${running[i]!.contender.name}, ${one.name}: ${text}`);
  return running.filter((_, i) => faults[i] === undefined);
}

/* ---- one case --------------------------------------------------------------------- */

async function measured(one: Case, running: readonly Running[], workers: number): Promise<void> {
  const taking = await sound(one, running);
  const load = (to: Running): Load => ({ port: to.port, case: one, connections, seconds, cores: workers === 1 ? "0" : "0,1" });
  for (const to of taking) await loaded(folder, { ...load(to), seconds: 1 });
  const full = await inTurns(taking, rounds, (to) => atFull(to, load(to)));
  const pause = pauseFor(taking, full);
  const paced = workers > 1 ? [] : await inTurns(taking, pacedRounds, (to) => loaded(folder, { ...load(to), pause }));
  const figures = taking.map(({ contender }, i): Figures => ({ name: contender.name, rounds: full[i]!, paced: paced[i] ?? [] }));
  const perSecond = workers === 1 && taking.length > 0 ? `; equal load: ${((connections * 1e3) / pause).toFixed(0)} a second` : "";
  report(`${one.name}, ${workers === 1 ? "one worker" : `${workers} workers`}${perSecond}`, one.name, figures, by, workers === 1);
}

async function atFull(to: Running, load: Load): Promise<Round> {
  const before = to.processorTime();
  const figures = await loaded(folder, load);
  return { ...figures, cpu: figures.requests / (to.processorTime() - before) };
}

/** Milliseconds between two requests of a connection, so that all of them are half of what the reference can answer, or of what the slowest can. */
function pauseFor(taking: readonly Running[], full: readonly (readonly Round[])[]): number {
  const rates = full.map((own) => median(own.map(({ rate }) => rate)));
  const most = rates[taking.findIndex(({ contender }) => contender.name === reference)] ?? Math.min(...rates);
  return (connections * 1e3) / (most / 2);
}

/** A list for each; every round begins with another, for whoever runs after a wait finds cold caches. */
async function inTurns<T>(taking: readonly Running[], times: number, work: (to: Running) => Promise<T>): Promise<T[][]> {
  const all = taking.map((): T[] => []);
  for (let round = 0; round < times; round++) {
    for (let i = 0; i < taking.length; i++) {
      const turn = (i + round) % taking.length;
      all[turn]!.push(await work(taking[turn]!));
    }
  }
  return all;
}
