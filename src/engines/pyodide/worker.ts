/** The thread that a Python lives in: the entry of what `thread.ts` starts. */
import { basename } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { PyodideAPI } from "pyodide";
import { bridge } from "./bridge.ts";
import { mountAll } from "./files.ts";
import { loadPython } from "./image.ts";

/** What the thread is told. */
export interface ThreadData {
  /** Memory of the two rings: to Python, and from it. */
  readonly inbound: SharedArrayBuffer;
  readonly outbound: SharedArrayBuffer;
  /** The numbers of the requests that were begun last. */
  readonly begun: SharedArrayBuffer;
  readonly runtime: string;
  readonly workingFolder: string;
  /** What Python sees of this machine. */
  readonly folders: readonly string[];
  readonly wheels: readonly { readonly file: string; readonly content: Uint8Array }[];
  readonly snapshot: string | undefined;
}

/** What the thread says, beside what goes through the rings. */
export type ThreadMessage =
  /** There is something in a ring. */
  | "look"
  /** Python is there. */
  | "up"
  /** What goes past Python's own streams. */
  | { readonly says: string };

const data = workerData as ThreadData;
const tell = (message: ThreadMessage) => parentPort!.postMessage(message);
const inside = "/_babelgate";

const pyodide = await loadPython(data, (says) => tell({ says: `${says}\n` }));
mountAll(pyodide.FS, data.folders);
pyodide.FS.chdir(data.workingFolder);
const wheels = data.wheels.map((wheel, i) => [placed(pyodide, wheel, i), wheel.file]);
tell("up");
const main = pyodide.pyimport("_babelgate.embedded").main;
const connect = bridge(pyodide, data, () => tell("look"));
main(connect, pyodide.toPy(wheels), pyodide.toPy(environment()), isElsewhere);
process.exit(0);

/** As the process has it, but for what is meant for another Python, or for another system. */
function environment(): [string, string | undefined][] {
  return Object.entries(process.env).filter(([name]) => !/^(PYTHON|LD_)/.test(name));
}

/** True of a module that Pyodide's distribution has, and its npm package has not. */
function isElsewhere(module: string): boolean {
  return Object.values(pyodide.lockfile.packages).some(({ imports }) => imports.includes(module));
}

function placed({ FS }: PyodideAPI, { file, content }: ThreadData["wheels"][number], i: number): string {
  const folder = `${inside}/wheels/${i}`;
  FS.mkdirTree(folder);
  FS.writeFile(`${folder}/${basename(file)}`, content);
  return `${folder}/${basename(file)}`;
}
