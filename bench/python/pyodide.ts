/**
 * The engine pyodide by itself, with no HTTP in front of it: `node dist/bench/python/pyodide.js`. Prints medians: milliseconds to start,
 * without and with a snapshot; microseconds of a hello world from JavaScript to Python and back, in one thread, environ and all;
 * gigabytes a second of a request body that is read in pieces of 64 KiB.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pep3333 from "../../proposals/pep-3333.ts";
import { conventions } from "../../src/conventions/registry.ts";
import { declare } from "../../src/declaration.ts";
import { frame, kinds, requestFrame } from "../../src/engines/frames.ts";
import { begunMemory, bridge } from "../../src/engines/pyodide/bridge.ts";
import { mountAll } from "../../src/engines/pyodide/files.ts";
import { loadPython } from "../../src/engines/pyodide/image.ts";
import { Ring } from "../../src/engines/pyodide/ring.ts";
import { startPyodide } from "../../src/engines/pyodide.ts";
import { drain } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { median } from "../lib/measure.ts";

const runtime = new URL("../../src/engines/runtime", import.meta.url);
const { order, parameters } = conventions[pep3333.convention];
const app = "bench/python/application.py:app";
const config = {
  ...{ app, pythonPath: [], threads: 1, declaration: declare(pep3333), order, parameters },
  ...{ multithread: false, multiprocess: false, runOnce: false },
};
const rounds = 5;
const hello = request("GET /hello", { headers: { Host: "a.example", "User-Agent": "bench", Accept: "*/*" } });

const snapshot = mkdtempSync(join(tmpdir(), "babelgate-bench-"));
await starting(snapshot);
const figures = {
  "start, ms": await repeated(() => starting(undefined)),
  "start from a snapshot, ms": await repeated(() => starting(snapshot)),
  "call, us": await calls(3000),
  "upload, GB/s": await uploads(256 * 1024 * 1024),
};
rmSync(snapshot, { recursive: true });
for (const [name, figure] of Object.entries(figures)) console.log(`${name.padEnd(26)} ${figure.toFixed(2)}`);
// Python's memory stays in this thread; nothing else does.
process.exit();

async function repeated(time: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await time());
  return median(times);
}

async function starting(snapshot: string | undefined): Promise<number> {
  const since = performance.now();
  const { stop } = await startPyodide({ app, profile: pep3333, snapshot });
  const time = performance.now() - since;
  await stop(0);
  return time;
}

async function uploads(length: number): Promise<number> {
  const { handler, stop } = await startPyodide({ app, profile: pep3333 });
  const body = Array.from({ length: length / 65536 }, () => Buffer.alloc(65536));
  const seconds = await repeated(async () => {
    const since = performance.now();
    const response = await handler(request("POST /upload", { body, headers: { "Content-Length": String(length) } }));
    await drain(response.body);
    if (response.status !== 200) throw new Error(`answers ${response.status}`);
    return (performance.now() - since) / 1000;
  });
  await stop(0);
  return length / 1e9 / seconds;
}

/** So many requests wait in the ring when Python begins; it ends when they are answered. */
async function calls(count: number): Promise<number> {
  const pyodide = await loadPython({ runtime: fileURLToPath(runtime), snapshot: undefined }, console.error);
  mountAll(pyodide.FS, [process.cwd()]);
  pyodide.FS.chdir(process.cwd());
  const { main } = pyodide.pyimport("_babelgate.embedded");
  const time = () => {
    const memory = { inbound: Ring.memory(2 ** 21), outbound: Ring.memory(2 ** 21), begun: begunMemory() };
    const ring = new Ring(memory.inbound);
    ring.write(frame(kinds.config, 0, Buffer.from(JSON.stringify(config))));
    let since = 0;
    const ready = () => {
      for (let number = 1; number <= count; number++) ring.write(requestFrame(number, hello, false));
      ring.write(frame(kinds.stop, 0));
      since = performance.now();
    };
    main(bridge(pyodide, memory, ready), pyodide.toPy([]), pyodide.toPy([]), () => false);
    return ((performance.now() - since) * 1000) / count;
  };
  for (let i = 0; i < rounds; i++) time();
  return repeated(async () => time());
}
