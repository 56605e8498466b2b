/**
 * Python, started from nothing or from an image of its memory as it is once it has started.
 *
 * The options that make and load an image are Pyodide's own, not part of its interface; see docs/decisions.md.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PyodideAPI, PyodideConfig } from "pyodide";

interface Given {
  /** The folder of the runtime. */
  readonly runtime: string;
  /** The folder of images, if they are wanted. */
  readonly snapshot: string | undefined;
}

/** @param say hears what goes past Python's own streams */
export async function loadPython({ runtime, snapshot }: Given, say: (line: string) => void): Promise<PyodideAPI> {
  const options = { stdout: say, stderr: say };
  if (snapshot === undefined) return withRuntime(await start(options), runtime);
  const file = await imageFile(snapshot, runtime);
  const restored = await restore(file, options);
  if (restored !== undefined) {
    mountRuntime(restored, runtime);
    return restored;
  }
  const pyodide = withRuntime(await start({ ...options, _makeSnapshot: true }), runtime);
  try {
    writeImage(file, pyodide.makeMemorySnapshot());
  } catch (error) {
    say(`the snapshot cannot be kept: ${(error as Error).message}`);
  }
  return pyodide;
}

async function start(options: PyodideConfig): Promise<PyodideAPI> {
  const { loadPyodide } = await import("pyodide");
  return loadPyodide(options);
}

const folder = "/_babelgate/runtime";

/** Loads what every start needs, in a package of its own, as `boot.py` does. */
function withRuntime(pyodide: PyodideAPI, runtime: string): PyodideAPI {
  mountRuntime(pyodide, runtime);
  pyodide.runPython(`
import importlib, sys, types
package = types.ModuleType("_babelgate")
package.__path__ = ["${folder}"]
sys.modules["_babelgate"] = package
keeps_none, sys.dont_write_bytecode = sys.dont_write_bytecode, True
importlib.import_module("_babelgate.embedded")
sys.dont_write_bytecode = keeps_none
del package, keeps_none, types, importlib, sys`);
  return pyodide;
}

function mountRuntime({ FS }: PyodideAPI, runtime: string): void {
  FS.mkdirTree(folder);
  FS.mount(FS.filesystems.NODEFS, { root: runtime }, folder);
}

/** Its name says what it was made of. */
async function imageFile(snapshot: string, runtime: string): Promise<string> {
  const { version } = await import("pyodide");
  const hash = createHash("sha256").update(version).update(process.version).update(process.arch);
  for (const name of readdirSync(runtime)
    .filter((name) => name.endsWith(".py"))
    .sort()) {
    hash.update(name).update(readFileSync(join(runtime, name)));
  }
  return join(snapshot, `pyodide-${version}-${hash.digest("hex").slice(0, 32)}.image`);
}

const digest = (wire: Uint8Array): Buffer => createHash("sha256").update(wire).digest();
const digestLength = 32;

/** Undefined where there is no image, or none of ours. */
async function restore(file: string, options: PyodideConfig): Promise<PyodideAPI | undefined> {
  try {
    const image = readImage(file);
    if (image === undefined) return undefined;
    const pyodide = await start({ ...options, _loadSnapshot: image });
    // Every start would have the same numbers.
    pyodide.runPython("import random; random.seed()");
    return pyodide;
  } catch (error) {
    options.stderr!(`${file}: the snapshot cannot be loaded: ${String((error as Error).message).slice(0, 200)}`);
    return undefined;
  }
}

/** Undefined where there is none, where somebody else has made it, or where it is not whole. */
function readImage(file: string): Uint8Array | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.uid !== process.getuid?.()) return undefined;
  const wire = readFileSync(file);
  const image = wire.subarray(digestLength);
  return digest(image).equals(wire.subarray(0, digestLength)) ? image : undefined;
}

function writeImage(file: string, image: Uint8Array): void {
  const folder = dirname(file);
  // Not recursively: below /proc, Node would try for ever.
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const unfinished = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(unfinished, Buffer.concat([digest(image), image]), { mode: 0o600, flag: "wx" });
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
