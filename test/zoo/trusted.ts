/** A trusted server with an application of the zoo, for as long as a test wants it. */
import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../front-ends/start.ts";
import { peersPython } from "../peers.ts";
import type { TrustedServer } from "./entry.ts";
import "./python-environment.ts";

export const appsFolder = fileURLToPath(new URL("apps/", import.meta.url));

export interface Trusted {
  readonly port: number;
  stop(): Promise<void>;
}

/** Answers when it resolves. `app` is `module:name`, of test/zoo/apps. */
export async function startTrusted(server: TrustedServer, app: string, mount = ""): Promise<Trusted> {
  const served = { app, port: await freePort(), mount };
  const env = { ...process.env, ...server.environment?.(served) };
  const child = spawn(peersPython!, server.command(served), { cwd: appsFolder, env, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => said.push(String(text)));
  // Also when the tests are broken off.
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    await stopped(child);
  };
  try {
    await listening(served.port, child);
  } catch (error) {
    await stop();
    throw new Error(`${server.name}, ${app}: ${(error as Error).message}: ${said.join("")}`, { cause: error });
  }
  return { port: served.port, stop };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await connects(port)) return;
    await sleep(50);
  }
  throw new Error("it does not listen");
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** By its id, and only what was started here. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(late);
}
