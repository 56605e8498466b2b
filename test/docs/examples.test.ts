/** The code in the documents is run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { babelgate } from "../cli/run.ts";

// Inside the project, where `babelgate` is this package.
mkdirSync("dist", { recursive: true });
const folder = mkdtempSync("dist/examples-");
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = (document: string) => [...readFileSync(document, "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

describe("docs/adding-a-proposal.md", () => {
  const [profile, codec] = blocks("docs/adding-a-proposal.md");
  const file = join(folder, /^\/\/ (\S+)/.exec(profile!)![1]!);
  writeFileSync(file, profile!);
  writeFileSync(join(folder, "ascii.mjs"), codec!.replace(/: (Uint8Array|string)/g, ""));

  test("its proposal is judged beside the others, and confirmed by CPython", () => {
    const { code, out, err } = babelgate([
      "compare",
      "--profiles",
      "pep-3333",
      "--profile",
      file,
      "--claims",
      "utf8-path-is-text,path-survives",
      "--runs",
      "20",
      "--format",
      "json",
    ]);
    expect([code, err]).toEqual([0, ""]);
    const { results, confirmation } = JSON.parse(out);
    expect(results["utf8-path-is-text"]["strict-utf8"].verdict).toBe("holds");
    expect(results["path-survives"]["strict-utf8"].verdict).toBe("refuses");
    expect(results["path-survives"]["pep-3333"].verdict).toBe("holds");
    expect(confirmation.profiles["strict-utf8"]).toBeGreaterThan(1000);
  });

  test("its environ can be inspected", () => {
    const { profiles } = JSON.parse(babelgate(["inspect", "http://example.org/caf%C3%A9", "--profile", file, "--json"]).out);
    expect(profiles["strict-utf8"].environ).toContainEqual([{ str: "PATH_INFO" }, { str: "/café" }]);
  });

  test("its codec refuses by offset", async () => {
    const { ascii } = await import(pathToFileURL(join(folder, "ascii.mjs")).href);
    expect(ascii.decode(new Uint8Array([97, 98]))).toBe("ab");
    expect(() => ascii.decode(new Uint8Array([97, 0x80]))).toThrow(expect.objectContaining({ code: "UNDECODABLE", where: { offset: 1 } }));
    expect(() => ascii.encode("aé")).toThrow(expect.objectContaining({ code: "UNENCODABLE", where: { offset: 1 } }));
  });
});

test("README.md's program does what its comments say", async () => {
  const [program] = blocks("README.md");
  const file = join(folder, "readme.mjs");
  writeFileSync(file, `${program}\nexport { environ, path };\n`);
  const { environ, path } = await import(pathToFileURL(file).href);
  expect(environ.PATH_INFO).toBe("/café/\udcff");
  expect(Buffer.from(path).toString("hex")).toBe("2f636166c3a92fff");
});
