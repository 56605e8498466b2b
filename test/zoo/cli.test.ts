/** One application of the zoo as a user serves it: the compiled program, which `npm run test:zoo` builds first. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../cli/run.ts";
import { peersPython } from "../peers.ts";
import { askedOf, unlike } from "./beside.ts";
import { entries } from "./entries.ts";
import { startTheirs, type Theirs } from "./theirs.ts";

const entry = entries.find(({ name }) => name === "Flask")!;

describe.skipIf(peersPython === undefined)("babelgate serve, with Flask", () => {
  let theirs: Theirs;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    theirs = await startTheirs(entry, ["", "/app"]);
  });
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    await theirs?.stop();
  });

  /** The port where it listens, and how it ends. */
  async function serve(...options: readonly string[]) {
    const app = [
      "serve",
      `test/zoo/apps/${entry.module}.py:app`,
      "--profile",
      entry.profile,
      "--engine",
      "cpython",
      "--python",
      peersPython!,
      "--http",
      "0",
    ];
    const child = spawn(process.execPath, [main, ...app, ...options], { stdio: ["ignore", "ignore", "pipe"] });
    running.push(child);
    const ended = once(child, "exit");
    let said = "";
    const port = await new Promise<number>((resolve, reject) => {
      child.stderr.on("data", (text) => {
        said += text;
        const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
      child.once("exit", () => reject(new Error(said)));
    });
    const stop = async () => {
      child.kill("SIGTERM");
      return (await ended)[0];
    };
    return { port, stop };
  }

  test("behind node:http and two processes of Python, all but bytes in a target that node:http refuses", async () => {
    const { port, stop } = await serve("--workers", "2");
    const asked = askedOf(entry, "").filter(({ target }) => !/[\x80-\xff]/.test(target));
    expect(await unlike(port, { entry, serverProfile: "none", validated: false, mount: "" }, theirs, asked)).toEqual([]);
    expect(await stop()).toBe(0);
  });

  test("behind the wire reader, a server profile and a mount", async () => {
    const { port, stop } = await serve("--http-reader", "wire", "--server-profile", "unicode", "--mount", "/app");
    const here = { entry, serverProfile: "unicode", validated: false, mount: "/app" };
    expect(await unlike(port, here, theirs, askedOf(entry, "/app"))).toEqual([]);
    expect(await stop()).toBe(0);
  });
});
