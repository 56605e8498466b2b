/** `babelgate serve` with an application in Python, as a user runs it: its options, signals, and what it says of bad input. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { python3 } from "../python.ts";
import { folder, get, type Server, serve, write } from "./running.ts";

process.env.PYTHONDONTWRITEBYTECODE = "1";

const cpython = ["--engine", "cpython", "--http", "0"];
const hosted = (app: string, ...options: string[]) => serve(app, "--profile", "pep-3333", ...cpython, ...options);

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
const ended = (pid: string | number) => !existsSync(`/proc/${pid}`);

/** Its query is evaluated, in the sight of its environ. */
const obeys = `
import os, time, urllib.parse
kept = []
def application(environ, start_response):
    body = str(eval(urllib.parse.unquote(environ["QUERY_STRING"])))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body.encode()]
`;
const ask = (server: Server, expression: string) => get(server.port, `/?${encodeURIComponent(expression)}`);
const pidOf = async (server: Server) => (await ask(server, "os.getpid()")).body;

describe.skipIf(!python3)("every option of the engine acts", () => {
  test("--max-requests and --max-requests-jitter: another process, and every request is answered", async () => {
    const server = await hosted(write("max.py", obeys), "--max-requests", "3", "--max-requests-jitter", "2");
    const pids: string[] = [];
    while (new Set(pids).size < 3) {
      const { status, body } = await ask(server, "os.getpid()");
      expect(status).toBe(200);
      pids.push(body);
    }
    expect(pids.filter((pid) => pid === pids[0]).length).toBeGreaterThanOrEqual(3);
  });

  test("--max-memory: another process in the place of one that has more", async () => {
    const server = await hosted(write("memory.py", obeys), "--max-memory", "150m");
    const pid = await pidOf(server);
    expect((await ask(server, "kept.append(bytearray(b'x' * (200 << 20)))")).status).toBe(200);
    await until(() => ended(pid));
    expect((await ask(server, "1")).status).toBe(200);
    expect(server.said()).toMatch(new RegExp(`\\[python ${pid}\\] the worker has \\d+ bytes of memory; another takes its place\n`));
  });

  test("--request-timeout and --grace-timeout: 504, and the process is killed later", async () => {
    const server = await hosted(write("slow.py", obeys), "--request-timeout", "0.3", "--grace-timeout", "1.5");
    const pid = await pidOf(server);
    const since = performance.now();
    expect((await ask(server, "time.sleep(60)")).status).toBe(504);
    expect(ended(pid)).toBe(false);
    await until(() => ended(pid));
    expect(performance.now() - since).toBeGreaterThan(1500);
  });

  test("--request-timeout: 503 for a request that still waits for a process", async () => {
    const server = await hosted(write("wait.py", obeys), "--request-timeout", "0.5", "--grace-timeout", "none");
    const answers = await Promise.all(Array.from({ length: 3 }, () => ask(server, "time.sleep(5)")));
    expect(answers.map(({ status }) => status)).toContain(504);
    for (const { status } of answers) expect([503, 504]).toContain(status);
  });

  test("--boot-timeout: an application that takes longer to load is none", async () => {
    const app = write("boot.py", `import time\ntime.sleep(60)\n`);
    const server = await hosted(app, "--boot-timeout", "0.7");
    expect([await server.ended(), server.said()]).toEqual([3, `babelgate: ${app}: it has not loaded within 700 ms\n`]);
  });

  test("--stop-timeout: as long as atexit may take, also where --shutdown-timeout is shorter", async () => {
    const waits = `import atexit, time\natexit.register(lambda: (time.sleep(3), print("done")))\n`;
    for (const [time, heard] of [
      ["10", true],
      ["0.3", false],
    ] as const) {
      const server = await hosted(write("stop.py", obeys + waits), "--stop-timeout", time, "--shutdown-timeout", "0.5");
      const pid = await pidOf(server);
      server.child.kill("SIGTERM");
      expect(await server.ended()).toBe(0);
      expect(ended(pid)).toBe(true);
      expect(server.said().includes("done")).toBe(heard);
    }
  });

  test("--socket-folder: where the sockets are made while a process starts", async () => {
    mkdirSync(join(folder, "sockets"), { recursive: true });
    const look = `import os\nseen = os.listdir(${JSON.stringify(join(folder, "sockets"))})\n`;
    const server = await hosted(write("folder.py", look + obeys), "--socket-folder", join(folder, "sockets"));
    expect((await ask(server, "seen")).status).toBe(200);
    const elsewhere = await hosted(write("elsewhere.py", obeys), "--socket-folder", "/proc");
    expect(await elsewhere.ended()).toBe(6);
    expect(elsewhere.said()).toMatch(/^babelgate: \/proc: no folder for sockets can be made there: [^\n]*\n$/);
    const long = join(folder, "long".repeat(25));
    mkdirSync(long, { recursive: true });
    const server3 = await hosted(write("long.py", obeys), "--socket-folder", long);
    expect(await server3.ended()).toBe(6);
    expect(server3.said()).toMatch(/^babelgate: [^\n]*: its path is too long for a socket in it\n$/);
  });

  test.skipIf(process.platform !== "linux")(
    "a server that is told to stop while a process starts leaves neither a folder nor the process",
    async () => {
      const sockets = join(folder, "left");
      mkdirSync(sockets);
      const pid = join(folder, "slow.pid");
      const slow = write(
        "slow-python",
        `#!/bin/sh\necho $$ > ${pid}\nread -r _ _ _ server _ < /proc/$PPID/stat\nkill -TERM $server\nexec sleep 60\n`,
      );
      chmodSync(slow, 0o755);
      const server = await hosted(write("some.py", obeys), "--socket-folder", sockets, "--python", slow);
      expect(await server.ended()).toBe(0);
      expect(readdirSync(sockets)).toEqual([]);
      await until(() => ended(readFileSync(pid, "utf8").trim()));
    },
  );

  test("none is no limit", async () => {
    const times = ["request", "grace", "boot", "stop"].flatMap((name) => [`--${name}-timeout`, "none"]);
    const server = await hosted(write("none.py", obeys), ...times, "--max-memory", "none");
    expect((await ask(server, "2 + 2")).body).toBe("4");
    server.child.kill("SIGTERM");
    expect(await server.ended()).toBe(0);
  });

  test.for([
    [["--max-requests-jitter", "5"], "--max-requests-jitter: there is no --max-requests"],
    [["--max-requests", "0"], '--max-requests: "0" is not a whole number from 1 to 1000000000'],
    [["--request-timeout", "soon"], '--request-timeout: "soon" is not a number of seconds above zero, or none'],
    [["--max-memory", "much"], '--max-memory: "much" is not a number of bytes, such as 65536, 64k or 1g, or none'],
  ] as const)("%j is a usage error", async ([options, message]) => {
    const server = await hosted("app.py", ...options);
    expect([await server.ended(), server.said()]).toEqual([2, `babelgate: ${message}\n`]);
  });

  test.for([
    ["--max-requests", "5"],
    ["--max-requests-jitter", "5"],
    ["--max-memory", "1g"],
    ["--request-timeout", "1"],
    ["--grace-timeout", "1"],
    ["--boot-timeout", "1"],
    ["--stop-timeout", "1"],
    ["--socket-folder", "."],
  ] as const)("%s is a usage error for an application in JavaScript", async ([option, value]) => {
    const server = await serve("./app.mjs", "--profile", "flat", "--http", "0", option, value);
    expect([await server.ended(), server.said()]).toEqual([
      2,
      `babelgate: ${option}: the application is not in Python; if it is, give --engine\n`,
    ]);
  });
});

