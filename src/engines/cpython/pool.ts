/** Requests that interpreters share: who gets which, and what becomes of the requests of one that ended. */
import type { RawRequest, RawResponse } from "../../exchange.ts";
import { type Call, mayRetry, plainFor, type Waiting } from "./call.ts";
import type { Interpreter } from "./interpreter.ts";
import { longestWait, type Settings } from "./options.ts";
import { checkMemoryIsTold } from "./wear.ts";
import { Workers, type WorkersOwner } from "./workers.ts";

export class Pool implements WorkersOwner {
  readonly #settings: Settings;
  readonly #workers: Workers;
  readonly #waiting: Waiting[] = [];
  #numbers = 0;
  readonly #stopped = new AbortController();
  #idle: (() => void) | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#workers = new Workers(settings, this, this.#stopped.signal);
  }

  /** @throws {StartFailure} 3, 6 */
  async start(): Promise<void> {
    checkMemoryIsTold(this.#settings);
    await this.#workers.start();
  }

  /** @throws {StartFailure} the application stays as it was */
  reload(): Promise<void> {
    return this.#workers.reload();
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
    this.none();
    const living = [...this.#workers.living];
    for (const interpreter of living) {
      if (interpreter.busy > 0) interpreter.kill();
      else interpreter.retire();
    }
    await Promise.all(living.map((interpreter) => interpreter.exited()));
    // What came back meanwhile.
    this.none();
    return broken;
  }

  /** Hands out what waits. */
  free(): void {
    while (this.#waiting.length > 0) {
      const interpreter = this.#workers.leastBusy();
      if (interpreter === undefined) break;
      interpreter.ask(this.#waiting.shift()!);
      this.#workers.count(interpreter);
    }
    if (this.#idle !== undefined && this.#busy() === 0) this.#idle();
  }

  back(call: Call): void {
    if (call.mayMove) this.#waiting.unshift(call.move());
    else call.waiting.answer(plainFor(call.waiting.request, 503));
  }

  ended(interpreter: Interpreter, calls: readonly Call[], hasBegun: (call: Call) => boolean): void {
    this.#workers.ended(interpreter);
    const moving = calls.filter((call) => call.mayMove && !hasBegun(call) && !this.#stopped.signal.aborted);
    for (const call of calls) if (!moving.includes(call)) this.#lose(call);
    this.#waiting.unshift(...moving.map((call) => call.move()));
    this.free();
  }

  none(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.answer(plainFor(waiting.request, 503));
  }

  #lose(call: Call): void {
    const { waiting } = call;
    const again = call.mayMove && mayRetry(waiting) && !this.#stopped.signal.aborted;
    call.lost();
    if (again) this.#waiting.unshift({ ...waiting, retried: true });
    else waiting.answer(plainFor(waiting.request, 502));
  }

  #nextNumber(): number {
    this.#numbers = (this.#numbers % 0xffffffff) + 1;
    return this.#numbers;
  }

  #busy(): number {
    let busy = this.#waiting.length;
    for (const interpreter of this.#workers.living) busy += interpreter.busy;
    return busy;
  }

  #drained(within: number): Promise<void> {
    const others = this.#idle;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(within, longestWait));
      this.#idle = () => {
        others?.();
        clearTimeout(timer);
        resolve();
      };
      this.free();
    });
  }

  /* ---- requests that nobody waits for, or that take too long ---- */

  #leave(number: number): void {
    if (this.#refuse(number)) return;
    const interpreter = this.#holder(number);
    if (interpreter === undefined) return;
    interpreter.cancel(number);
    const { requestTime, graceTime } = this.#settings;
    if (requestTime !== Infinity) this.#giveUpAfter(requestTime + graceTime, interpreter, number);
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
    return [...this.#workers.living].find((interpreter) => interpreter.has(number));
  }

  #limit(number: number): NodeJS.Timeout | undefined {
    const { requestTime } = this.#settings;
    return requestTime === Infinity ? undefined : setTimeout(() => this.#expire(number), requestTime);
  }

  #expire(number: number): void {
    if (this.#refuse(number)) return;
    const interpreter = this.#holder(number);
    if (interpreter === undefined) return;
    this.#log(interpreter, number, `nothing of its response within ${this.#settings.requestTime} ms; its client is told 504`);
    interpreter.expire(number);
    this.#giveUpAfter(this.#settings.graceTime, interpreter, number);
  }

  /** A call that does not end cannot be ended: its interpreter is, as soon as the other requests that it has are answered. */
  #giveUpAfter(time: number, interpreter: Interpreter, number: number): void {
    setTimeout(() => interpreter.has(number) && this.#giveUp(interpreter, number), Math.min(time, longestWait)).unref();
  }

  #giveUp(interpreter: Interpreter, number: number): void {
    this.#log(interpreter, number, "the call does not end; the worker that has it is replaced");
    this.#workers.giveUp(interpreter);
    interpreter.giveUp(number);
  }

  #log({ pid }: Interpreter, request: number, line: string): void {
    this.#settings.onLog({ pid, request, text: `${line}\n` });
  }
}
