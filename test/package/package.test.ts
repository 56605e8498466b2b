/** The package as a user gets it: packed, installed into an empty project, its types checked there. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "babelgate-package-"));
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { stdio: "ignore" });
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true, "type": "module" }');
  run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const program = `
import { b, type Environ, latin1, readHttp1, utf8, writeEnviron } from "babelgate";
import { charset } from "babelgate/charset";
import { loadCatalog } from "babelgate/catalog";
import pep3333 from "babelgate/proposals/pep-3333";
import modWsgi, { variants } from "babelgate/proposals/mod_wsgi";
import wsgi10 from "babelgate/proposals/wsgi-1.0";

const request = readHttp1(new TextEncoder().encode("GET /caf%C3%A9 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n"));
const environ: Environ<typeof pep3333> = writeEnviron(pep3333, request);
const path: string = utf8.decode(latin1.encodeBytes(environ.PATH_INFO));
const method: Uint8Array = writeEnviron(wsgi10, request).get(b("REQUEST_METHOD"));
// @ts-expect-error -- bytes-in-unicode is not text
const wrong = () => utf8.encode(environ.PATH_INFO);
void wrong;
console.log(path, method.length, charset("euc-jp").encodeBytes("あ").length, modWsgi.id, variants[0].id, (await loadCatalog()).proposals.length);
`;

test("its types check in an empty project, and its modules run", () => {
  writeFileSync(join(folder, "program.ts"), program);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        strict: true,
        exactOptionalPropertyTypes: true,
        types: [],
        lib: ["es2022", "dom"],
        skipLibCheck: false,
      },
      files: ["program.ts"],
    }),
  );
  run(process.execPath, join(process.cwd(), "node_modules/typescript/bin/tsc"), "-p", ".");
  expect(run(process.execPath, "program.js")).toBe("/café 3 2 mod_wsgi mod_wsgi@raw 7\n");
});

test("its command compares, with the corpus and CPython", () => {
  const { corpus, confirmation } = JSON.parse(
    run(
      "npx",
      "--no-install",
      "babelgate",
      "compare",
      "--profiles",
      "flat",
      "--claims",
      "path-survives",
      "--runs",
      "5",
      "--format",
      "json",
    ),
  );
  expect(corpus).toBeGreaterThanOrEqual(60);
  expect(confirmation.profiles.flat).toBeGreaterThan(1000);
});

test("nothing in it is for the project alone", () => {
  const files = readdirSync(join(folder, "node_modules/babelgate"), { recursive: true }) as string[];
  expect(files.filter((file) => /^(bench|scripts|dist\/(bench|scripts)|docs|\.ci|src)\b/.test(file))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "dist/src/index.js",
      "dist/src/engines/runtime/strings.py",
      "test/corpus/index.json",
    ]),
  );
});
