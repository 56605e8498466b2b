/** Starts a Python in a thread: what stands for a process and its socket. */
import { EventEmitter, once } from "node:events";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { StartFailure } from "../../serve/failure.ts";
import type { Booted, Child } from "../cpython/boot.ts";
import type { LogEntry, Settings } from "../cpython/options.ts";
import { begunMemory } from "./bridge.ts";
import { canBeSeen, outermost } from "./files.ts";
import type { PyodideOptions } from "./options.ts";
import { Ring } from "./ring.ts";
import { RingStream } from "./stream.ts";
import type { ThreadData, ThreadMessage } from "./worker.ts";

const entry = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
const runtime = fileURLToPath(new URL("../runtime", import.meta.url));
/** Bytes on their way in one direction. */
const size = 1024 * 1024;

/** @throws {StartFailure} 3, 6 */
export async function connectThread(options: PyodideOptions, { onLog, profile }: Settings, signal: AbortSignal): Promise<Booted> {
  const inbound = Ring.memory(size);
  const outbound = Ring.memory(size);
  const begun = begunMemory();
  const workerData: ThreadData = { inbound, outbound, begun, runtime, ...surroundings(options) };
  const worker = new Worker(entry, { workerData });
  const socket = new RingStream(new Ring(inbound), new Ring(outbound));
  const child = new Thread(worker);
  const said = listen(worker, child, socket, onLog);
  try {
    await Promise.race([once(child, "up", { signal }), once(child, "exit", { signal }).then(() => failed(said))]);
  } catch (error) {
    child.kill();
    throw error;
  }
  return { child, socket, takeBegun: () => new Set(new Uint32Array(begun)), alone: profile.convention !== "asgi" };
}

/** A thread as a process. */
class Thread extends EventEmitter implements Child {
  /** Of the process that it is in. */
  readonly pid = process.pid;
  readonly #worker: Worker;

  constructor(worker: Worker) {
    super();
    this.#worker = worker;
    worker.once("exit", (code) => this.emit("exit", code, null));
  }

  kill(): boolean {
    void this.#worker.terminate();
    return true;
  }
}

/** What the thread sees of this machine. @throws {StartFailure} 3 */
function surroundings({
  app,
  pythonPath = [],
  wheels = [],
  snapshot,
}: PyodideOptions): Omit<ThreadData, "inbound" | "outbound" | "begun" | "runtime"> {
  const workingFolder = process.cwd();
  const needed = [folderOf(app), ...pythonPath].map((folder) => resolve(folder));
  const hidden = needed.find((folder) => !canBeSeen(folder));
  if (hidden !== undefined) throw new StartFailure(3, `${hidden}: Pyodide has a folder of its own there, and cannot see this one`);
  const folders = outermost([...needed, workingFolder].filter(canBeSeen).flatMap(withItsTarget));
  return {
    folders,
    workingFolder: canBeSeen(workingFolder) ? workingFolder : "/",
    wheels: wheels.map((file) => ({ file, content: contentOf(file) })),
    snapshot,
  };
}

const unreadable: Readonly<Record<string, string>> = { ENOENT: "there is no such file", EISDIR: "is no wheel: it is a folder" };

/** @throws {StartFailure} 3 */
function contentOf(wheel: string): Uint8Array {
  try {
    return readFileSync(wheel);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartFailure(3, `${wheel}: ${unreadable[code!] ?? message}`, { cause: error });
  }
}

/** Where the application is looked for: a file's folder, or for a module the one that this process works in. */
function folderOf(app: string): string {
  const where = app.replace(/:\w+(\.\w+)*$/, "");
  return where.endsWith(".py") || where.includes("/") ? dirname(where) : ".";
}

/** Links are followed inside what Python sees. */
function withItsTarget(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? [folder, realpathSync(folder)] : [];
}

/** Hears what the thread says. What it said last is why it ended. */
function listen(worker: Worker, child: Thread, socket: RingStream, onLog: (entry: LogEntry) => void): { last: string } {
  const said = { last: "" };
  const log = (text: string) => {
    said.last = text.trim().split("\n").at(-1)!;
    onLog({ pid: process.pid, text });
  };
  worker.on("message", (message: ThreadMessage) => {
    if (typeof message === "object") log(message.says);
    else if (message === "look") socket.look();
    else child.emit("up");
  });
  worker.on("error", (error) => log(`${error.message}\n`));
  worker.on("exit", () => {
    // Its last words.
    socket.look();
    socket.destroy();
  });
  return said;
}

function failed({ last }: { last: string }): never {
  throw new StartFailure(6, `Pyodide ended before it was ready: ${last}`);
}
