/** The interpreters of a pool: how many there are, and who takes the place of one that ended or has done enough. */
import { setTimeout as sleep } from "node:timers/promises";
import { StartFailure } from "../../serve/failure.ts";
import { type Interpreter, type Owner, startInterpreter } from "./interpreter.ts";
import type { Settings } from "./options.ts";
import { requestsFor, statusOf } from "./wear.ts";

/** Milliseconds before an interpreter that does not start is started again: twice as many each time. */
const firstPause = 100;
const longestPause = 5000;
/** One that ends so soon may not be well. */
const soon = 1000;
/** Milliseconds between two looks at the processes. */
const tick = 1000;

export interface WorkersOwner extends Owner {
  /** None is there, and nobody knows when there will be one. */
  none(): void;
}

export class Workers {
  readonly #settings: Settings;
  readonly #owner: WorkersOwner;
  readonly #stopped: AbortSignal;
  /** Those that get requests. */
  #serving: Interpreter[] = [];
  /** All whose process is there. */
  readonly living = new Set<Interpreter>();
  /** Requests that each may still get. */
  readonly #left = new WeakMap<Interpreter, number>();
  /** Those that have done enough, and serve until another can take their place. */
  readonly #worn = new Set<Interpreter>();
  /** The one of them whose replacement is being started. */
  #leaving: Interpreter | undefined;
  /** Since when those that are stopped have been seen so. */
  readonly #still = new WeakMap<Interpreter, number>();
  #generation = 0;

  constructor(settings: Settings, owner: WorkersOwner, stopped: AbortSignal) {
    this.#settings = settings;
    this.#owner = owner;
    this.#stopped = stopped;
  }

