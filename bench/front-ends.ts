/**
 * Requests a second behind nginx and Apache: each protocol here beside the same front end that proxies HTTP to a bare node:http.
 *
 * The front end and what is behind it share one core, wrk has the other; 32 connections to the front end are kept alive. A round measures every
 * road once, and the figures are medians of the ratios within a round. Needs `taskset`, `wrk`, and nginx or apache2. `--quick` takes fewer rounds.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type BenchFrontEnd, frontEnds, type Road } from "./front-ends/configurations.ts";
import { median } from "./lib/measure.ts";

const [rounds, seconds] = process.argv.includes("--quick") ? [3, 1] : [7, 3];
const reference = "node:http";

for (const program of ["taskset", "wrk"])
  if (!existsSync(`/usr/bin/${program}`)) throw new Error(`/usr/bin/${program} is not here (Debian: apt-get install wrk util-linux)`);
console.log(`Requests a second of a hello world, Node ${process.version}; medians of ${rounds} rounds of ${seconds} s`);
for (const frontEnd of frontEnds) {
  if (existsSync(frontEnd.program)) await measured(frontEnd);
  else console.log(`\n${frontEnd.name}: skipped (Debian: apt-get install ${frontEnd.package})`);
}

async function measured(frontEnd: BenchFrontEnd): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-front-"));
  const children: ChildProcess[] = [];
  try {
    const roads = await Promise.all(frontEnd.roads.map((road) => opened(road, children)));
    const file = join(folder, "front-end.conf");
    writeFileSync(file, frontEnd.configuration(folder, roads));
    const server = spawn("taskset", ["-c", "1", frontEnd.program, ...frontEnd.arguments(file)], { stdio: "ignore" });
    children.push(server);
    await Promise.all(roads.map(({ port }) => answers(port)));
    const rates = roads.map(() => [] as number[]);
    for (let round = 0; round < rounds; round++) for (const [i, { port }] of roads.entries()) rates[i]!.push(rateOf(port));
    print(frontEnd, rates);
  } finally {
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(protocol: string, children: ChildProcess[]): Promise<Road> {
  const script = fileURLToPath(new URL("./front-ends/backend.js", import.meta.url));
  const child = spawn("taskset", ["-c", "1", process.execPath, script, protocol], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const [backend] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { protocol, backend: Number(backend), port: await freePort() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      }).once("error", () => resolve(false));
    });
    if (connected) return;
    await sleep(50);
  }
  throw new Error(`nobody answers on port ${port}`);
}

function rateOf(port: number): number {
  const said = execFileSync("taskset", ["-c", "0", "wrk", "-t1", "-c32", `-d${seconds}s`, `http://127.0.0.1:${port}/`], {
    encoding: "utf8",
  });
  if (/Non-2xx|Socket errors/.test(said)) throw new Error(said);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)![1]);
}

function print({ name, roads }: BenchFrontEnd, rates: readonly number[][]): void {
  const base = rates[roads.indexOf(reference)]!;
  console.log(`\n${name}`);
  for (const [i, road] of roads.entries()) {
    const ratio = median(rates[i]!.map((rate, round) => rate / base[round]!));
    console.log(`  ${road.padEnd(12)} ${Math.round(median(rates[i]!)).toString().padStart(7)}  ${ratio.toFixed(2)}x HTTP to node:http`);
  }
}