describe.skipIf(!python3)("an application is told the truth", () => {
  test.for([
    [[], [false, false, false]],
    [
      ["--threads", "2"],
      [true, false, false],
    ],
    [
      ["--workers", "2"],
      [false, true, false],
    ],
    [
      ["--processes", "2", "--workers", "1"],
      [false, true, false],
    ],
    [
      ["--processes", "2", "--workers", "2", "--threads", "2"],
      [true, true, false],
    ],
  ] as const)("%j: of multithread, multiprocess and run_once", async ([options, facts]) => {
    const server = await hosted(write("facts.py", obeys), ...options);
    const expression = '[environ["wsgi.multithread"], environ["wsgi.multiprocess"], environ["wsgi.run_once"]]';
    expect((await ask(server, expression)).body).toBe(`[${facts.map((fact) => (fact ? "True" : "False")).join(", ")}]`);
  });

  test("wsgi.errors is the log, with the number of the request", async () => {
    const server = await hosted(write("errors.py", obeys));
    const pid = await pidOf(server);
    await ask(server, 'environ["wsgi.errors"].write("something odd")');
    await until(() => server.said().includes("odd"));
    expect(server.said()).toContain(`[python ${pid}, request 2] something odd\n`);
  });
});

/** Asks again and again until it is told to end; what came is in the order of the questions. */
function asking(port: number, agent: Agent | false) {
  const answers: { status: number; body: string }[] = [];
  const failures: string[] = [];
  let over = false;
  const one = () =>
    new Promise<void>((resolve) => {
      const failed = (error: Error) => {
        failures.push(String(error));
        resolve();
      };
      const request = httpRequest({ port, path: "/", agent }, (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => {
          answers.push({ status: response.statusCode!, body });
          resolve();
        });
        response.on("error", failed);
      });
      request.on("error", failed);
      request.end();
    });
  const running = (async () => {
    while (!over) await one();
  })();
  return {
    answers,
    failures,
    async end() {
      over = true;
      await running;
      if (agent !== false) agent.destroy();
    },
  };
}

