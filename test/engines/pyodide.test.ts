/** Real Python applications, hosted in threads of Node by CPython as WebAssembly. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { type LogEntry, type PyodideOptions, startPyodide } from "../../src/engines/pyodide.ts";
import { StartFailure } from "../../src/serve/failure.ts";
import { drain } from "../../src/testing/drain.ts";
import { request } from "../../src/testing/request.ts";
import { behaviours, runsApplications } from "./applications.ts";
import { type Hosted, type Hosting, hosted, until } from "./hosting.ts";
import { zipOf } from "./zip.ts";

/** Each start but the first takes half a second. */
const snapshot = mkdtempSync(join(tmpdir(), "babelgate-test-"));
const shared = new Map<string, Promise<Hosted>>();

afterAll(async () => {
  for (const engine of shared.values()) await (await engine).stop(0);
  rmSync(snapshot, { recursive: true });
});

async function start({ app, ...others }: Omit<PyodideOptions, "onLog">): Promise<Hosted> {
  const log: LogEntry[] = [];
  const file = app.includes(".py") && !app.startsWith("/") ? `test/engines/apps/${app}` : app;
  const engine = await startPyodide({ snapshot, ...others, app: file, onLog: (entry) => log.push(entry) });
  return hosted(engine, log);
}

/** Stopped when the test is over. */
async function hosting(options: Omit<PyodideOptions, "onLog">): Promise<Hosted> {
  const engine = await start(options);
  onTestFinished(async () => void (await engine.stop(0)));
  return engine;
}

/** One for all tests that want it as it is. Its log begins with the test. */
const sharing: Hosting = async (options) => {
  if (Object.keys(options).length > 2) return hosting(options);
  const key = `${options.app} ${options.profile.id}`;
  if (!shared.has(key)) shared.set(key, start(options));
  const engine = await shared.get(key)!;
  engine.log.length = 0;
  return engine;
};

const alone = { app: "alone.py", profile: pep3333 };
const loop = (name: string) => ({ app: `alone.py:${name}`, profile: asgi3 });
const text = async (asked: ReturnType<Hosted["ask"]>) => (await asked).text;

/** A folder that is gone when the test is over. */
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "babelgate-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function wheel(tags: string, files: Record<string, string>): string {
  const file = join(temporary(), "said-1.0-py3-none-any.whl");
  writeFileSync(file, zipOf({ ...files, "said-1.0.dist-info/WHEEL": `Wheel-Version: 1.0\nRoot-Is-Purelib: true\n${tags}` }));
  return file;
}

describe("the engine pyodide", () => {
  runsApplications(sharing);

  test("is CPython 3.14, without the working folder among its paths", async () => {
    expect(await text((await sharing(alone)).ask("GET /which"))).toBe("emscripten 3.14 0");
  });

  test("tells an application that no other thread or process calls it, unless there are several workers", async () => {
    const app = { app: "echo_environ.py:native", profile: pep3333 };
    const environ = async (hosted: Hosted) =>
      new Map(JSON.parse(await text(hosted.ask("GET /"))).map(([key, value]: [{ str: string }, unknown]) => [key.str, value]));
    const facts = (all: Map<unknown, unknown>) => ["multithread", "multiprocess", "run_once"].map((name) => all.get(`wsgi.${name}`));
    expect(facts(await environ(await sharing(app)))).toEqual([false, false, false]);
    expect(facts(await environ(await hosting({ ...app, workers: 2 })))).toEqual([false, true, false]);
  });

  test("has what an application reports in its log, with the number of its request", async () => {
    const { ask, log } = await hosting(behaviours);
    await ask("GET /pid");
    await ask("GET /logs");
    expect(log).toEqual(["one line\n", "and a half\n", "to stderr\n"].map((line) => ({ pid: process.pid, request: 2, text: line })));
  });

  test("has what goes past Python in its log", async () => {
    const { ask, logged } = await sharing(alone);
    await ask("GET /writes_past_python");
    await until(() => logged() === "past Python\n");
  });

  test("leaves the event loop of the server alone while an application takes its time", async () => {
    const { ask } = await sharing(alone);
    const slow = ask("GET /sleeps?0.5");
    let turns = 0;
    let over = false;
    slow.then(() => (over = true));
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      turns++;
    }
    expect(turns).toBeGreaterThan(10);
  });

  test("keeps no answer back for a slow request that came with it", async () => {
    const { ask } = await hosting(alone);
    // So many have been quick that the next ones are handed over together.
    for (let i = 0; i < 50; i++) await ask("GET /which");
    const quick = [ask("GET /which"), ask("GET /which")];
    const slow = ask("GET /sleeps?2");
    await Promise.all(quick);
    const first = await Promise.race([slow.then(() => "slow"), new Promise((resolve) => setTimeout(resolve, 100, "quick"))]);
    expect(first).toBe("quick");
  });

  test("runs a loop that the application starts", async () => {
    expect(await text((await sharing(alone)).ask("GET /runs_a_loop"))).toBe("from a loop");
  });

  test("starts no thread, and says so", async () => {
    const { ask, logged } = await sharing(alone);
    expect((await ask("GET /starts_a_thread")).response.status).toBe(500);
    await until(() => logged().includes("RuntimeError: can't start new thread"));
  });

  test("several workers answer at the same time", async () => {
    const { ask } = await hosting({ ...alone, workers: 2 });
    const [one, other] = await Promise.all([ask("GET /sleeps?0.3"), ask("GET /sleeps?0.3")]);
    expect(one.text).not.toBe(other.text);
  });
});

