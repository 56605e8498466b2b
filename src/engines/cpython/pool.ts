/** Interpreters that share the requests: who gets which, who takes the place of one that ended, and what becomes of its requests. */
import type { RawRequest, RawResponse } from "../../exchange.ts";
import { StartFailure } from "../../serve/failure.ts";
import { type Call, mayRetry, plainFor, type Waiting } from "./call.ts";
import { type Interpreter, type Owner, startInterpreter } from "./interpreter.ts";
import type { Settings } from "./options.ts";

/** Milliseconds before an interpreter that does not start is started again: twice as many each time. */
const firstPause = 100;
const soon = 1000;
const longestPause = 5000;

export class Pool implements Owner {
  readonly #settings: Settings;
  readonly #capacity: number;
  /** Those that get requests. */
  #serving: Interpreter[] = [];
  /** All whose process is there. */
  readonly #living = new Set<Interpreter>();
  readonly #waiting: Waiting[] = [];
  #numbers = 0;
  #generation = 0;
  readonly #stopped = new AbortController();
  #idle: (() => void) | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#capacity = settings.profile.convention === "asgi" ? settings.concurrency : settings.threads;
  }

  /** @throws {StartFailure} 3, 6 */
  async start(): Promise<void> {
    this.#serve(await this.#startAll());
  }

  /** Starts the application anew, and lets the interpreters that were there finish what they have. @throws {StartFailure} they stay */
  async reload(): Promise<void> {
    const fresh = await this.#startAll();
    this.#generation++;
    const old = this.#serving;
    this.#serve(fresh);
    for (const interpreter of old) interpreter.retire();
  }

  /** Some may have ended while others were started. */
  #serve(started: readonly Interpreter[]): void {
    this.#serving = started.filter((interpreter) => this.#living.has(interpreter));
    for (let missing = started.length - this.#serving.length; missing > 0; missing--) void this.#replace(this.#generation);
    this.free();
  }

  handle(request: RawRequest): Promise<RawResponse> {
    if (this.#stopped.signal.aborted) return Promise.resolve(plainFor(request, 503));
    return new Promise((resolve) => {
      const number = this.#nextNumber();
      const timer = this.#limit(number);
      const answer = (response: RawResponse) => {
        clearTimeout(timer);
        resolve(response);
      };
      this.#waiting.push({ number, request, answer, retried: false });
      this.free();
      request.gone?.whenGone(() => this.#leave(number));
    });
  }

  /** Resolves with the number of requests that were broken off. */
  async stop(within: number): Promise<number> {
    this.#stopped.abort();
    await this.#drained(within);
    const broken = this.#busy();
    this.#refuseWaiting();
    const living = [...this.#living];
    for (const interpreter of living) {
      if (interpreter.busy > 0) interpreter.kill();
      else interpreter.retire();
    }
    await Promise.all(living.map((interpreter) => interpreter.exited()));
    return broken;
  }

  /** Hands out what waits. */
  free(): void {
    while (this.#waiting.length > 0) {
      const interpreter = this.#leastBusy();
      if (interpreter === undefined) break;
      interpreter.ask(this.#waiting.shift()!);
    }
    if (this.#idle !== undefined && this.#busy() === 0) this.#idle();
  }

  ended(interpreter: Interpreter, calls: readonly Call[]): void {
    this.#living.delete(interpreter);
    const served = this.#serving.includes(interpreter);
    this.#serving = this.#serving.filter((other) => other !== interpreter);
    for (const call of calls) this.#lose(call);
    if (served && !this.#stopped.signal.aborted) {
      this.#settings.onLog({ pid: interpreter.pid, text: "the worker has ended; another takes its place\n" });
      void this.#replace(this.#generation, interpreter.age < soon ? firstPause : 0);
    }
    this.free();
  }

  #lose(call: Call): void {
    const { waiting } = call;
    const again = call.unanswered && mayRetry(waiting) && !this.#stopped.signal.aborted;
    call.lost();
    if (again) this.#waiting.unshift({ ...waiting, retried: true });
    else waiting.answer(plainFor(waiting.request, 502));
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
    const interpreter = await startInterpreter(this.#settings, this, this.#stopped.signal);
    this.#living.add(interpreter);
    return interpreter;
  }

  /** `before`: milliseconds to wait, since what has ended so soon may not be well. */
  async #replace(generation: number, before = 0): Promise<void> {
    if (before > 0) await new Promise((resolve) => setTimeout(resolve, before).unref());
    for (
      let pause = firstPause;
      generation === this.#generation && !this.#stopped.signal.aborted;
      pause = Math.min(2 * pause, longestPause)
    ) {
      try {
        const interpreter = await this.#startOne();
        if (generation === this.#generation && !this.#stopped.signal.aborted) this.#serving.push(interpreter);
        else interpreter.retire();
        this.free();
        return;
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error;
        if (this.#stopped.signal.aborted) return;
        // Nobody knows when there will be one that can answer.
        if (this.#serving.length === 0) this.#refuseWaiting();
        this.#settings.onLog({ pid: process.pid, text: `${error.message}\n` });
        await new Promise((resolve) => setTimeout(resolve, pause).unref());
      }
    }
  }

  #nextNumber(): number {
    this.#numbers = (this.#numbers % 0xffffffff) + 1;
    return this.#numbers;
  }

  #leastBusy(): Interpreter | undefined {
    let least: Interpreter | undefined;
    for (const interpreter of this.#serving) if (least === undefined || interpreter.busy < least.busy) least = interpreter;
    return least !== undefined && least.busy < this.#capacity ? least : undefined;
  }

  #busy(): number {
    let busy = this.#waiting.length;
    for (const interpreter of this.#living) busy += interpreter.busy;
    return busy;
  }

  #refuseWaiting(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.answer(plainFor(waiting.request, 503));
  }

  #drained(within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, within);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.free();
    });
  }

  /* ---- requests that nobody waits for, or that take too long ---- */

  #leave(number: number): void {
    if (!this.#refuse(number)) this.#holder(number)?.cancel(number);
  }

  /** True where it still waited: no application will see it. */
  #refuse(number: number): boolean {
    const place = this.#waiting.findIndex((waiting) => waiting.number === number);
    if (place < 0) return false;
    const [waiting] = this.#waiting.splice(place, 1);
    waiting!.answer(plainFor(waiting!.request, 503));
    return true;
  }

  #holder(number: number): Interpreter | undefined {
    return [...this.#living].find((interpreter) => interpreter.has(number));
  }

  #limit(number: number): NodeJS.Timeout | undefined {
    const { requestTime } = this.#settings;
    return requestTime === Infinity ? undefined : setTimeout(() => this.#expire(number), requestTime);
  }

  #expire(number: number): void {
    if (this.#refuse(number)) return;
    const interpreter = this.#holder(number);
    interpreter?.expire(number);
    setTimeout(() => interpreter?.has(number) && this.#giveUp(interpreter, number), this.#settings.graceTime).unref();
  }

  /** A call that does not end cannot be ended: its interpreter is, as soon as the other requests that it has are answered. */
  #giveUp(interpreter: Interpreter, number: number): void {
    if (this.#serving.includes(interpreter)) {
      this.#serving = this.#serving.filter((other) => other !== interpreter);
      void this.#replace(this.#generation);
    }
    interpreter.giveUp(number);
  }
}
