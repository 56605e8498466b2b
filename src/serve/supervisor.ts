/** The process that keeps workers: it starts them, replaces those that die, reloads and stops them. It serves nothing itself. */
import cluster, { type Worker } from "node:cluster";
import { fileURLToPath } from "node:url";
import { usualStopTime } from "../engines/engine.ts";
import type { Address } from "./address.ts";
import { prepared } from "./listen.ts";
import { drainMessage, type ServeSettings, type WorkerMessage } from "./settings.ts";

/** Where the supervisor says what happens: a line each. */
export interface Announcer {
  /** All workers listen, for the first time. */
  listening(addresses: readonly Address[]): void;
  say(line: string): void;
}

/** A worker that dies so soon was not well; the next one waits, longer each time. */
const soon = 1000;
const longest = 5000;
/** Milliseconds within which two signals are one: a terminal or a wrapper sends it to the whole group, and hands it on too. */
const together = 50;
/** Milliseconds that workers have to end after the time for their requests is up. */
const margin = 2000;
/**
 * Where the application is another process, or another thread, this one has few objects that live long, and much memory passes
 * through it: collecting in one go costs a tenth of doing it in steps (docs/decisions.md, Hosting Python).
 */
const relaying = ["--no-incremental-marking"];

/**
 * Serves until it is told to stop, and resolves with the exit code.
 *
 * SIGTERM and SIGINT stop it: requests under way are answered. SIGHUP starts new workers, which load the application
 * anew, and stops the old ones when those listen. A second SIGTERM or SIGINT ends everything at once.
 *
 * @throws {StartFailure} 4, for what is known before a worker is started
 */
export async function supervise(settings: ServeSettings, announcer: Announcer): Promise<number> {
  const endpoints: ServeSettings["endpoints"][number][] = [];
  for (const { protocol, address } of settings.endpoints) endpoints.push({ protocol, address: await prepared(address) });
  const exec = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url));
  const execArgv = settings.python === undefined ? process.execArgv : [...process.execArgv, ...relaying];
  cluster.setupPrimary({ exec, execArgv, args: [JSON.stringify({ ...settings, endpoints } satisfies ServeSettings)] });
  return new Supervisor(settings, announcer).run();
}

/** What a worker is started for: a reload that fails leaves everything as it is. */
type Reason = "to serve" | "to reload";

class Supervisor {
  readonly #settings: ServeSettings;
  readonly #announcer: Announcer;
  /** Those that serve, or are about to, and what they were started for. */
  readonly #workers = new Map<Worker, Reason>();
  /** Workers that have said that they listen, until all do. */
  #ready = 0;
  #stopping = false;
  /** When it was first told to stop. */
  #toldAt = -Infinity;
  #announced = false;
  #reloading = false;
  #reloadAgain = false;
  #exitCode = 0;
  #delay = 0;
  #finish: (code: number) => void = () => {};

  constructor(settings: ServeSettings, announcer: Announcer) {
    this.#settings = settings;
    this.#announcer = announcer;
  }

