/** The code of docs/testing.md, with a runner that keeps the tests in the place of vitest's. */

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Folder, load, modules } from "./modules.ts";

const parts: Readonly<Record<string, string>> = {
  app: `import type { App } from "babelgate";
import type pep3333 from "babelgate/proposals/pep-3333";
const app: App<typeof pep3333> = (environ, start_response) => {
  start_response("200 OK", [["Content-Type", "text/plain; charset=utf-8"]]);
  return [new TextEncoder().encode(new TextDecoder().decode(Uint8Array.from(environ.PATH_INFO.slice(1), (c) => c.charCodeAt(0))))];
};
export default app;`,
  mine: `import { charset } from "babelgate/charset";
import pep3333 from "babelgate/proposals/pep-3333";
export const utf16 = charset("utf-16le");
export default pep3333;`,
  "my-gateway": `import type { GatewayUnderTest } from "babelgate/testing";
import { memoryGateway } from "../../test/testing/memory-gateway.ts";
export const throughMyGateway: GatewayUnderTest["exchange"] = (handler, request) => memoryGateway().exchange(handler, request);`,
  runner: `export { expect } from "vitest";
export const tests: [name: string, run: () => unknown][] = [];
export const test = (name: string, run: () => unknown) => void tests.push([name, run]);
export const describe = (_: string, suite: () => void) => suite();`,
};

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  for (const [name, source] of Object.entries(parts)) folder.write(name, source);
});
afterAll(() => folder.remove());

const programs = modules("docs/testing.md");

describe("docs/testing.md", () => {
  test("compiles", () => {
    for (const [i, { source }] of programs.entries()) folder.write(`part-${i}`, source.replace('from "vitest"', 'from "./runner.ts"'));
    expect(folder.compile()).toEqual([]);
  });

  test.each(programs.map(({ heading }, i) => [heading, i] as const))("%s: its tests pass", async (_, i) => {
    const { tests } = (await load(join(folder.path, "runner.ts"))) as { tests: [string, () => unknown][] };
    tests.length = 0;
    await load(join(folder.path, `part-${i}.ts`));
    expect(tests.length).toBeGreaterThan(0);
    for (const [name, run] of tests.splice(0)) {
      try {
        await run();
      } catch (error) {
        throw new Error(name, { cause: error });
      }
    }
  });
});
