/** Starts a server that somebody else wrote, in the folder of the applications, and waits until it listens. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answers, freePort, remove, scratch } from "../../front-ends/start.ts";
import { peersPython } from "../../peers.ts";

export const apps = fileURLToPath(new URL("apps/", import.meta.url));

export interface Started {
  readonly port: number;
  stop(): Promise<void>;
}

/** Something that is told its port. */
export async function command(name: string, line: (port: number) => readonly string[], more: object = {}): Promise<Started> {
  const port = await freePort();
  const [program, ...args] = line(port);
  const child = start(program!, args, more);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream!.on("data", (text) => said.push(String(text)));
  return ready(name, port, child, said);
}

/** Something that says its port. */
export async function printing(name: string, ...mount: readonly string[]): Promise<Started> {
  const child = start(peersPython!, ["trusted.py", name, ...mount]);
  const said: string[] = [];
  child.stderr!.on("data", (text) => said.push(String(text)));
  const [line] = await Promise.race([once(child.stdout!, "data"), once(child, "exit").then(() => ["none"])]);
  return ready(name, Number(line), child, said);
}

/** wsgiref hands its own on. */
const environment = { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", PYTHONDONTWRITEBYTECODE: "1" };

function start(program: string, args: readonly string[], more: object = {}): ChildProcess {
  return spawn(program, args, { cwd: apps, env: { ...environment, ...more }, stdio: ["ignore", "pipe", "pipe"], detached: true });
}

async function ready(name: string, port: number, child: ChildProcess, said: readonly string[]): Promise<Started> {
  // All that it has started, too: it is a group of processes of its own, and Apache waits long for its children.
  const end = () => process.kill(-child.pid!, "SIGKILL");
  // Also when the tests are broken off.
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    end();
    await ended;
  };
  try {
    await answers(port, child, { name }, said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

/** The web server runs as a user of its own, who may not look into the folder of this project. */
export async function apache(mount: string): Promise<Started> {
  const folder = scratch();
  const home = mkdtempSync(join(folder, "apps-"));
  copyFileSync(join(apps, "dump.py"), join(folder, "dump.py"));
  const template = readFileSync(new URL("mod-wsgi.conf", import.meta.url), "utf8");
  const configuration = join(home, "mod-wsgi.conf");
  const started = await command("mod_wsgi", (port) => {
    writeFileSync(configuration, template.replaceAll("@FOLDER@", folder).replaceAll("@PORT@", String(port)).replaceAll("@MOUNT@", mount));
    return ["/usr/sbin/apache2", "-f", configuration, "-DFOREGROUND"];
  }).catch((error) => {
    remove(folder);
    throw error;
  });
  return {
    ...started,
    async stop() {
      await started.stop();
      remove(folder);
    },
  };
}
