/** One interpreter process: what is asked of it, what it answers, and its end. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { conventions } from "../../conventions/registry.ts";
import { declare } from "../../declaration.ts";
import { StartFailure } from "../../serve/failure.ts";
import { type Frame, FrameReader, frame, kinds, readFields } from "../frames.ts";
import { connect } from "./boot.ts";
import { Call, type Waiting } from "./call.ts";
import type { Settings } from "./options.ts";

/** Milliseconds for what an interpreter has sent before it ended; something that it has forked may keep its socket open. */
const lastWords = 100;

export interface Owner {
  /** A request is over, so that there is room for another. */
  free(): void;
  /** The process has ended. @param calls those that it has not answered */
  ended(interpreter: Interpreter, calls: readonly Call[]): void;
}

/**
 * Starts a process, and waits until the application is loaded in it.
 *
 * @throws {StartFailure} 3, 6
 */
export async function startInterpreter(settings: Settings, owner: Owner, stopped: AbortSignal): Promise<Interpreter> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(Math.min(settings.bootTime, 2 ** 31 - 1))]);
  try {
    const { child, socket } = await connect(settings, signal);
    const interpreter = new Interpreter(child, socket, settings, owner);
    await interpreter.ready(signal);
    return interpreter;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new StartFailure(3, `${settings.app}: it has not loaded within ${settings.bootTime} ms`, { cause: error });
  }
}

export class Interpreter {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #settings: Settings;
  readonly #owner: Owner;
  readonly #reader = new FrameReader();
  readonly #calls = new Map<number, Call>();
  /** Requests that took too long, and are still here. */
  readonly #givenUp = new Set<number>();
  readonly #exit: Promise<unknown>;
  #boot: { resolve(): void; reject(error: Error): void } | undefined;
  readonly #since = performance.now();
  #corked = false;
  /** Gets no more requests. */
  #retired = false;
  #resting = false;

  constructor(child: ChildProcess, socket: Socket, settings: Settings, owner: Owner) {
    this.pid = child.pid!;
    this.#child = child;
    this.#socket = socket;
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

  ask(waiting: Waiting): void {
    const call = new Call(waiting, (wire) => this.#send(wire));
    this.#calls.set(waiting.number, call);
    call.begin();
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
    return this.#calls.has(number);
  }

  /** Ends when the requests that it has are answered. */
  retire(): void {
    this.#retired = true;
    this.#rest();
  }

  /** Ends what has retired, and has nothing left to do. */
  #rest(): void {
    if (!this.#retired || this.#resting || this.#calls.size > this.#givenUp.size) return;
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

  /** What is sent in one turn of the event loop goes out in one write. */
  #send(wire: Buffer): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(wire);
  }

  #hear(wire: Buffer): void {
    const touched = new Set<Call>();
    try {
      for (const frame of this.#reader.push(wire)) this.#dispatch(frame, touched);
    } catch (error) {
      // Whatever this is, it is not our runtime any more.
      this.#log(`${(error as Error).message}\n`);
      this.kill();
    }
    for (const call of touched) call.settle();
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
      touched.add(call);
      if (!call.hear(frame)) return;
      this.#calls.delete(request);
      this.#givenUp.delete(request);
    }
  }

  #failed(payload: Buffer): void {
    const [message = "", trace] = readFields(payload).map((field) => field && Buffer.from(field, "latin1").toString());
    if (trace !== undefined) this.#log(trace);
    this.#boot?.reject(new StartFailure(3, message));
  }

  #log(text: string, request?: number): void {
    this.#settings.onLog(request ? { pid: this.pid, request, text } : { pid: this.pid, text });
  }

  #close(): void {
    // A process without its stream is of no use.
    this.kill();
    this.#boot?.reject(new StartFailure(3, `${this.#settings.app}: Python ended while it was loaded`));
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#owner.ended(this, calls);
  }
}

function configOf({ app, profile, multiprocess, threads, pythonPath }: Settings) {
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
