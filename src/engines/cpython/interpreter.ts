/** One interpreter process: what is asked of it, what it answers, and its end. */
import { once } from "node:events";
import { conventions } from "../../conventions/registry.ts";
import { declare } from "../../declaration.ts";
import { Misfit, StartFailure } from "../../serve/failure.ts";
import { type Frame, FrameReader, frame, kinds, readFields } from "../frames.ts";
import { longAgo } from "./begun.ts";
import type { Booted, Child } from "./boot.ts";
import { Call, type Waiting } from "./call.ts";
import { Calls } from "./calls.ts";
import type { Settings } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { Pace } from "./pace.ts";
import type { Held } from "./response-body.ts";

/** Milliseconds for what an interpreter has sent before it ended; something that it has forked may keep its socket open. */
const lastWords = 100;

export interface Owner {
  /** A request is over, so that there is room for another. */
  free(): void;
  /** It has not begun the call, and never will. */
  back(call: Call): void;
  /** The process has ended. @param calls those that it has not answered @param hasBegun false for those of which it has seen nothing */
  ended(interpreter: Interpreter, calls: readonly Call[], hasBegun: (call: Call) => boolean): void;
}

/**
 * Starts a process, and waits until the application is loaded in it.
 *
 * @throws {StartFailure} 3, 6
 */
export async function startInterpreter(settings: Settings, owner: Owner, stopped: AbortSignal): Promise<Interpreter> {
  // Not AbortSignal.any(): where nothing else holds AbortSignal.timeout(), it may be collected, and never come.
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort();
  const late = setTimeout(abort, settings.bootTime);
  stopped.addEventListener("abort", abort);
  if (stopped.aborted) abort();
  try {
    const interpreter = new Interpreter(await settings.connect(settings, signal), settings, owner);
    await interpreter.ready(signal);
    return interpreter;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new StartFailure(3, `${settings.app}: it has not loaded within ${settings.bootTime} ms`, { cause: error });
  } finally {
    clearTimeout(late);
    stopped.removeEventListener("abort", abort);
  }
}

export class Interpreter {
  readonly pid: number;
  readonly #child: Child;
  readonly #outbox: Outbox;
  readonly #takeBegun: Booted["takeBegun"];
  readonly #alone: boolean;
  readonly #settings: Settings;
  readonly #owner: Owner;
  readonly #reader = new FrameReader();
  readonly #calls = new Calls();
  readonly #held: Held = { bytes: 0 };
  readonly #pace: Pace;
  /** Requests that it has got. */
  #asked = 0;
  /** Requests that took too long, and are still here. */
  readonly #givenUp = new Set<number>();
  readonly #exit: Promise<unknown>;
  #boot: { resolve(): void; reject(error: Error): void } | undefined;
  readonly #since = performance.now();
  /** Gets no more requests. */
  #retired = false;
  #resting = false;

