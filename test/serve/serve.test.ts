/** `babelgate serve` as a user runs it: processes, addresses, signals and exit codes. The compiled program, so `npm test` builds first. */
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { folder, type Got, get, serve, write } from "./running.ts";

/** Answers with its process, what it was told, and the path. */
const echo = (greeting = "hello") => `
export default (environ, start_response) => {
  const body = Buffer.from(JSON.stringify({ greeting: ${JSON.stringify(greeting)}, pid: process.pid, path: environ.PATH_INFO, script: environ.SCRIPT_NAME,
    multiprocess: environ["wsgi.multiprocess"] }));
  start_response("200 OK", [["Content-Type", "application/json"], ["Content-Length", String(body.length)]]);
  return [body];
};`;

const json = async (port: number, path?: string) => JSON.parse((await get(port, path)).body);

describe("an application is served", () => {
  test("in the strings of its own model", async () => {
    const app = write(
      "flat.mjs",
      "export default (environ, start) => { start(Buffer.from('200 OK'), []); return [Buffer.from(JSON.stringify(environ.PATH_INFO))]; };",
    );
    const { port } = await serve(app, "--profile", "flat", "--http", "0");
    expect(JSON.parse(Buffer.from((await get(port, "/%C4%8D%FF")).body, "latin1").toString())).toBe("/\u010d\udcff");
  });

  test("by a server of another model, with an adapter in between", async () => {
    const app = write(
      "web3.mjs",
      "export default (environ) => [Buffer.from('200 OK'), [[Buffer.from('Content-Type'), Buffer.from('text/plain')]], [environ.PATH_INFO]];",
    );
    const { port } = await serve(app, "--profile", "web3", "--server-profile", "asgi-3", "--http", "0");
    expect(await get(port, "/caf%C3%A9")).toEqual({ status: 200, body: "/caf\xc3\xa9" });
    expect((await get(port, "/%FF")).status).toBe(400);
  });

  test("from TypeScript, under a mount, with its other exports", async () => {
    const app = write(
      "typed.ts",
      `type E = Record<string, unknown>;\nexport const other = (environ: E, start: (s: string, h: string[][]) => void) => { start("200 OK", []); return [Buffer.from(environ.SCRIPT_NAME + "|" + environ.PATH_INFO)]; };`,
    );
    const { port } = await serve(`${app}:other`, "--profile", "pep-3333", "--http", "0", "--mount", "/app");
    expect((await get(port, "/app/x")).body).toBe("/app|/x");
  });

  test("by both readers of HTTP, of which one takes 8-bit bytes in a target", async () => {
    const app = write("readers.mjs", echo());
    const raw = async (reader: string) => {
      const { port } = await serve(app, "--profile", "pep-3333", "--http", "0", "--http-reader", reader);
      const socket = connect(port, "127.0.0.1");
      socket.end(Buffer.from("GET /\xff HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "latin1"));
      let text = "";
      for await (const chunk of socket) text += chunk.toString("latin1");
      return text.slice(9, 12);
    };
    expect([await raw("node"), await raw("wire")]).toEqual(["400", "200"]);
  });

  test("on several addresses at once, Unix sockets among them", async () => {
    const path = join(folder, "several.sock");
    const server = await serve(
      write("several.mjs", echo()),
      "--profile",
      "pep-3333",
      "--http",
      "0",
      "--http",
      `unix:${path}`,
      "--scgi",
      "0",
    );
    expect(server.said()).toMatch(
      /^babelgate: listening on http:\/\/127.0.0.1:\d+\nbabelgate: listening on unix:.*several\.sock \(http\)\nbabelgate: listening on scgi:\/\/127.0.0.1:\d+\n$/,
    );
    const body = await new Promise<string>((resolve) => {
      httpRequest({ socketPath: path, path: "/u", agent: false }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve(text);
      }).end();
    });
    expect(JSON.parse(body).path).toBe("/u");
    server.child.kill("SIGTERM");
    expect(await server.ended()).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test("by several processes, which tell the truth about it", async () => {
    const { port } = await serve(write("many.mjs", echo()), "--profile", "pep-3333", "--http", "0", "--processes", "2");
    const answers = await Promise.all(Array.from({ length: 20 }, () => json(port)));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
    expect(new Set(answers.map(({ multiprocess }) => multiprocess))).toEqual(new Set([true]));
  });
});

test("README's application is served as README says, on its own server and on another", async () => {
  const [, source] = /```js\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8"))!;
  const app = write("readme.mjs", source!);
  for (const server of [[], ["--server-profile", "pep-3333"]]) {
    const { port } = await serve(app, "--profile", "flat", ...server, "--http", "0");
    expect(Buffer.from((await get(port, "/caf%C3%A9")).body, "latin1").toString()).toBe("You asked for /café\n");
  }
});

test("the access log has a line a request", async () => {
  const server = await serve(write("log.mjs", echo()), "--profile", "pep-3333", "--http", "0", "--access-log", "json");
  await get(server.port, "/a?b");
  await sleep(100);
  expect(JSON.parse(server.printed())).toMatchObject({ method: "GET", target: "/a?b", status: 200, ended: "whole" });
});

/** Its answer takes a while. */
const slow = (greeting: string) => `
export default async (environ, start_response) => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  start_response("200 OK", [["Content-Length", "3"]]);
  return [Buffer.from(${JSON.stringify(greeting)})];
};`;

describe("told to stop", () => {
  test("the server answers what is under way, takes nothing new, and ends with 0", async () => {
    const server = await serve(write("slow.mjs", slow("old")), "--profile", "pep-3333", "--http", "0");
    const answers = Array.from({ length: 5 }, () => get(server.port));
    await sleep(150);
    server.child.kill("SIGTERM");
    expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(Array(5).fill("old"));
    expect(await server.ended()).toBe(0);
    await expect(get(server.port)).rejects.toThrow("ECONNREFUSED");
  });

  test("with both readers, the server does not wait for connections that are idle", async () => {
    for (const reader of ["node", "wire"]) {
      const server = await serve(write("idle.mjs", echo()), "--profile", "pep-3333", "--http", "0", "--http-reader", reader);
      const socket = connect(server.port, "127.0.0.1");
      socket.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      await once(socket, "data");
      const since = Date.now();
      server.child.kill("SIGTERM");
      expect(await server.ended()).toBe(0);
      expect(Date.now() - since).toBeLessThan(10_000);
      socket.destroy();
    }
  });

  test("what takes longer than --shutdown-timeout is broken off, and the exit code is 5", async () => {
    const app = write("never.mjs", "export default async () => new Promise(() => setInterval(() => {}, 1000));");
    const server = await serve(app, "--profile", "pep-3333", "--http", "0", "--shutdown-timeout", "0.3");
    const answer = get(server.port).catch((error) => error.code);
    await sleep(150);
    server.child.kill("SIGTERM");
    expect(await answer).toBe("ECONNRESET");
    expect(await server.ended()).toBe(5);
  });
});

describe("a server that is told to stop ends", () => {
  test("after --shutdown-timeout, also if its worker is busy, or its lifespan never answers: with 5", async () => {
    const busy = write("busy.mjs", "export default () => { for (;;); };");
    const stuck = write(
      "stuck.mjs",
      "export default async (scope, receive, send) => { if (scope.type === 'lifespan') { await receive(); await send({ type: 'lifespan.startup.complete' }); await new Promise(() => setInterval(() => {}, 1000)); } };",
    );
    for (const [app, profile] of [
      [busy, "pep-3333"],
      [stuck, "asgi-3"],
    ] as const) {
      const server = await serve(app, "--profile", profile, "--http", "0", "--shutdown-timeout", "0.2");
      get(server.port).catch(() => {});
      await sleep(150);
      server.child.kill("SIGTERM");
      expect(await server.ended()).toBe(5);
    }
  });

  test("at once when it is told twice: with 5, if a request was under way", async () => {
    const server = await serve(
      write("twice.mjs", "export default async () => new Promise(() => {});"),
      "--profile",
      "pep-3333",
      "--http",
      "0",
    );
    get(server.port).catch(() => {});
    await sleep(150);
    server.child.kill("SIGTERM");
    await sleep(100);
    server.child.kill("SIGTERM");
    expect(await server.ended()).toBe(5);
  });

  test("in its time when it is told twice in one moment, as a wrapper does that hands a signal on", async () => {
    const server = await serve(
      write(
        "once.mjs",
        "export default async () => (await new Promise((done) => setTimeout(done, 500)), [Buffer.from('200 OK'), [], []]);",
      ),
      "--profile",
      "web3",
      "--http",
      "0",
    );
    const answer = get(server.port);
    await sleep(150);
    server.child.kill("SIGTERM");
    server.child.kill("SIGINT");
    expect((await answer).status).toBe(200);
    expect(await server.ended()).toBe(0);
  });

  test("while its worker is being started again", async () => {
    const server = await serve(
      write("again.mjs", "setTimeout(() => process.exit(7), 50); export default () => [];"),
      "--profile",
      "pep-3333",
      "--http",
      "0",
    );
    while (!server.said().includes("another takes its place")) await sleep(10);
    server.child.kill("SIGTERM");
    expect([0, 5]).toContain(await server.ended());
  });
});

test.each(["node", "wire"])("none is no limit (%s)", async (reader) => {
  const options = ["head", "headers", "target", "body", "buffered"]
    .filter((name) => name !== "headers")
    .flatMap((name) => [`--max-${name}`, "none"]);
  const times = ["idle", "head", "stall", "total", "shutdown"].flatMap((name) => [`--${name}-timeout`, "none"]);
  const server = await serve(
    write("none.mjs", echo()),
    "--profile",
    "pep-3333",
    "--http",
    "0",
    "--http-reader",
    reader,
    ...options,
    ...times,
  );
  expect((await get(server.port)).status).toBe(200);
  server.child.kill("SIGTERM");
  expect(await server.ended()).toBe(0);
});

describe("told to reload (SIGHUP)", () => {
  test("the server loads the application anew, and no request is lost", async () => {
    const app = write("reload.mjs", slow("old"));
    const server = await serve(app, "--profile", "pep-3333", "--http", "0", "--processes", "2");
    const answers: Promise<Got>[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        answers.push(get(server.port));
        await sleep(15);
      }
    })();
    await sleep(200);
    writeFileSync(app, slow("new"));
    server.child.kill("SIGHUP");
    while (!/reloaded|goes on/.test(server.said())) await sleep(20);
    expect(server.said()).toContain("babelgate: reloaded");
    await sleep(300);
    over = true;
    await asking;
    const bodies = (await Promise.all(answers)).map(({ body }) => body);
    expect(new Set(bodies)).toEqual(new Set(["old", "new"]));
    expect(bodies.at(-1)).toBe("new");
  });

  test("an application that does not load any more leaves the old one in its place", async () => {
    const app = write("broken.mjs", echo());
    const server = await serve(app, "--profile", "pep-3333", "--http", "0", "--processes", "2");
    writeFileSync(app, "export default (");
    server.child.kill("SIGHUP");
    while (!server.said().includes("not reloaded")) await sleep(20);
    expect(server.said()).toContain("loading it failed with SyntaxError");
    expect((await json(server.port)).greeting).toBe("hello");
    await sleep(300);
    expect(server.said()).not.toContain("takes its place");
    // As many as before: the new ones that failed are gone, and are not started again.
    const pids = await Promise.all(Array.from({ length: 20 }, async () => (await json(server.port)).pid));
    expect(new Set(pids).size).toBe(2);
  });
});

test("a worker that dies is replaced", async () => {
  const app = write("dies.mjs", `${echo()}`);
  const server = await serve(app, "--profile", "pep-3333", "--http", "0");
  const { pid } = await json(server.port);
  process.kill(pid, "SIGKILL");
  while (!server.said().includes("another takes its place")) await sleep(20);
  let next: Got | undefined;
  while (next === undefined) next = await get(server.port).catch(() => undefined);
  expect(JSON.parse(next.body).pid).not.toBe(pid);
});

test("the lifespan of an ASGI application begins before the server listens, and ends after it has stopped", async () => {
  const app = write(
    "lifespan.mjs",
    `export default async (scope, receive, send) => {
      if (scope.type !== "lifespan") {
        await send({ type: "http.response.start", status: 200, headers: [] });
        await send({ type: "http.response.body", body: Buffer.from("http") });
        return;
      }
      for (;;) {
        const { type } = await receive();
        console.log(type);
        await send({ type: type + ".complete" });
        if (type === "lifespan.shutdown") return;
      }
    };`,
  );
  const server = await serve(app, "--profile", "asgi-3", "--http", "0");
  expect((await get(server.port)).body).toBe("http");
  server.child.kill("SIGTERM");
  expect(await server.ended()).toBe(0);
  expect(server.printed()).toBe("lifespan.startup\nlifespan.shutdown\n");
});

describe("one line, and an exit code, for a server that cannot start", () => {
  const cases: readonly (readonly [string, () => readonly string[], number, RegExp])[] = [
    [
      "no such application",
      () => ["./none.mjs", "--profile", "pep-3333", "--http", "0"],
      3,
      /^babelgate: \.\/none\.mjs: there is no such file\n$/,
    ],
    [
      "an application that throws",
      () => [write("t.mjs", "throw new Error('at import')"), "--profile", "pep-3333", "--http", "0"],
      3,
      /loading it failed with Error: at import\n$/,
    ],
    [
      "an application that ends the process",
      () => [write("e.mjs", "process.exit(9)"), "--profile", "pep-3333", "--http", "0"],
      3,
      /ended with exit code 9 before it listened\n$/,
    ],
    [
      "a lifespan that fails",
      () => [
        write(
          "l.mjs",
          "export default async (s, r, send) => { await send({ type: 'lifespan.startup.failed', message: 'no database' }); };",
        ),
        "--profile",
        "asgi-3",
        "--http",
        "0",
      ],
      3,
      /no database\n$/,
    ],
    [
      "an application of another convention",
      () => [write("o.mjs", "export default (scope, receive, send) => {}"), "--profile", "pep-3333", "--http", "0"],
      3,
      /takes 3 arguments/,
    ],
    ["no such profile", () => [write("p.mjs", echo()), "--profile", "nix", "--http", "0"], 2, /no profile "nix"/],
    ["no address", () => [write("p.mjs", echo()), "--profile", "pep-3333"], 2, /nowhere to listen/],
    [
      "a bad address",
      () => [write("p.mjs", echo()), "--profile", "pep-3333", "--http", "http://h"],
      2,
      /--http: "http:\/\/h" is not a port/,
    ],
    [
      "a secret without AJP",
      () => [write("p.mjs", echo()), "--profile", "pep-3333", "--http", "0", "--ajp-secret", "x"],
      2,
      /there is no --ajp/,
    ],
    [
      "a socket's path that another file has",
      () => [write("p.mjs", echo()), "--profile", "pep-3333", "--http", `unix:${write("file", "")}`],
      4,
      /a file of another kind is there\n$/,
    ],
    [
      "a socket in no folder",
      () => [write("p.mjs", echo()), "--profile", "pep-3333", "--http", `unix:${join(folder, "no/s")}`],
      4,
      /there is no such folder\n$/,
    ],
  ];
  test.each(cases)("%s", async (_, args, code, line) => {
    const server = await serve(...args());
    expect([await server.ended(), server.said()]).toEqual([code, expect.stringMatching(line)]);
    expect(server.said().trim().split("\n")).toHaveLength(1);
  });

  test("a port in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const server = await serve(write("p.mjs", echo()), "--profile", "pep-3333", "--http", String(port), "--processes", "2");
    expect([await server.ended(), server.said()]).toEqual([4, `babelgate: cannot listen on 127.0.0.1:${port}: it is in use\n`]);
    other.close();
  });

  test("a Unix socket that a server still listens on; one that a dead server left is taken", async () => {
    const path = join(folder, "taken.sock");
    const app = write("p.mjs", echo());
    const first = await serve(app, "--profile", "pep-3333", "--http", `unix:${path}`);
    const second = await serve(app, "--profile", "pep-3333", "--http", `unix:${path}`);
    expect([await second.ended(), second.said()]).toEqual([4, `babelgate: cannot listen on unix:${path}: it is in use\n`]);
    const ended = first.ended();
    first.child.kill("SIGKILL");
    await ended;
    // Its workers notice, and end.
    while (existsSync(path) && (await connects(path))) await sleep(20);
    const third = await serve(app, "--profile", "pep-3333", "--http", `unix:${path}`);
    expect(third.said()).toContain("listening on");
  });
});

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
