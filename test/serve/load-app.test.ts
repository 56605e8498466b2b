import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import web3 from "../../proposals/web3.ts";
import { loadApp } from "../../src/serve/load-app.ts";

// The hooks of Node run compiled files; here vitest loads TypeScript. The command's own tests run the real ones.
vi.mock("../../src/user-modules.ts", () => ({ registerUserModules() {} }));

let folder = "";
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "babelgate-apps-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the application of a module", () => {
  test.each([
    ["its default export", "export default (e, s) => 'd'; export const app = () => 'a';", "", "d"],
    ["else app", "export const app = () => 'a'; export const application = () => 'x';", "", "a"],
    ["else application", "export function application() { return 'x' }", "", "x"],
    ["the export that is named", "export default () => 'd'; export const other = () => 'o';", ":other", "o"],
  ])("is %s", async (_, text, name, returned) => {
    const app = await loadApp(`${write(`good-${name.slice(1)}${returned}.mjs`, text)}${name}`, flat);
    expect(app()).toBe(returned);
  });

  test("may be TypeScript", async () => {
    const app = await loadApp(write("typed.ts", "export default (environ: object): string => 'typed';"), web3);
    expect(app({})).toBe("typed");
  });
});

describe("a StartFailure, with exit code 3, says that", () => {
  test.each([
    ["there is no such file", () => join(folder, "none.mjs"), "there is no such file"],
    ["there is no such export", () => `${write("a.mjs", "export const b = 1; export const c = 2;")}:a`, "exports no a; it has b, c"],
    [
      "it exports nothing of a usual name",
      () => write("b.mjs", "export const b = 1;"),
      "exports none of default, app, application; it has b",
    ],
    ["the export is no function", () => write("c.mjs", "export default {};"), "default is no function, so it is no application"],
    ["loading it throws", () => write("d.mjs", "throw new RangeError('at\\nonce');"), "loading it failed with RangeError: at once"],
    ["it does not parse", () => write("e.mjs", "export default ("), "loading it failed with"],
    [
      "it was written for another convention",
      () => write("f.mjs", "export default (scope, receive, send) => {};"),
      "default takes 3 arguments, but flat calls its applications with (environ, start_response)",
    ],
  ])("%s", async (_, reference, message) => {
    await expect(loadApp(reference(), flat)).rejects.toMatchObject({
      name: "StartFailure",
      exitCode: 3,
      message: expect.stringContaining(message),
    });
  });

  test("fewer arguments than the convention gives are no sign of another one", async () => {
    expect(await loadApp(write("g.mjs", "export default async () => {};"), asgi3)).toBeTypeOf("function");
  });
});