  run(): Promise<number> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      const signals = { SIGTERM: () => this.#told(), SIGINT: () => this.#told(), SIGHUP: () => void this.#reload() } as const;
      for (const [signal, act] of Object.entries(signals)) process.on(signal, act);
      for (let i = 0; i < this.#settings.processes; i++) this.#start("to serve");
    });
  }

  /** Resolves with true when the new worker listens, with false when it never will. */
  #start(reason: Reason): Promise<boolean> {
    const worker = cluster.fork();
    const since = Date.now();
    let listens = false;
    this.#workers.set(worker, reason);
    return new Promise((resolve) => {
      worker.on("message", (message: WorkerMessage) => {
        if (message.says === "failed") this.#failed(message);
        else {
          listens = true;
          this.#listening(message.addresses);
        }
        resolve(listens);
      });
      worker.on("exit", (code, signal) => {
        resolve(false);
        const how = signal ?? `exit code ${code}`;
        const serving = this.#workers.delete(worker);
        if (this.#stopping) this.#endedInTime(code);
        else if (!this.#announced) this.#neverListened(worker, how);
        else if (serving && (listens || reason === "to serve")) this.#replace(worker, how, Date.now() - since);
      });
    });
  }

  #listening(addresses: readonly Address[]): void {
    if (this.#announced || ++this.#ready < this.#settings.processes) return;
    this.#announced = true;
    this.#announcer.listening(addresses);
  }

  #failed({ message, exitCode }: Extract<WorkerMessage, { says: "failed" }>): void {
    // Each of several workers fails alike: before they serve, it is said once.
    if (this.#announced || this.#exitCode === 0) this.#announcer.say(message);
    if (this.#announced && !this.#stopping) return;
    this.#exitCode ||= exitCode;
    this.#stop();
  }

  #neverListened(worker: Worker, how: string): void {
    this.#announcer.say(`worker ${worker.process.pid} ended with ${how} before it listened`);
    this.#exitCode ||= 3;
    this.#stop();
  }

  #replace(worker: Worker, how: string, lived: number): void {
    this.#announcer.say(`worker ${worker.process.pid} ended with ${how}; another takes its place`);
    this.#delay = lived < soon ? Math.min(longest, this.#delay * 2 || 100) : 0;
    setTimeout(() => this.#stopping || this.#start("to serve"), this.#delay);
  }

  /** While the server stops. A worker that did not end by itself had requests, as far as anybody knows. */
  #endedInTime(code: number | null): void {
    if (code !== 0 && this.#announced) this.#exitCode = 5;
    if (alive().length === 0) this.#finish(this.#exitCode);
  }

  /** New workers first; when all of them listen, the old ones finish what they have. One reload at a time. */
  async #reload(): Promise<void> {
    if (this.#stopping) return;
    this.#reloadAgain = this.#reloading;
    if (this.#reloading) return;
    this.#reloading = true;
    for (const worker of this.#workers.keys()) this.#workers.set(worker, "to serve");
    const started = await Promise.all(Array.from({ length: this.#settings.processes }, () => this.#start("to reload")));
    this.#reloading = false;
    if (this.#stopping) return;
    const failed = started.includes(false);
    for (const [worker, reason] of this.#workers) if (failed === (reason === "to reload")) this.#retire(worker);
    this.#announcer.say(failed ? "the application is not reloaded; the old one goes on" : "reloaded");
    if (this.#reloadAgain) void this.#reload();
  }

  #retire(worker: Worker): void {
    this.#workers.delete(worker);
    tellToDrain(worker);
  }

  /** A signal. The second one is meant: what is under way is broken off. One that comes with the first is the same, as `timeout` and npx send it. */
  #told(): void {
    const now = performance.now();
    if (!this.#stopping) {
      this.#toldAt = now;
      this.#stop();
    } else if (now - this.#toldAt > together) this.#kill();
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const worker of alive()) tellToDrain(worker);
    // A worker that is busy, or waits for ever, hears nothing.
    const patience = patienceOf(this.#settings);
    if (patience !== undefined) setTimeout(() => this.#kill(), patience).unref();
    if (alive().length === 0) this.#finish(this.#exitCode);
  }

  #kill(): void {
    for (const worker of alive()) worker.process.kill("SIGKILL");
  }
}

/** Milliseconds that workers have to end; undefined for as long as they take. */
function patienceOf({ shutdownTime, python }: ServeSettings): number | undefined {
  const stopTime = python === undefined ? 0 : python.stopTime === undefined ? usualStopTime : python.stopTime;
  return shutdownTime === null || stopTime === null ? undefined : shutdownTime + stopTime + margin;
}

/** One that ends just now hears it no more, which is as good. */
function tellToDrain(worker: Worker): void {
  if (worker.isConnected()) worker.send(drainMessage, () => {});
}

/** Workers whose processes have not ended. */
const alive = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined && !worker.isDead()) as Worker[];