  /** @throws {StartFailure} 3, 6 */
  async start(): Promise<void> {
    this.#serve(await this.#startAll());
    if (this.#settings.maxMemory !== Infinity || this.#settings.requestTime !== Infinity) this.#watch();
  }

  /** Starts the application anew, and lets the interpreters that were there finish what they have. @throws {StartFailure} they stay */
  async reload(): Promise<void> {
    const fresh = await this.#startAll();
    this.#generation++;
    const old = this.#serving;
    this.#worn.clear();
    this.#serve(fresh);
    for (const interpreter of old) interpreter.retire();
  }

  /** Of those that have room, the one that has the fewest requests. */
  leastBusy(): Interpreter | undefined {
    let least: Interpreter | undefined;
    for (const interpreter of this.#serving)
      if (interpreter.room > 0 && (least === undefined || interpreter.busy < least.busy)) least = interpreter;
    return least;
  }

  /** It has got a request. */
  count(interpreter: Interpreter): void {
    const left = this.#left.get(interpreter)! - 1;
    this.#left.set(interpreter, left);
    if (left <= 0) this.#wearOut(interpreter);
  }

  /** It gets no more requests, and another is started. */
  giveUp(interpreter: Interpreter): void {
    if (this.#drop(interpreter)) this.#fill(interpreter);
  }

  /** Its process has ended. */
  ended(interpreter: Interpreter): void {
    this.living.delete(interpreter);
    if (!this.#drop(interpreter) || this.#stopped.aborted) return;
    this.#log(interpreter.pid, "the worker has ended; another takes its place");
    this.#fill(interpreter, interpreter.age < soon ? firstPause : 0);
  }

  /** Some may have ended while others were started. */
  #serve(started: readonly Interpreter[]): void {
    this.#serving = started.filter((interpreter) => this.living.has(interpreter));
    for (let missing = started.length - this.#serving.length; missing > 0; missing--) void this.#replace();
    this.#owner.free();
  }

  /** The first one alone: what is wrong with the application is said once. */
  async #startAll(): Promise<Interpreter[]> {
    const first = await this.#startOne();
    const others = await Promise.allSettled(Array.from({ length: this.#settings.workers - 1 }, () => this.#startOne()));
    const failed = others.find((result) => result.status === "rejected");
    const started = [first, ...others.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))];
    if (failed === undefined) return started;
    for (const interpreter of started) interpreter.kill();
    throw failed.reason;
  }

  async #startOne(): Promise<Interpreter> {
    const interpreter = await startInterpreter(this.#settings, this.#owner, this.#stopped);
    this.living.add(interpreter);
    this.#left.set(interpreter, requestsFor(this.#settings));
    return interpreter;
  }

  /** True where it got requests until now. */
  #drop(interpreter: Interpreter): boolean {
    const place = this.#serving.indexOf(interpreter);
    if (place >= 0) this.#serving.splice(place, 1);
    this.#worn.delete(interpreter);
    return place >= 0;
  }

  /** The place of one that was dropped; for one that was leaving, another is being started already. */
  #fill(dropped: Interpreter, before = 0): void {
    if (dropped !== this.#leaving) void this.#replace(before);
  }

  /** Starts another, until one starts. `before`: milliseconds to wait first. */
  async #replace(before = 0): Promise<void> {
    const generation = this.#generation;
    const wanted = () => generation === this.#generation && !this.#stopped.aborted;
    for (let wait = before; wanted(); wait = Math.min(Math.max(2 * wait, firstPause), longestPause)) {
      await pause(wait, this.#stopped);
      if (!wanted()) return;
      try {
        const interpreter = await this.#startOne();
        if (wanted()) this.#serving.push(interpreter);
        else interpreter.retire();
        this.#owner.free();
        return;
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error;
        if (this.#stopped.aborted) return;
        if (this.#serving.length === 0) this.#owner.none();
        this.#log(process.pid, error.message);
      }
    }
  }

  /* ---- those that have done enough ---- */

  #wearOut(interpreter: Interpreter): void {
    if (!this.#serving.includes(interpreter)) return;
    this.#worn.add(interpreter);
    if (this.#leaving === undefined) void this.#renew();
  }

  /** One after the other: the rest of them serves meanwhile. */
  async #renew(): Promise<void> {
    for (const interpreter of this.#worn) {
      this.#leaving = interpreter;
      await this.#replace();
      if (this.#stopped.aborted) return;
      if (this.#drop(interpreter)) interpreter.retire();
    }
    this.#leaving = undefined;
  }

  /* ---- what the system tells of the processes ---- */

  #watch(): void {
    const timer = setInterval(() => this.living.forEach((interpreter) => void this.#look(interpreter)), tick).unref();
    this.#stopped.addEventListener("abort", () => clearInterval(timer));
  }

  async #look(interpreter: Interpreter): Promise<void> {
    const status = await statusOf(interpreter.pid);
    if (status === undefined) return;
    this.#weigh(interpreter, status.memory);
    if (!status.stopped) this.#still.delete(interpreter);
    else this.#wait(interpreter);
  }

  #weigh(interpreter: Interpreter, memory: number): void {
    if (memory <= this.#settings.maxMemory || this.#worn.has(interpreter) || !this.#serving.includes(interpreter)) return;
    this.#log(interpreter.pid, `the worker has ${memory} bytes of memory; another takes its place`);
    this.#wearOut(interpreter);
  }

  /** A process that is stopped while it sends a body keeps within every limit of time. */
  #wait(interpreter: Interpreter): void {
    const { requestTime, graceTime } = this.#settings;
    const since = this.#still.get(interpreter) ?? performance.now();
    this.#still.set(interpreter, since);
    if (performance.now() - since >= requestTime + graceTime) interpreter.kill();
  }

  #log(pid: number, line: string): void {
    this.#settings.onLog({ pid, text: `${line}\n` });
  }
}

/** This process goes on for it, as it does while an interpreter is there: requests may wait for one. It ends early where we stop. */
const pause = (time: number, signal: AbortSignal) => sleep(time, undefined, { signal }).catch(() => {});
