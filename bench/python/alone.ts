/**
 * An engine with no HTTP in front of it, in a process of its own: its name in the arguments. Prints seconds to start,
 * microseconds a call of the hello world with 32 under way, and gigabytes a second of a request's body.
 */
import pep3333 from "../../proposals/pep-3333.ts";
import { startCpython } from "../../src/engines/cpython.ts";
import { startPyodide } from "../../src/engines/pyodide.ts";
import type { RawRequest, RawResponse } from "../../src/exchange.ts";
import { readHttp1 } from "../../src/gateways/http1.ts";
import type { ByteString } from "../../src/wire.ts";

export interface Alone {
  readonly startUp: number;
  readonly call: number;
  readonly upload: number;
}

const options = { app: "bench/python/application.py:app", profile: pep3333 };
const engines = {
  cpython: () => startCpython({ ...options, python: ".peers/bin/python" }),
  pyodide: () => startPyodide(options),
};
const seconds = Number(process.argv[3]);
const piece = Buffer.alloc(1 << 16);
const length = 1 << 27;

const begun = performance.now();
const { handler, stop } = await engines[process.argv[2] as keyof typeof engines]();
const startUp = (performance.now() - begun) / 1e3;
await calls(seconds / 2);
const figures: Alone = { startUp, call: await calls(seconds), upload: await upload() };
console.log(JSON.stringify(figures));
await stop(0);

async function calls(seconds: number): Promise<number> {
  const hello = request("GET", "/hello");
  const begun = performance.now();
  let count = 0;
  const caller = async () => {
    for (; performance.now() - begun < seconds * 1e3; count++) await answered(hello);
  };
  await Promise.all(Array.from({ length: 32 }, caller));
  return ((performance.now() - begun) * 1e3) / count;
}

async function upload(): Promise<number> {
  const body = Array.from({ length: length / piece.length }, () => piece);
  const begun = performance.now();
  const asked = request("POST", "/upload");
  const headers = [...asked.headers, ["Content-Length" as ByteString, String(length) as ByteString] as const];
  await answered({ ...asked, headers, body });
  return length / 1e6 / (performance.now() - begun);
}

function request(method: string, path: string): RawRequest {
  return readHttp1(Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: a.example\r\n\r\n`));
}

async function answered(asked: RawRequest): Promise<void> {
  const response: RawResponse = await handler(asked);
  if (response.status !== 200) throw new Error(`answers ${response.status}`);
  for await (const _ of response.body);
}
