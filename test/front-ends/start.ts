/** A web server of Debian's packages, in a scratch folder and on free ports, for as long as a test wants it. */
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the configurations name: protocols that a backend here speaks. */
export type Backend = "http" | "fastcgi" | "scgi" | "uwsgi" | "ajp" | "cgi";

export interface FrontEnd {
  readonly name: string;
  readonly program: string;
  readonly package: string;
  readonly configuration: string;
  /** What it can speak to a backend. */
  readonly speaks: readonly Backend[];
  arguments(configuration: string, folder: string): readonly string[];
}

export const frontEnds: readonly FrontEnd[] = [
  {
    name: "nginx",
    program: "/usr/sbin/nginx",
    package: "nginx",
    configuration: "nginx.conf",
    speaks: ["http", "fastcgi", "scgi", "uwsgi"],
    arguments: (configuration, folder) => ["-p", folder, "-e", join(folder, "nginx-start.log"), "-c", configuration],
  },
  {
    name: "Apache",
    program: "/usr/sbin/apache2",
    package: "apache2",
    configuration: "apache.conf",
    speaks: ["http", "fastcgi", "scgi", "uwsgi", "ajp", "cgi"],
    arguments: (configuration) => ["-f", configuration, "-DFOREGROUND"],
  },
  {
    name: "lighttpd",
    program: "/usr/sbin/lighttpd",
    package: "lighttpd",
    configuration: "lighttpd.conf",
    speaks: ["fastcgi", "scgi", "cgi"],
    arguments: (configuration) => ["-D", "-f", configuration],
  },
  {
    name: "HAProxy",
    program: "/usr/sbin/haproxy",
    package: "haproxy",
    configuration: "haproxy.cfg",
    speaks: ["http", "fastcgi"],
    arguments: (configuration) => ["-db", "-f", configuration],
  },
];

export const installed = ({ program }: FrontEnd): boolean => {
  try {
    accessSync(program);
    return true;
  } catch {
    return false;
  }
};

/** Where a backend listens. */
export interface Listening {
  readonly unix: string;
  /** `127.0.0.1:port`. */
  readonly tcp: string;
}

export interface Running {
  /** Of the front end, by what it speaks to its backend. */
  readonly ports: Readonly<Partial<Record<Backend, number>>>;
  stop(): Promise<void>;
}

export const secret = "said-by-the-tests";

/** Where sockets, logs and a CGI program of one test live; every user may look into it, since a web server is another one. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "babelgate-"));
  chmodSync(folder, 0o777);
  return folder;
}

export async function start(frontEnd: FrontEnd, folder: string, backends: Readonly<Partial<Record<Backend, Listening>>>): Promise<Running> {
  const ports = Object.fromEntries(await Promise.all(frontEnd.speaks.map(async (backend) => [backend, await freePort()] as const)));
  const template = readFileSync(new URL(`configurations/${frontEnd.configuration}`, import.meta.url), "utf8");
  const configuration = join(folder, frontEnd.configuration);
  writeFileSync(
    configuration,
    template
      .replaceAll("@FOLDER@", folder)
      .replaceAll("@SECRET@", secret)
      .replaceAll("@USER@", process.getuid?.() === 0 ? "user root;" : "")
      .replace(/@PORT:(\w+)@/g, (_, backend: Backend) => String(ports[backend]))
      .replace(/@BACKEND:(\w+)@/g, (_, backend: Backend) => backends[backend]!.unix)
      .replace(/@TCPPORT:(\w+)@/g, (_, backend: Backend) => backends[backend]!.tcp.split(":")[1]!)
      .replace(/@TCP:(\w+)@/g, (_, backend: Backend) => backends[backend]!.tcp),
  );
  const child = spawn(frontEnd.program, frontEnd.arguments(configuration, folder), { stdio: ["ignore", "pipe", "pipe"] });
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
    await Promise.all(Object.values(ports).map((port) => answers(port, child, frontEnd, said)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until something listens there. */
export async function answers(
  port: number,
  child: ChildProcess,
  { name }: { readonly name: string },
  said: readonly string[],
): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said.join("")}`);
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (connected) return;
    await sleep(50);
  }
  throw new Error(`${name} does not answer: ${said.join("")}`);
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

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });
