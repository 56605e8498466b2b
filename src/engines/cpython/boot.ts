/** Starts an interpreter, and waits until it is connected: a process, and the stream to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFailure } from "../../serve/failure.ts";
import { longestPath } from "../../serve/listen.ts";
import { type BegunFile, makeBegunFile } from "./begun.ts";
import type { Settings } from "./options.ts";
import { type Said, spokenBy } from "./said.ts";
import { slabs } from "./slabs.ts";

const boot = fileURLToPath(new URL("../runtime/boot.py", import.meta.url));

export interface Booted {
  readonly child: Child;
  readonly socket: Stream;
  /** The requests that it had begun, once it has ended; absent where any may have been. */
  readonly takeBegun?: () => ReadonlySet<number>;
  /** It hears nothing while it answers: behind a request that does not end, none begins. */
  readonly alone?: boolean;
}

/** A process, or what stands for one. */
export interface Child extends NodeJS.EventEmitter {
  readonly pid?: number | undefined;
  kill(signal: "SIGKILL"): boolean;
}
/** The stream to it. */
export interface Stream extends NodeJS.EventEmitter {
  write(wire: Uint8Array): boolean;
  cork(): void;
  uncork(): void;
  destroy(): void;
}

/** A descriptor of the process: a stream on which it says, by one byte, that it listens, and which is closed when this process ends, however that is. */
const lifeline = 3;
/** Another: the file in which it says which requests it has begun. */
const begun = 4;
/** `boot.py` ends with it where Python is too old. */
const tooOld = 64;
/** And with this where it cannot listen. */
const noSocket = 65;

/** What is to be taken back where this process ends before they are connected. */
const starting = new Set<() => void>();
process.on("exit", () => {
  for (const abandon of starting) abandon();
});

/** @throws {StartFailure} 6 */
export async function connect({ python, socketFolder, onLog }: Settings, signal: AbortSignal): Promise<Booted> {
  const folder = privateFolder(socketFolder || tmpdir());
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let child: ChildProcess | undefined;
  const abandon = () => {
    child?.kill("SIGKILL");
    remove();
  };
  let begunFile: BegunFile | undefined;
  starting.add(abandon);
  try {
    const path = join(folder, "socket");
    // A longer one would be cut, in silence (unix(7)).
    if (Buffer.byteLength(path) > longestPath) throw new StartFailure(6, `${folder}: its path is too long for a socket in it`);
    begunFile = makeBegunFile(folder);
    child = spawned(python, path, begunFile.descriptor);
    // Where no more files may be open, it has no streams, and says so in the next turn.
    if (child.stdio === undefined) await once(child, "close");
    const said = spokenBy(child, onLog);
    const socket = await Promise.race([connected(child, path, signal), failed(child, { python, folder, said })]);
    said.release();
    return { child, socket, takeBegun: begunFile.take };
  } catch (error) {
    child?.kill("SIGKILL");
    begunFile?.take();
    throw error instanceof StartFailure || signal.aborted ? error : notStarted(python, error);
  } finally {
    starting.delete(abandon);
    remove();
  }
}

const spawned = (python: string, path: string, descriptor: number): ChildProcess =>
  spawn(python, ["-u", boot, path, String(lifeline), String(begun)], { stdio: ["ignore", "pipe", "pipe", "pipe", descriptor] });

/** There are no more files or processes to be had, or it was killed when it had just said that it listens. */
const notStarted = (python: string, error: unknown) =>
  new StartFailure(6, `${python}: it cannot be started: ${(error as Error).message}`, { cause: error });

/** Only this user may connect to what is in it. */
function privateFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, "babelgate-"));
  } catch (error) {
    throw new StartFailure(6, `${parent}: no folder for sockets can be made there: ${(error as Error).message}`, { cause: error });
  }
}

async function connected(child: ChildProcess, path: string, signal: AbortSignal): Promise<Socket> {
  await once(child.stdio[lifeline] as Socket, "data", { signal });
  const socket: Socket = connectTo({ path, onread: slabs((wire) => socket.emit("data", wire)) });
  await once(socket, "connect", { signal });
  return socket;
}

const reasons: Readonly<Record<string, string>> = { ENOENT: "there is no such program", EACCES: "it is no program that may be run" };

interface Place {
  readonly python: string;
  readonly folder: string;
  readonly said: Said;
}

async function failed(child: ChildProcess, { python, folder, said }: Place): Promise<never> {
  const [code, signal] = await once(child, "close").catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure(6, `${python}: ${reasons[error.code ?? ""] ?? error.message}`, { cause: error });
  });
  if (code === tooOld) throw new StartFailure(6, `${python}: ${said.last}`);
  if (code === noSocket) throw new StartFailure(6, `${folder}: a socket cannot be made there: ${said.last}`);
  // One line is all in the message.
  if (said.lines > 1) said.release();
  throw new StartFailure(6, `${python}: it ended with ${signal ?? `code ${code}`} before it was ready${said.last && `: ${said.last}`}`);
}
