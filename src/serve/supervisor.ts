/** The process that keeps workers: it starts them, replaces those that die, reloads and stops them. It serves nothing itself. */
import cluster, { type Worker } from "node:cluster";
import { fileURLToPath } from "node:url";
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
  cluster.setupPrimary({ exec, args: [JSON.stringify({ ...settings, endpoints } satisfies ServeSettings)] });
  return new Supervisor(settings, announcer).run();
}

class Supervisor {
  readonly #settings: ServeSettings;
  readonly #announcer: Announcer;
  /** Those that serve, or are about to. */
  readonly #workers = new Set<Worker>();
  #stopping = false;
  /** Workers that have said that they listen, until all do. */
  #ready = 0;
  #announced = false;
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
      const signals = { SIGTERM: () => this.#stop(), SIGINT: () => this.#stop(), SIGHUP: () => void this.#reload() } as const;
      for (const [signal, act] of Object.entries(signals)) process.on(signal, act);
      for (let i = 0; i < this.#settings.processes; i++) this.#start();
    });
  }

  /** Resolves with true when the new worker listens, with false when it never will. */
  #start(): Promise<boolean> {
    const worker = cluster.fork();
    const since = Date.now();
    let listens = false;
    this.#workers.add(worker);
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
        this.#ended(worker, listens, Date.now() - since, signal ?? `exit code ${code}`, code);
      });
    });
  }

  #listening(addresses: readonly Address[]): void {
    if (this.#announced || ++this.#ready < this.#settings.processes) return;
    this.#announced = true;
    this.#announcer.listening(addresses);
  }

  #failed({ message, exitCode }: Extract<WorkerMessage, { says: "failed" }>): void {
    // Each of several workers fails alike: it is said once.
    if (this.#announced || this.#exitCode === 0) this.#announcer.say(message);
    if (this.#announced) return;
    this.#exitCode = exitCode;
    this.#stop();
  }

  #ended(worker: Worker, listened: boolean, lived: number, how: string, code: number): void {
    const serving = this.#workers.delete(worker);
    if (code === 5) this.#exitCode ||= 5;
    if (this.#stopping) {
      if (Object.keys(cluster.workers ?? {}).length === 0) this.#finish(this.#exitCode);
      return;
    }
    // One that was replaced has ended as it should; one that never listened has said why.
    if (!serving || !this.#announced) {
      if (!this.#announced && !listened) this.#neverListened(worker, how);
      return;
    }
    this.#announcer.say(`worker ${worker.process.pid} ended with ${how}; another takes its place`);
    this.#delay = lived < soon ? Math.min(longest, this.#delay * 2 || 100) : 0;
    setTimeout(() => this.#stopping || this.#start(), this.#delay);
  }

  #neverListened(worker: Worker, how: string): void {
    this.#announcer.say(`worker ${worker.process.pid} ended with ${how} before it listened`);
    this.#exitCode = 3;
    this.#stop();
    if (Object.keys(cluster.workers ?? {}).length === 0) this.#finish(this.#exitCode);
  }

  /** New workers first; when all of them listen, the old ones finish what they have. */
  async #reload(): Promise<void> {
    if (this.#stopping) return;
    const old = [...this.#workers];
    const started = await Promise.all(Array.from({ length: this.#settings.processes }, () => this.#start()));
    if (this.#stopping) return;
    if (started.includes(false)) {
      this.#announcer.say("the application is not reloaded; the old one goes on");
      for (const worker of this.#workers) if (!old.includes(worker)) this.#retire(worker);
      return;
    }
    for (const worker of old) this.#retire(worker);
    this.#announcer.say("reloaded");
  }

  #retire(worker: Worker): void {
    this.#workers.delete(worker);
    if (worker.isConnected()) worker.send(drainMessage);
  }

  #stop(): void {
    if (this.#stopping) {
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
      return;
    }
    this.#stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) if (worker?.isConnected()) worker.send(drainMessage);
  }
}
