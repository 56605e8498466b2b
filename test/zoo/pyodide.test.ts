/** Applications of the zoo that are pure Python, and start no threads, on the engine pyodide. */
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPyodide } from "../../src/engines/pyodide.ts";
import { peersPython } from "../peers.ts";
import { askedOf, unlike } from "./beside.ts";
import { entries } from "./entries.ts";
import { type Ours, startOurs } from "./ours.ts";
import { startTheirs, type Theirs } from "./theirs.ts";

describe.skipIf(peersPython === undefined).each(entries.filter(({ pyodide }) => pyodide !== undefined))("$name on pyodide", (entry) => {
  let ours: Ours;
  let theirs: Theirs;
  beforeAll(async () => {
    theirs = await startTheirs(entry, [""]);
    ours = await startOurs(entry, `test/zoo/apps/${entry.module}.py:app`, [""], (options) =>
      startPyodide({ ...options, pythonPath: [packages()] }),
    );
  });
  afterAll(() => Promise.all([ours?.stop(), theirs?.stop()]));

  test.each(["none", "web3"])(`answers as under ${entry.trusted.name}, server profile %s`, async (serverProfile) => {
    const asked = askedOf(entry, "").filter(({ name }) => entry.pyodide![name] === undefined);
    const here = { entry, serverProfile, validated: false, mount: "" };
    expect(await unlike(ours.port(serverProfile, ""), here, theirs, asked)).toEqual([]);
  });
});

/** What is installed for the machine's own Python: of it, what is pure Python works in another. */
function packages(): string {
  const [version] = readdirSync(".peers/lib").filter((name) => name.startsWith("python3."));
  return `.peers/lib/${version}/site-packages`;
}
