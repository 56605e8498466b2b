/** `babelgate cgi` as a web server starts it (RFC 3875). The compiled program, so `npm test` builds first. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = new URL("../../dist/src/cli/main.js", import.meta.url).pathname;
let app: string;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "babelgate-cgi-"));
  app = join(folder, "app.mjs");
  writeFileSync(
    app,
    `export default (environ, start_response) => {
      environ["wsgi.errors"].write("noted\\n");
      start_response("200 Fine", [["X-Script", environ.SCRIPT_NAME]]);
      return [Buffer.from(environ.PATH_INFO, "latin1"), environ["wsgi.input"].read(), Buffer.from(String(environ["wsgi.run_once"]))];
    };`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const variables = {
  REQUEST_METHOD: "POST",
  SCRIPT_NAME: "/s",
  PATH_INFO: "/caf\u00e9",
  SERVER_NAME: "h",
  SERVER_PORT: "80",
  SERVER_PROTOCOL: "HTTP/1.1",
  CONTENT_LENGTH: "3",
};

const run = (args: readonly string[], env: Record<string, string> = variables) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "cgi", ...args], { env, input: "abcdef", encoding: "latin1" });
  return { status, stdout, stderr };
};

test("one request is answered: the environment read, Content-Length kept, wsgi.errors on standard error", () => {
  expect(run([app, "--profile", "pep-3333"])).toEqual({
    status: 0,
    stdout: "Status: 200 Fine\r\nX-Script: /s\r\n\r\n/caf\u00c3\u00a9abctrue",
    stderr: "noted\n",
  });
});

test("a mount cuts the path anew, and an adapter may stand in between", () => {
  const { stdout } = run([app, "--profile", "pep-3333", "--server-profile", "web3", "--mount", "/s/caf%C3%A9"]);
  expect(stdout).toBe("Status: 200 Fine\r\nX-Script: /s/caf\u00c3\u00a9\r\n\r\nabctrue");
});

test("a request that cannot be read is answered with 400, and an application that does not load ends with 3", () => {
  const { REQUEST_METHOD: _, ...without } = variables;
  expect(run([app, "--profile", "pep-3333"], without).stdout).toMatch(/^Status: 400 /);
  expect(run([join(folder, "none.mjs"), "--profile", "pep-3333"])).toMatchObject({ status: 3, stdout: "" });
});

test("the application's own timers do not keep the process", () => {
  const busy = join(folder, "busy.mjs");
  writeFileSync(
    busy,
    "setInterval(() => {}, 1000); export default (environ, start_response) => { start_response('200 OK', []); return []; };",
  );
  expect(run([busy, "--profile", "pep-3333"])).toMatchObject({ status: 0, stdout: "Status: 200 OK\r\n\r\n" });
});
