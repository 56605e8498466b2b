/** The compiled `babelgate serve`, run as a user does, for one test file. Applications are written to a folder that is removed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";

const program = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
export const folder = mkdtempSync(join(tmpdir(), "babelgate-serve-"));
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});
afterAll(() => rmSync(folder, { recursive: true }));

export const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

export interface Server {
  readonly child: ChildProcess;
  readonly port: number;
  readonly said: () => string;
  readonly printed: () => string;
  ended(): Promise<number | null>;
}

/** Resolves when it says that it listens, or has ended. */
export async function serve(...args: string[]): Promise<Server> {
  const child = spawn(process.execPath, [program, "serve", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const ended = once(child, "exit").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const addresses = args.filter((arg) => /^--(http|fastcgi|scgi|uwsgi|ajp)$/.test(arg)).length;
  let said = "";
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (text) => {
      said += text;
      if (said.split("listening on").length > addresses && said.endsWith("\n")) resolve();
    });
    void ended.then(() => resolve());
  });
  const port = Number(/http:\/\/[^\s]*:(\d+)/.exec(said)?.[1] ?? 0);
  return { child, port, said: () => said, printed: () => printed, ended: () => ended };
}

export interface Got {
  readonly status: number;
  readonly body: string;
}

export function get(port: number, path = "/"): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString("latin1") }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end();
  });
}