const greets = (greeting: string) =>
  `import time\ndef application(environ, start_response):\n    time.sleep(0.005)\n    start_response("200 OK", [])\n    return [b"${greeting}"]\n`;

describe.skipIf(!python3)("told to reload (SIGHUP)", () => {
  test.for([
    ["node", ["--workers", "2"]],
    ["wire", ["--processes", "2"]],
  ] as const)("no request fails, with keep-alive and without, and the new code answers (%s, %j)", async ([reader, options]) => {
    const app = write(`reload-${reader}.py`, greets("old"));
    const server = await hosted(app, "--http-reader", reader, ...options);
    const clients = [false, false, "keep", "keep"].map((kind) =>
      asking(server.port, kind === "keep" ? new Agent({ keepAlive: true, maxSockets: 1 }) : false),
    );
    for (const greeting of ["new", "newer"]) {
      await sleep(300);
      writeFileSync(app, greets(greeting));
      const reloads = server.said().split("babelgate: reloaded\n").length;
      server.child.kill("SIGHUP");
      await until(() => server.said().split("babelgate: reloaded\n").length > reloads);
      // Those that were asked before have answered: the old one takes its time to end.
      await until(() => clients.every(({ answers }) => answers.at(-1)!.body === greeting));
    }
    for (const client of clients) await client.end();
    for (const { answers, failures } of clients) {
      expect(failures).toEqual([]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect([...new Set(answers.map(({ body }) => body))]).toEqual(expect.arrayContaining(["old", "new", "newer"]));
    }
  });

  test("code that does not load leaves the old one in its place, and no request fails", async () => {
    const app = write("broken.py", greets("old"));
    const server = await hosted(app, "--workers", "2");
    const client = asking(server.port, new Agent({ keepAlive: true, maxSockets: 1 }));
    await until(() => client.answers.length > 10);
    writeFileSync(app, "def application(:");
    server.child.kill("SIGHUP");
    await until(() => server.said().includes("the application is not reloaded; the old one goes on\n"));
    const before = client.answers.length;
    await until(() => client.answers.length > before + 20);
    await client.end();
    expect([client.failures, new Set(client.answers.map(({ status, body }) => `${status} ${body}`))]).toEqual([[], new Set(["200 old"])]);
    expect(server.said()).toContain("SyntaxError");
  });
});

describe.skipIf(!python3)("told to stop (SIGTERM)", () => {
  test("what is under way is answered, and the processes end", async () => {
    const server = await hosted(write("term.py", obeys), "--workers", "2");
    const pids = await Promise.all([pidOf(server), pidOf(server)]);
    const slow = ask(server, "time.sleep(1)");
    await sleep(300);
    server.child.kill("SIGTERM");
    expect((await slow).status).toBe(200);
    expect(await server.ended()).toBe(0);
    expect(pids.every(ended)).toBe(true);
  });

  test("while Python loads the application: it ends at once, with 0, and nothing is left", async () => {
    const noted = join(folder, "loading");
    const app = write("loading.py", `import os, time\nopen(${JSON.stringify(noted)}, "w").write(str(os.getpid()))\ntime.sleep(60)\n`);
    const starting = hosted(app);
    await until(() => existsSync(noted) && readFileSync(noted, "utf8") !== "");
    const [pid] = readFileSync(noted, "utf8").split("\n");
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))![1]);
    const supervisor = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${parent}/status`, "latin1"))![1]);
    process.kill(supervisor, "SIGTERM");
    const server = await starting;
    expect([await server.ended(), server.said()]).toEqual([0, ""]);
    await until(() => ended(pid!));
  });

  test("twice: at once, with 5, and nothing is left", async () => {
    const server = await hosted(write("twice.py", obeys));
    const pid = await pidOf(server);
    ask(server, "time.sleep(60)").catch(() => {});
    await sleep(300);
    server.child.kill("SIGTERM");
    await sleep(100);
    server.child.kill("SIGTERM");
    expect(await server.ended()).toBe(5);
    await until(() => ended(pid));
  });
});

describe.skipIf(!python3 || !existsSync("/proc/self/status"))("no process outlives a server that is killed (SIGKILL)", () => {
  test.for([
    ["waits", "time.sleep(60)"],
    ["computes, and gives up no lock", "sum(range(10 ** 11))"],
  ])("while the application %s", async ([name, expression]) => {
    const server = await hosted(write(`${name!.slice(0, 5)}.py`, obeys), "--workers", "2", "--processes", "2");
    const pids = await Promise.all(Array.from({ length: 8 }, () => ask(server, "(time.sleep(0.05), os.getpid())[1]")));
    ask(server, expression!).catch(() => {});
    await sleep(300);
    server.child.kill("SIGKILL");
    await until(() => pids.every(({ body }) => ended(body)));
  });

  test("while the application is loaded", async () => {
    const noted = join(folder, "killed");
    const app = write("killed.py", `import os, time\nopen(${JSON.stringify(noted)}, "w").write(str(os.getpid()))\ntime.sleep(600)\n`);
    const starting = hosted(app);
    await until(() => existsSync(noted) && readFileSync(noted, "utf8") !== "");
    const pid = readFileSync(noted, "utf8");
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))![1]);
    process.kill(parent, "SIGKILL");
    await until(() => ended(pid));
    expect(await (await starting).ended()).toBe(3);
  });
});

describe.skipIf(!python3)("--profile auto", () => {
  test.for([
    ["hello_wsgi10.py", "wsgi-1.0"],
    ["hello_unicode.py", "unicode"],
    ["hello_mod_wsgi.py", "mod_wsgi"],
    ["hello_web3.py", "web3"],
    ["hello_asgi.py", "asgi-3"],
  ])("%s is written to %s, which is said", async ([file, profile]) => {
    const app = `test/engines/apps/${file}`;
    const server = await serve(app!, "--profile", "auto", ...cpython);
    expect(server.said()).toMatch(new RegExp(`^babelgate: ${app} is written to ${profile}\nbabelgate: listening on http://`));
    expect((await get(server.port, "/x")).status).toBe(200);
  });

  test.for([
    ["hello_pep3333.py:simple_app", "mod_wsgi, unicode and pep-3333"],
    ["hello_flat.py", "mod_wsgi, unicode and flat"],
  ])("%s fits %s, and is refused", async ([file, models]) => {
    const app = `test/engines/apps/${file}`;
    const server = await serve(app, "--profile", "auto", ...cpython);
    expect([await server.ended(), server.said()]).toEqual([
      3,
      `babelgate: ${app}: its answer to GET / fits ${models} alike: say with --profile which it is\n`,
    ]);
  });

  test.for([
    [
      "def app(*args): pass",
      /^babelgate: [^\n]*: can be called with \(environ, start_response\) and \(environ\) alike: say with --profile what it is written to\n$/,
    ],
    [
      "def app(environ, start_response):\n    raise LookupError(sorted(environ)[0])",
      /^babelgate: [^\n]*: its answer to GET \/ fits no model: wsgi-1.0 LookupError: b'[^;]*'; mod_wsgi LookupError: [^;]*; unicode [^;]*; flat [^;]*; pep-3333 [^;]*\n$/,
    ],
    [
      "def app(environ, start_response):\n    start_response('500 X', [])\n    return [b'']",
      /^babelgate: [^\n]*: its answer to GET \/ fits no model: wsgi-1.0 [^;]*; mod_wsgi is answered with 500; [^\n]*; pep-3333 is answered with 500\n$/,
    ],
    [
      "def app(): pass",
      /^babelgate: [^\n]*app\(\) is not called with \(environ, start_response\); .*app\(\) is not called with \(environ\); .*app\(\) is not called with \(scope, receive, send\)\n$/,
    ],
    [
      "import nowhere_at_all",
      /^Traceback[\s\S]*babelgate: [^\n]*importing it failed with ModuleNotFoundError: No module named 'nowhere_at_all'\n$/,
    ],
  ] as const)("%j is refused", async ([source, message]) => {
    const server = await serve(write("auto.py", source), "--profile", "auto", ...cpython);
    expect([await server.ended(), server.said()]).toEqual([3, expect.stringMatching(message)]);
  });

  test("is for Python", async () => {
    const server = await serve("./app.mjs", "--profile", "auto", "--http", "0");
    expect([await server.ended(), server.said()]).toEqual([
      2,
      "babelgate: --profile: auto is for applications in Python; say which model this one is written to\n",
    ]);
  });
});