describe("an ASGI application on pyodide", () => {
  test("awaits timers, and what would be another thread's at once", async () => {
    expect(await text((await sharing(loop("in_the_loop"))).ask("GET /"))).toBe("at once");
  });

  test("answers requests beside each other", async () => {
    const { ask } = await sharing(loop("waits"));
    const both = await Promise.all([text(ask("GET /first")), text(ask("GET /second"))]);
    expect(both).toEqual(["/first", "/second"]);
  });

  test("is told of the shutdown", async () => {
    const { stop, logged } = await hosting({ app: "hello_asgi.py", profile: asgi3 });
    expect(await stop(1000)).toBe(0);
    expect(logged()).toBe("stopped\n");
  });
});

describe("bodies, to pyodide and back", () => {
  const chunks = (count: number) => Array.from({ length: count }, (_, i) => Buffer.alloc(50_000 + i, i));

  test("an upload of many megabytes is read byte for byte", async () => {
    const { ask } = await sharing(alone);
    const body = chunks(200);
    const whole = Buffer.concat(body);
    const digest = createHash("sha256").update(whole).digest("hex");
    expect(await text(ask("POST /digests", { body }))).toBe(`${whole.length} ${digest}`);
  });

  test("an upload is read from its client no faster than the application reads it", async () => {
    const { handler, ask } = await sharing(alone);
    let given = 0;
    async function* body() {
      for (; given < 1000; given++) yield Buffer.alloc(65536);
    }
    await handler(request("POST /sleeps?0.3", { body: body() }));
    expect(given).toBeLessThan(12);
    expect((await ask("GET /which")).response.status).toBe(200);
  });

  test("a download of many megabytes comes byte for byte", async () => {
    const { handler } = await sharing(alone);
    const parts: Uint8Array[] = [];
    await drain((await handler(request("GET /fills?200"))).body, Infinity, parts);
    const whole = Buffer.concat(parts);
    const expected = Buffer.concat(Array.from({ length: 200 }, (_, i) => Buffer.alloc(65536, `${String(i).padStart(7, "0")}\n`)));
    expect(whole.equals(expected)).toBe(true);
  });

  test("a list of blocks, and a head that is longer than the buffers, come byte for byte", async () => {
    const { response, text } = await (await sharing(alone)).ask("GET /lists");
    expect(response.headers[0]![1]).toHaveLength(300_000);
    expect(text).toBe(Array.from({ length: 20 }, (_, i) => `${String(i).padStart(7, "0")}\n`.repeat(8192)).join(""));
  });

  test("go on when Python's memory has grown", async () => {
    const { ask } = await sharing(alone);
    expect(await text(ask("GET /grows?200000000"))).toBe("200000000");
    expect(await text(ask("POST /digests", { body: "abc" }))).toContain("ba7816bf");
  });

  test("what is said after the client has left goes nowhere, and the next request is answered", async () => {
    const { handler, ask } = await sharing(alone);
    await drain((await handler(request("GET /fills?100000"))).body, 2);
    expect((await ask("GET /which")).response.status).toBe(200);
  });
});

