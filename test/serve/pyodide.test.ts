/** `babelgate serve app.py:app` with nothing else: CPython as WebAssembly. The compiled program, so `npm test` builds first. */
import { describe, expect, test } from "vitest";
import { babelgate } from "../cli/run.ts";
import { get, serve } from "./running.ts";

const app = "test/engines/apps/hello_pep3333.py:simple_app";
const profile = ["--profile", "pep-3333", "--http", "0"];

describe("an application in Python is served without a Python", () => {
  test("in its own model, and in another's place", async () => {
    const own = await serve(app, ...profile);
    expect(await get(own.port, "/caf%E9")).toEqual({ status: 200, body: "Hello /caf\xe9" });
    const other = await serve(app, ...profile, "--server-profile", "flat");
    expect(await get(other.port, "/caf%E9")).toEqual({ status: 200, body: "Hello /caf\xe9" });
  });

  test.for([
    ["--threads", "2"],
    ["--python", "python3"],
    ["--socket-folder", "/tmp"],
    ["--max-memory", "1g"],
  ])("%s is the other engine's", ([option, value]) => {
    expect(babelgate(["serve", app, ...profile, option!, value!])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${option}: the engine pyodide has no such thing; give --engine cpython`),
    });
  });

  test.for(["--wheel", "--snapshot"])("%s is not the other engine's", (option) => {
    expect(babelgate(["serve", app, ...profile, "--engine", "cpython", option, "x"])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${option}: the engine cpython has no such thing; give --engine pyodide`),
    });
  });

  test("a wheel that is none is one line, and exit code 3", () => {
    const { code, err } = babelgate(["serve", app, ...profile, "--wheel", "package.json"]);
    expect([code, err]).toEqual([3, expect.stringMatching(/^[^\n]*package\.json: is no wheel: File is not a zip file\n$/)]);
  });
});
