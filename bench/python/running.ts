/** A contender that runs: started on its core, known to answer, asked for its processor time, ended by id. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "./ask.ts";
import type { Case, Project } from "./cases.ts";
import type { Contender } from "./contenders.ts";

export interface Running {
  readonly contender: Contender;
  readonly port: number;
  /** Milliseconds from the start to the first answer. */
  readonly startUp: number;
  /** Seconds that all its processes have used. */
  processorTime(): number;
  stop(): Promise<void>;
}

const folders = resolve("bench/python");
const patience = 30_000;

/** What is not ended when this process is. */
const started = new Set<ChildProcess>();
process.on("exit", () => {
  for (const { pid } of started) killGroup(pid!);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** `cores` is for taskset. @throws {Error} where it does not answer, with what it wrote */
export async function start(contender: Contender, project: Project, workers: number, cores: string, first: Case): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `bench-python-`));
  // Apache's processes are another user's.
  chmodSync(folder, 0o755);
  const place = { folder, port: await freePort(), workers, application: join(folders, `${project}.py`) };
  for (const [name, text] of Object.entries(contender.files?.(place) ?? {})) writeFileSync(join(folder, name), text);
  const log = openSync(join(folder, "log"), "a");
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONPATH: folders };
  const begun = performance.now();
  const children = contender
    .commands(place)
    .map((command) => spawn("taskset", ["-c", cores, ...command], { cwd: folders, env, stdio: ["ignore", log, log], detached: true }));
  for (const child of children) started.add(child);
  const stop = () => ended(children, folder);
  try {
    await answering(place.port, first, children, begun);
  } catch (error) {
    const said = readFileSync(join(folder, "log"), "utf8");
    await stop();
    throw new Error(`${(error as Error).message}\n${said.split("\n").slice(-12).join("\n")}`);
  }
  const startUp = performance.now() - begun;
  return { contender, port: place.port, startUp, processorTime: () => processorTime(children.map(({ pid }) => pid!)), stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function answering(port: number, first: Case, children: readonly ChildProcess[], begun: number): Promise<void> {
  while (performance.now() - begun < patience) {
    const gone = children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (gone !== undefined) throw new Error(`it ended with ${gone.exitCode ?? gone.signalCode}`);
    if ((await ask(port, first).catch(() => undefined))?.status === 200) return;
    await sleep(20);
  }
  throw new Error(`no answer in ${patience} ms`);
}

/* ---- the end ------------------------------------------------------------------- */

/** Whatever of the group is left when its first process has ended, or has not in ten seconds, is killed. */
async function ended(children: readonly ChildProcess[], folder: string): Promise<void> {
  for (const child of children) child.kill("SIGTERM");
  const all = Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  await Promise.race([all, sleep(10_000, undefined, { ref: false })]);
  for (const { pid } of children) killGroup(pid!);
  await all;
  for (const child of children) started.delete(child);
  rmSync(folder, { recursive: true, maxRetries: 5 });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/* ---- processor time --------------------------------------------------------------- */

/** Of these and all that descend from them, in seconds, from a clock that ticks a hundred times in one (proc(5), /proc/pid/stat). */
function processorTime(pids: readonly number[]): number {
  const ours = new Set(pids);
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  let ticks = 0;
  // A process has a number above its parent's, until the numbers start anew.
  for (const { pid, parent, used } of all.sort((a, b) => a.pid - b.pid)) {
    if (ours.has(parent)) ours.add(pid);
    if (ours.has(pid)) ticks += used;
  }
  return ticks / 100;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly used: number;
}

function statOf(pid: number): Stat[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ");
    return [{ pid, parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    // It has ended since the folder was read.
    return [];
  }
}