describe("a worker of pyodide", () => {
  test("that does not answer in time gives 504, and is replaced", async () => {
    const { ask } = await hosting({ ...alone, requestTime: 1000, graceTime: 50 });
    const before = await text(ask("GET /once"));
    expect((await ask("GET /spins")).response.status).toBe(504);
    let after = await ask("GET /once");
    while (after.response.status !== 200) after = await ask("GET /once");
    expect(after.text).not.toBe(before);
  });

  test("that ends loses the request that it has begun; those behind it are answered by the next", async () => {
    const { ask } = await hosting(alone);
    // So many have been quick that the next ones are handed over together.
    for (let i = 0; i < 50; i++) await ask("GET /which");
    const lines = ["POST /ends", "POST /which", "POST /which", "GET /which"];
    const answers = await Promise.all(lines.map((line) => ask(line)));
    expect(answers.map(({ response }) => response.status)).toEqual([502, 200, 200, 200]);
  });

  test("that a request ends gives 502 when it ends another", async () => {
    const { ask } = await hosting(alone);
    expect((await ask("GET /ends")).response.status).toBe(502);
    expect((await ask("GET /which")).response.status).toBe(200);
  });

  test("is another one after a reload, which loses no request", async () => {
    const { ask, reload } = await hosting(alone);
    const before = await text(ask("GET /once"));
    const slow = ask("GET /sleeps?0.5");
    await reload();
    expect(await text(ask("GET /once"))).not.toBe(before);
    expect(await text(slow)).toBe(before);
  });

  test("answers what is under way when it is told to stop, and nothing after that", async () => {
    const { ask, stop } = await hosting(alone);
    const [slow, broken, late] = await Promise.all([ask("GET /sleeps?0.3"), stop(5000), ask("GET /once")]);
    expect([slow.response.status, broken, late.response.status]).toEqual([200, 0, 503]);
  });

  test("is stopped in the middle of what takes too long", async () => {
    const { ask, stop } = await hosting(alone);
    const [stuck, broken] = await Promise.all([ask("GET /spins"), stop(100)]);
    expect([stuck.response.status, broken]).toEqual([502, 1]);
  });
});

describe("what Python sees of the machine", () => {
  test("the working folder, under its own name", async () => {
    const { ask } = await sharing(alone);
    const { name } = JSON.parse(await text(ask("GET /opens?package.json")));
    expect(name).toBe("babelgate");
    expect(await text(ask(`GET /opens?${process.cwd()}/package.json`))).toContain('"name": "babelgate"');
  });

  test("nothing that is beside it", async () => {
    const { ask, logged } = await sharing(alone);
    expect((await ask("GET /opens?/etc/passwd")).response.status).toBe(500);
    await until(() => logged().includes("FileNotFoundError"));
  });

  test("the folders of the Python path, and where a link of theirs leads", async () => {
    const folder = temporary();
    mkdirSync(join(folder, "there"));
    writeFileSync(join(folder, "there", "said.py"), 'said = "from a folder"');
    symlinkSync(join(folder, "there"), join(folder, "link"));
    const { ask } = await hosting({ ...alone, pythonPath: [join(folder, "link")] });
    expect(await text(ask("GET /imports?said"))).toBe("from a folder");
  });

  test("an application that is a module on the Python path", async () => {
    const { ask } = await hosting({ app: "hello_web3:uwsgi_order", profile: web3, pythonPath: ["test/engines/apps"] });
    expect(await text(ask("GET /"))).toBe("the body first");
  });

  test("the environment of the server, but for what steers another Python", async () => {
    process.env.BABELGATE_TEST = "as it is";
    process.env.PYTHONSTARTUP = "no";
    onTestFinished(() => {
      delete process.env.BABELGATE_TEST;
      delete process.env.PYTHONSTARTUP;
    });
    const { ask } = await hosting(alone);
    expect(await text(ask("GET /environment?BABELGATE_TEST"))).toBe("as it is");
    expect(await text(ask("GET /environment?PYTHONSTARTUP"))).toBe("None");
  });
});

describe("a wheel", () => {
  test("can be imported, and has its files", async () => {
    const files = {
      "said/__init__.py": "import os\nsaid = open(os.path.join(os.path.dirname(__file__), 'text.txt')).read()",
      "said/text.txt": "from a wheel",
    };
    const { ask } = await hosting({ ...alone, wheels: [wheel("Tag: py2-none-any\nTag: py3-none-any\n", files)] });
    expect(await text(ask("GET /imports?said"))).toBe("from a wheel");
  });

  test("may have its packages in a folder of data", async () => {
    const file = wheel("Tag: py3-none-any\n", { "said-1.0.data/purelib/said.py": 'said = "from its data"' });
    expect(await text((await hosting({ ...alone, wheels: [file] })).ask("GET /imports?said"))).toBe("from its data");
  });
});

