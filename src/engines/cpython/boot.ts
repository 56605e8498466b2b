/** Starts an interpreter, and waits until it is connected: a process, and the stream to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFailure } from "../../serve/failure.ts";
import type { LogEntry, Settings } from "./options.ts";

const boot = fileURLToPath(new URL("../runtime/boot.py", import.meta.url));

export interface Booted {
  readonly child: ChildProcess;
  readonly socket: Socket;
}

/** `boot.py` ends with it where Python is too old. */
const tooOld = 64;

/** @throws {StartFailure} 6 */
export async function connect({ python, socketFolder, onLog }: Settings, signal: AbortSignal): Promise<Booted> {
  const folder = privateFolder(socketFolder || tmpdir());
  const server = createServer();
  try {
    const path = join(folder, "socket");
    await listening(server, path, folder);
    const child = spawn(python, ["-u", boot, path], { stdio: ["ignore", "pipe", "pipe"] });
    const said = forward(child, onLog);
    const socket = await Promise.race([connected(server, signal), failed(child, python, said)]).catch((error) => {
      child.kill("SIGKILL");
      throw error;
    });
    return { child, socket };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Only this user may connect to what is in it. */
function privateFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, "babelgate-"));
  } catch (error) {
    throw new StartFailure(6, `${parent}: no folder for sockets can be made there: ${(error as Error).message}`, { cause: error });
  }
}

async function listening(server: ReturnType<typeof createServer>, path: string, folder: string): Promise<void> {
  try {
    server.listen(path);
    await once(server, "listening");
  } catch (error) {
    throw new StartFailure(6, `${folder}: a socket cannot be made there: ${(error as Error).message}`, { cause: error });
  }
}

async function connected(server: ReturnType<typeof createServer>, signal: AbortSignal): Promise<Socket> {
  const [socket] = (await once(server, "connection", { signal })) as [Socket];
  return socket;
}

/** What the process itself says: before it is connected, and where something does not go through `sys.stderr`. */
function forward(child: ChildProcess, onLog: (entry: LogEntry) => void): { last: string } {
  const said = { last: "" };
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said.last = text.trim().split("\n").at(-1)!;
      onLog({ pid: child.pid!, text });
    });
  }
  return said;
}

async function failed(child: ChildProcess, python: string, said: { last: string }): Promise<never> {
  const [code, signal] = await once(child, "close").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "there is no such program" : error.message;
    throw new StartFailure(6, `${python}: ${why}`, { cause: error });
  });
  if (code === tooOld) throw new StartFailure(6, `${python}: ${said.last}`);
  throw new StartFailure(6, `${python}: it ended with ${signal ?? `code ${code}`} before it was ready: ${said.last}`);
}
