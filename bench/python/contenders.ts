/** The servers that `bench/python.ts` measures: what each is started as. Each in the best of its configurations that answers 32 connections. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { apache, nginx } from "./configurations.ts";

/** Where one runs, and with what. */
export interface Place {
  /** Its own, for what it has to write. */
  readonly folder: string;
  readonly port: number;
  readonly workers: number;
  /** The file of the application, in which it is called `app`. Its folder is where programs are started. */
  readonly application: string;
}

export interface Contender {
  readonly name: string;
  /** How many requests one of its processes can be in at a time. */
  readonly threads: number;
  /** It has one process, whatever it is asked for. */
  readonly alone?: true;
  /** Undefined where it can be run; or how to get it. */
  missing(): string | undefined;
  /** Files that it wants in its folder. */
  files?(place: Place): Readonly<Record<string, string>>;
  /** A list of programs with their arguments, one after the other. */
  commands(place: Place): readonly (readonly string[])[];
}

/** The virtual environment with Django and the servers. */
const environment = resolve(".peers");
const program = (name: string) => `${environment}/bin/${name}`;
const cli = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../dist/src/cli/main.js" : "../../src/cli/main.js", import.meta.url),
);

const wants = (file: string, how: string) => () => (existsSync(file) ? undefined : how);
const peer = (name: string) => wants(program(name), "scripts/peers");
const debian = (file: string, packages: string) => wants(file, `Debian: apt-get install ${packages}`);
const module = ({ application }: Place) => application.replace(/^.*\/|\.py$/g, "");

/* ---- ours --------------------------------------------------------------------- */

const engines = /--engine <([^>]*)>/.exec(spawnSync(process.execPath, [cli, "serve", "--help"], { encoding: "utf8" }).stdout)?.[1] ?? "";
const serve = ({ application, port }: Place, options: readonly string[]) => [
  [process.execPath, cli, "serve", `${application}:app`, "--profile", "pep-3333", "--http", `127.0.0.1:${port}`, ...options],
];

const cpython = (reader: "node" | "wire", threads: number): Contender => ({
  name: `cpython-${reader}-${threads}`,
  threads,
  missing: wants(program("python"), "scripts/peers"),
  commands: (place) =>
    serve(place, [
      ...["--http-reader", reader, "--engine", "cpython", "--python", program("python")],
      ...["--threads", String(threads), "--processes", String(place.workers)],
    ]),
});

/** Packages in pure Python are whoever's; of `.peers`, that is Django and what it imports. */
const packages = existsSync(`${environment}/lib`)
  ? readdirSync(`${environment}/lib`).flatMap((version) => ["--python-path", `${environment}/lib/${version}/site-packages`])
  : [];

const pyodide = (reader: "node" | "wire"): Contender => ({
  name: `pyodide-${reader}`,
  threads: 1,
  missing: () => (engines.includes("pyodide") ? undefined : "this babelgate has no --engine pyodide"),
  commands: (place) => serve(place, ["--http-reader", reader, "--engine", "pyodide", ...packages, "--processes", String(place.workers)]),
});

/* ---- others -------------------------------------------------------------------- */

const gunicorn = (name: string, threads: number, options: readonly string[]): Contender => ({
  name,
  threads,
  missing: peer("gunicorn"),
  commands: (place) => [
    [
      ...[program("gunicorn"), ...options, "--workers", String(place.workers), "--keep-alive", "60", "--log-level", "error"],
      ...["--no-control-socket", "--bind", `127.0.0.1:${place.port}`, `${module(place)}:app`],
    ],
  ],
});

const uwsgi = (place: Place, options: readonly string[]) => [
  ...["uwsgi-core", "--plugin", "python3", "--home", environment, "--module", `${module(place)}:app`],
  ...["--master", "--die-on-term", "--disable-logging", "--listen", "100", "--processes", String(place.workers), ...options],
];
const uwsgiMissing = debian("/usr/lib/uwsgi/plugins/python3_plugin.so", "uwsgi-core uwsgi-plugin-python3");

export const contenders: readonly Contender[] = [
  cpython("node", 1),
  cpython("node", 4),
  cpython("wire", 1),
  cpython("wire", 4),
  pyodide("node"),
  pyodide("wire"),
  // It closes a connection after each answer.
  gunicorn("gunicorn-sync", 1, ["--worker-class", "sync"]),
  gunicorn("gunicorn-gthread", 4, ["--worker-class", "gthread", "--threads", "4"]),
  {
    name: "uwsgi",
    // A thread answers a connection for as long as that is open.
    threads: 36,
    missing: uwsgiMissing,
    commands: (place) => [uwsgi(place, ["--http11-socket", `127.0.0.1:${place.port}`, "--threads", "36"])],
  },
  {
    name: "nginx-uwsgi",
    threads: 4,
    missing: () => uwsgiMissing() ?? debian("/usr/sbin/nginx", "nginx")(),
    files: (place) => ({ "nginx.conf": nginx(place) }),
    commands: (place) => [
      uwsgi(place, ["--socket", `${place.folder}/uwsgi.sock`, "--chmod-socket=666", "--threads", "4"]),
      ["/usr/sbin/nginx", "-c", `${place.folder}/nginx.conf`],
    ],
  },
  {
    name: "mod_wsgi",
    threads: 32,
    missing: debian("/usr/lib/apache2/modules/mod_wsgi.so", "apache2 libapache2-mod-wsgi-py3"),
    files: (place) => ({ "apache.conf": apache(place, environment) }),
    commands: ({ folder }) => [["/usr/sbin/apache2", "-f", `${folder}/apache.conf`, "-DFOREGROUND"]],
  },
  {
    name: "waitress",
    threads: 4,
    missing: peer("waitress-serve"),
    alone: true,
    commands: (place) => [[program("python"), "-m", "waitress", `--listen=127.0.0.1:${place.port}`, "--threads=4", `${module(place)}:app`]],
  },
  {
    name: "cheroot",
    threads: 4,
    missing: peer("cheroot"),
    alone: true,
    commands: (place) => [[program("python"), "cheroot_server.py", module(place), String(place.port)]],
  },
  {
    name: "uvicorn",
    // What it is hosts WSGI in: anyio's pool of threads.
    threads: 10,
    missing: peer("uvicorn"),
    commands: (place) => [
      [
        ...[program("uvicorn"), "--interface", "wsgi", "--no-access-log", "--log-level", "error", "--port", String(place.port)],
        ...["--workers", String(place.workers), `${module(place)}:app`],
      ],
    ],
  },
];