  constructor({ child, socket, takeBegun, alone = false }: Booted, settings: Settings, owner: Owner) {
    this.pid = child.pid!;
    this.#child = child;
    this.#outbox = new Outbox(socket);
    this.#takeBegun = takeBegun;
    this.#alone = alone;
    this.#pace = new Pace(settings.threads);
    this.#settings = settings;
    this.#owner = owner;
    this.#exit = once(child, "exit");
    this.#exit.then(() => setTimeout(() => socket.destroy(), lastWords).unref());
    socket.on("data", (wire) => this.#hear(wire));
    // What is written to a process that has just ended is no more news than its end.
    socket.on("error", () => {});
    socket.on("close", () => this.#close());
  }

  /** @throws {StartFailure} 3 */
  async ready(signal: AbortSignal): Promise<void> {
    const booted = new Promise<void>((resolve, reject) => {
      this.#boot = { resolve, reject };
    });
    const aborted = () => this.#boot?.reject(signal.reason);
    signal.addEventListener("abort", aborted);
    this.#send(frame(kinds.config, 0, Buffer.from(JSON.stringify(configOf(this.#settings)))));
    try {
      await booted;
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      signal.removeEventListener("abort", aborted);
      this.#boot = undefined;
    }
  }

  /** In milliseconds. */
  get age(): number {
    return performance.now() - this.#since;
  }

  get busy(): number {
    return this.#calls.size;
  }

  /** More requests that it may have now. */
  get room(): number {
    const { profile, concurrency } = this.#settings;
    return (profile.convention === "asgi" ? concurrency : this.#pace.capacity) - this.#calls.size;
  }

  ask(waiting: Waiting): void {
    if (this.#calls.size === 0) this.#pace.starts();
    const call = new Call(waiting, this.#asked++, this.#send, this.#held);
    this.#calls.add(call);
    if (!call.begin()) this.#calls.delete(waiting.number);
  }

  /** Nobody waits for its response any more. */
  cancel(number: number): void {
    this.#calls.get(number)?.cancel();
  }

  /** It has taken too long. */
  expire(number: number): void {
    this.#calls.get(number)?.expire();
  }

  /** It cannot be ended but with the process, when that has no other request. */
  giveUp(number: number): void {
    this.#retired = true;
    this.#givenUp.add(number);
    this.#rest();
  }

  has(number: number): boolean {
    return this.#calls.get(number) !== undefined;
  }

  /** Ends when the requests that it has are answered. */
  retire(): void {
    this.#retired = true;
    this.#rest();
  }

  /** Ends what has retired, and has nothing left to do. */
  #rest(): void {
    const stuck = this.#alone && this.#givenUp.size > 0;
    if (!this.#retired || this.#resting || (this.#calls.size > this.#givenUp.size && !stuck)) return;
    this.#resting = true;
    if (this.#givenUp.size > 0) {
      this.kill();
      return;
    }
    this.#send(frame(kinds.stop, 0));
    setTimeout(() => this.kill(), this.#settings.stopTime).unref();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Resolves when the process has ended. */
  async exited(): Promise<void> {
    await this.#exit;
  }

  readonly #send = (wire: Uint8Array): void => this.#outbox.send(wire);

  #hear(wire: Buffer): void {
    const touched = new Set<Call>();
    const before = this.#calls.size;
    try {
      for (const frame of this.#reader.push(wire)) this.#dispatch(frame, touched);
    } catch (error) {
      // Whatever this is, it is not our runtime any more.
      this.#log(`${(error as Error).message}\n`);
      this.kill();
    }
    for (const call of touched) call.settle();
    if (this.#calls.size < before) this.#pace.answered(before - this.#calls.size);
    this.#rest();
    this.#owner.free();
  }

  #dispatch(frame: Frame, touched: Set<Call>): void {
    const { kind, request, payload } = frame;
    if (kind === kinds.log) this.#log(payload.toString(), request);
    else if (kind === kinds.ready) this.#boot?.resolve();
    else if (kind === kinds.failed) this.#failed(payload);
    else {
      const call = this.#calls.get(request);
      if (call === undefined) return;
      if (kind !== kinds.answer) touched.add(call);
      if (!call.hear(frame)) return;
      this.#calls.delete(request);
      this.#givenUp.delete(request);
      if (kind === kinds.back) this.#giveBack(call);
    }
  }

  #giveBack(call: Call): void {
    this.#pace.stuck();
    this.#owner.back(call);
  }

  #failed(payload: Buffer): void {
    const [message = "", trace, misfit] = readFields(payload).map((field) => field && Buffer.from(field, "latin1").toString());
    if (trace !== undefined) this.#log(trace);
    this.#boot?.reject(misfit === undefined ? new StartFailure(3, message) : new Misfit(3, message));
  }

  #log(text: string, request?: number): void {
    this.#settings.onLog(request ? { pid: this.pid, request, text } : { pid: this.pid, text });
  }

  #close(): void {
    // A process without its stream is of no use.
    this.kill();
    this.#boot?.reject(new StartFailure(3, `${this.#settings.app}: Python ended while it was loaded`));
    const calls = this.#calls.take();
    const begun = this.#takeBegun?.();
    const hasBegun = ({ waiting, place }: Call) => begun === undefined || begun.has(waiting.number) || this.#asked - place > longAgo;
    this.#owner.ended(this, calls, hasBegun);
  }
}

export function configOf({ app, profile, multiprocess, threads, pythonPath }: Settings) {
  const { order, parameters } = conventions[profile.convention];
  return {
    app,
    pythonPath,
    threads,
    declaration: declare(profile),
    order,
    parameters,
    multithread: threads > 1 && profile.convention !== "asgi",
    multiprocess,
    runOnce: false,
  };
}