describe("what keeps pyodide from starting is one line", () => {
  const failing = async (options: Partial<PyodideOptions>) => {
    const log: string[] = [];
    const onLog = ({ text }: LogEntry) => void log.push(text);
    const started = startPyodide({ app: "test/engines/apps/alone.py", profile: pep3333, snapshot, onLog, ...options });
    const error = await started.then(
      (engine) => engine.stop(0),
      (error) => error,
    );
    expect(error).toBeInstanceOf(StartFailure);
    return { exitCode: error.exitCode, message: error.message, log: log.join("") };
  };

  test("a wheel that is not there", async () => {
    expect(await failing({ wheels: ["no/such.whl"] })).toMatchObject({ exitCode: 3, message: "no/such.whl: there is no such file" });
  });

  test("a wheel that is a folder", async () => {
    expect(await failing({ wheels: ["test"] })).toMatchObject({ exitCode: 3, message: "test: is no wheel: it is a folder" });
  });

  test("a wheel that is no zip file", async () => {
    expect(await failing({ wheels: ["package.json"] })).toMatchObject({
      exitCode: 3,
      message: "package.json: is no wheel: File is not a zip file",
    });
  });

  test("a wheel that says nothing of itself", async () => {
    const file = join(temporary(), "any.whl");
    writeFileSync(file, zipOf({ "said.py": "" }));
    expect(await failing({ wheels: [file] })).toMatchObject({ exitCode: 3, message: `${file}: is no wheel: it has no *.dist-info/WHEEL` });
  });

  test("a wheel for another platform", async () => {
    const file = wheel("Tag: cp311-cp311-manylinux_2_17_x86_64\nTag: py2-none-any\n", {});
    expect(await failing({ wheels: [file] })).toMatchObject({
      exitCode: 3,
      message: `${file}: is for another platform: cp311-cp311-manylinux_2_17_x86_64, py2-none-any`,
    });
  });

  test("a module that does not import, with its traceback once", async () => {
    const found = await failing({ app: "test/engines/apps/fails_to_import.py" });
    expect(found).toMatchObject({
      exitCode: 3,
      message:
        "test/engines/apps/fails_to_import.py: importing it failed with ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    });
    expect(found.log.match(/Traceback/g)).toHaveLength(1);
  });

  test("a module that Pyodide has, and npm has not", async () => {
    const folder = temporary();
    writeFileSync(join(folder, "app.py"), "import numpy.linalg");
    const found = await failing({ app: join(folder, "app.py") });
    expect(found.message).toMatch(/No module named 'numpy' \(Pyodide has it, but not in its npm package\)$/);
  });

  test("a file that is not there", async () => {
    expect(await failing({ app: "test/engines/apps/missing.py" })).toMatchObject({
      exitCode: 3,
      message: "test/engines/apps/missing.py: there is no such file",
    });
  });

  test("an application that does not load in time", async () => {
    expect(await failing({ app: "test/engines/apps/sleeps_at_import.py", bootTime: 3000 })).toMatchObject({
      exitCode: 3,
      message: "test/engines/apps/sleeps_at_import.py: it has not loaded within 3000 ms",
    });
  });

  test("a folder that Pyodide has one of its own in the place of", async () => {
    expect(await failing({ pythonPath: ["/lib/python3"] })).toMatchObject({
      exitCode: 3,
      message: "/lib/python3: Pyodide has a folder of its own there, and cannot see this one",
    });
  });
});

describe("a snapshot", () => {
  test("is one file, made by the first start; what should be random is so after each", async () => {
    const folder = join(temporary(), "made");
    const numbers = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const { ask } = await hosting({ ...alone, snapshot: folder });
      numbers.add(await text(ask("GET /guesses")));
      expect(readdirSync(folder)).toHaveLength(1);
    }
    expect(numbers.size).toBe(3);
  });

  test("that is not whole is made again", async () => {
    const folder = temporary();
    await hosting({ ...alone, snapshot: folder });
    const [name] = readdirSync(folder);
    const { length } = readFileSync(join(folder, name!));
    truncateSync(join(folder, name!), length / 2);
    const { ask } = await hosting({ ...alone, snapshot: folder });
    expect(await text(ask("GET /which"))).toBe("emscripten 3.14 0");
    expect(readFileSync(join(folder, name!))).toHaveLength(length);
  });

  test("that cannot be loaded is said, and made again", async () => {
    const folder = temporary();
    await hosting({ ...alone, snapshot: folder });
    const file = join(folder, readdirSync(folder)[0]!);
    const nonsense = Buffer.alloc(1000, "x");
    writeFileSync(file, Buffer.concat([createHash("sha256").update(nonsense).digest(), nonsense]));
    const { ask, logged } = await hosting({ ...alone, snapshot: folder });
    expect(await text(ask("GET /which"))).toBe("emscripten 3.14 0");
    expect(logged()).toContain("the snapshot cannot be loaded");
  });

  test("that cannot be kept is said, and no more", async () => {
    const { ask, logged } = await hosting({ ...alone, snapshot: "/proc/nowhere" });
    expect(await text(ask("GET /which"))).toBe("emscripten 3.14 0");
    expect(logged()).toMatch(/^the snapshot cannot be kept: .*\n$/);
  });

  test("of which the folder is a file can neither be loaded nor kept, and no more", async () => {
    const file = join(temporary(), "file");
    writeFileSync(file, "");
    const { ask, logged } = await hosting({ ...alone, snapshot: file });
    expect(await text(ask("GET /which"))).toBe("emscripten 3.14 0");
    expect(logged()).toMatch(/^[^\n]*: the snapshot cannot be loaded: ENOTDIR[^\n]*\nthe snapshot cannot be kept: ENOTDIR[^\n]*\n$/);
  });
});
