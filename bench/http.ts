/**
 * Requests a second over HTTP, relative to a raw node:http listener that does the same work.
 *
 * `hello` is a GET that is answered with 13 bytes. `echo` is a POST of 20 header lines, as a browser's, and 1 KiB, which is sent back with its
 * Content-Type and one header of the request. Servers run on one core, wrk on the other; 32 connections are kept alive. A round measures
 * every contender once, and the figures are medians of the ratios within a round.
 *
 * A server that has its core to itself answers as many requests in a second as in a second of its processor's time. Where other programs run
 * beside it, only the latter says something: `--shared` judges by it.
 *
 * Needs two cores, `taskset` and `wrk` (Debian: `apt-get install wrk`). `--quick` takes fewer rounds; other arguments are names of contenders.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Job, jobs } from "./http/jobs.ts";
import { median } from "./lib/measure.ts";

const wanted: Record<string, Record<string, readonly [figure: number, of: string]>> = {
  "babelgate/node, pep-3333": { hello: [0.95, "node:http"], echo: [0.78, "node:http"] },
  "wire reader, pep-3333": { hello: [1.2, "node:http"] },
};
const names = [
  "node:http",
  "babelgate/node, pep-3333",
  "babelgate/node, asgi-3",
  "wire reader, pep-3333",
  "wire reader, asgi-3",
  "fastify",
  "hono",
  "canned reply",
];

interface Running {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): void;
}

/** Requests in a second, and in a second of the server's processor time. */
interface Rate {
  readonly wall: number;
  readonly cpu: number;
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const by: keyof Rate = process.argv.includes("--shared") ? "cpu" : "wall";
const { rounds, seconds } = process.argv.includes("--quick") ? { rounds: 3, seconds: 1 } : { rounds: 9, seconds: 2 };

const missing = ["wrk", "taskset"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
if (missing.length > 0) {
  console.log(`skipped: ${missing.join(" and ")} not found (Debian: apt-get install wrk util-linux)`);
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), "bench-http-"));
const running: Running[] = [];
try {
  for (const name of names) if (isAsked(name)) running.push(await start(name));
  console.log(`Requests a second, Node ${process.version}; medians of ${rounds} rounds of ${seconds} s, and where they lie`);
  for (const job of jobs) report(job, await measured(job));
} finally {
  for (const { stop } of running) stop();
  rmSync(folder, { recursive: true });
}

function isAsked(name: string): boolean {
  return asked.length === 0 || name === "node:http" || asked.includes(name);
}

async function start(name: string): Promise<Running> {
  const script = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./http/server.ts" : "./http/server.js", import.meta.url));
  const child = spawn("taskset", ["-c", "1", process.execPath, script, name], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { name, port: Number(port), pid: child.pid!, stop: () => child.stdin.end() };
}

async function measured(job: Job): Promise<Map<string, Rate[]>> {
  const script = join(folder, `${job.name}.lua`);
  writeFileSync(script, job.script);
  const taking = running.filter(({ name }) => !job.without.includes(name));
  for (const server of taking) wrk(server, script, 1);
  const rates = new Map(taking.map(({ name }) => [name, [] as Rate[]]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < taking.length; i++) {
      const server = taking[(i + round) % taking.length]!;
      rates.get(server.name)!.push(wrk(server, script, seconds));
    }
  }
  return rates;
}

/** @throws {Error} when any request was not answered with 200 */
function wrk({ port, pid }: Running, script: string, seconds: number): Rate {
  const before = processorTime(pid);
  const args = ["-c", "0", "wrk", "-t1", "-c32", `-d${seconds}s`, "-s", script, `http://127.0.0.1:${port}/`];
  const { stdout } = spawnSync("taskset", args, { encoding: "utf8" });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout);
  if (!rate || /Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const requests = /(\d+) requests in/.exec(stdout);
  return { wall: Number(rate[1]), cpu: Number(requests![1]) / (processorTime(pid) - before) };
}

/** In seconds, from a clock that ticks a hundred times in one (proc(5), /proc/pid/stat). */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function report(job: Job, rates: ReadonlyMap<string, Rate[]>): void {
  const base = rates.get("node:http")!;
  console.log(`\n${job.name.padEnd(26)} a second, a second of processor time`);
  for (const [name, own] of rates) {
    const ratios = ratiosOf(own, base).sort((a, b) => a - b);
    const ratio = median(ratios);
    const range = `${ratios[0]!.toFixed(2)}-${ratios.at(-1)!.toFixed(2)}`;
    const rates = [own.map(({ wall }) => wall), own.map(({ cpu }) => cpu)].map((all) => median(all).toFixed(0).padStart(7));
    const least = wanted[name]?.[job.name];
    const verdict = least === undefined ? "" : ` (wanted: ${least[0]}x, ${ratio >= least[0] ? "met" : "MISSED"})`;
    console.log(`  ${name.padEnd(26)} ${rates.join("")}  ${ratio.toFixed(2)}x node:http, ${range}${verdict}`);
  }
  canned(rates);
}

function ratiosOf(own: readonly Rate[], others: readonly Rate[]): number[] {
  return own.map((rate, round) => rate[by] / others[round]![by]);
}

/** How near the wire reader comes to a server that reads nothing. */
function canned(rates: ReadonlyMap<string, Rate[]>): void {
  const most = rates.get("canned reply");
  const own = rates.get("wire reader, pep-3333");
  if (most === undefined || own === undefined) return;
  const ratio = median(ratiosOf(own, most));
  console.log(`  wire reader, pep-3333 is ${ratio.toFixed(2)}x canned reply (wanted: 0.8x, ${ratio >= 0.8 ? "met" : "MISSED"})`);
}