describe.skipIf(!python3)("one line, and an exit code, for what cannot be served", () => {
  const source = `
import functools
async def asgi(scope, receive, send): pass
async def coroutine(environ, start_response): pass
class Coroutine:
    async def __call__(self, environ, start_response): pass
called = Coroutine()
def web3(environ): pass
def three(scope, receive, send): pass
class Double:
    def __init__(self, scope): pass
    async def __call__(self, receive, send): pass
partial = functools.partial(asgi, None)
def factory(): pass
nothing = None
`;
  test.for([
    ["asgi", "pep-3333", ": asgi(scope, receive, send) is not called with (environ, start_response)"],
    ["web3", "flat", ": web3(environ) is not called with (environ, start_response)"],
    ["coroutine", "flat", ": coroutine is a coroutine function, and what is called with (environ, start_response) is not awaited"],
    ["called", "flat", ": called is a coroutine function, and what is called with (environ, start_response) is not awaited"],
    ["three", "asgi-3", ":three: returned NoneType for a lifespan scope, which cannot be awaited: it is no ASGI application"],
    ["Double", "asgi-3", ": Double(scope) is not called with (scope, receive, send)"],
    ["partial", "asgi-3", ": partial(receive, send) is not called with (scope, receive, send)"],
    ["factory", "web3", ": factory() is not called with (environ)"],
    ["nothing", "web3", ": nothing is NoneType, which cannot be called"],
    ["asgy", "asgi-3", ": has no asgy; it has asgi"],
    ["missing", "asgi-3", ": has no missing; it has asgi, coroutine, Coroutine, called, web3, three, Double, factory"],
  ] as const)("%s served as %s", async ([name, profile, message]) => {
    const app = write("wrong.py", source);
    const server = await serve(`${app}:${name}`, "--profile", profile, ...cpython);
    expect([await server.ended(), server.said()]).toEqual([3, `babelgate: ${app}${message}\n`]);
  });

  test.for([
    ["app.py:create()", 3, /^babelgate: app.py:create\(\): is neither a file that ends in .py nor the name of a module\n$/],
    ["no_such_module", 3, /^babelgate: no_such_module: importing it failed with ModuleNotFoundError: No module named 'no_such_module'\n$/],
    ["none.py", 3, /^babelgate: none.py: there is no such file\n$/],
  ] as const)("%s", async ([app, code, message]) => {
    const server = await hosted(app);
    expect([await server.ended(), server.said()]).toEqual([code, expect.stringMatching(message)]);
  });

  test.for([
    ["/no/such/python", "there is no such program"],
    ["/etc/passwd", "it is no program that may be run"],
  ] as const)("--python %s", async ([python, why]) => {
    const server = await hosted(write("some.py", obeys), "--python", python);
    expect([await server.ended(), server.said()]).toEqual([6, `babelgate: ${python}: ${why}\n`]);
  });

  const old = ["2.7", "3.6", "3.7"].map((version) => [version, spawnSync(`python${version}`, ["-c", ""]).status === 0] as const);
  test.for(old.filter(([, there]) => there))("a Python %s is too old", async ([version]) => {
    const server = await hosted(write("some.py", obeys), "--python", `python${version}`);
    expect([await server.ended(), server.said()]).toEqual([
      6,
      `babelgate: python${version}: Python ${version} is too old: 3.8 or later is needed\n`,
    ]);
  });
  if (!old.some(([, there]) => there)) console.warn("skipped: a Python that is too old (python2.7, python3.6 or python3.7)");

  test("an application that answers in another model's types: 500, and the log says where, in which model, and what it is", async () => {
    const app = write("types.py", 'def application(environ, start_response):\n    start_response("200 OK", [])\n    return []\n');
    const server = await serve(app, "--profile", "wsgi-1.0", ...cpython);
    expect((await get(server.port)).status).toBe(500);
    await until(() => server.said().includes("WRONG_TYPE"));
    expect(server.said()).toMatch(/types\.py", line 2, in application\n[\s\S]*Fault: wsgi-1\.0 status is str, not bytes \[WRONG_TYPE\]\n$/);
  });
});
