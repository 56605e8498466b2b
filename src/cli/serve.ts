/** `babelgate serve`: an application of any model, behind any web server or none. */
import { type Command, Option } from "commander";
import { loadCatalog } from "../catalog.ts";
import type { GatewayLimits } from "../gateways/limits.ts";
import { logFormats } from "../serve/access-log.ts";
import { type Address, readAddress, writeAddress } from "../serve/address.ts";
import { serverExitCodes } from "../serve/failure.ts";
import { detectedProfile } from "../serve/hosted.ts";
import type { ProtocolName } from "../serve/protocol-names.ts";
import type { PythonSettings, ServeSettings } from "../serve/settings.ts";
import { supervise } from "../serve/supervisor.ts";
import { UsageError } from "./exit.ts";
import { gather, integer, mount, oneOf, profileNamed, quoted } from "./options.ts";
import { complain } from "./output.ts";
import { bytes, limitFrom, seconds } from "./units.ts";

const gateways = {
  http: "HTTP/1.1, to clients or behind a proxy",
  fastcgi: "FastCGI",
  scgi: "SCGI",
  uwsgi: "the uwsgi protocol",
  ajp: "AJP/1.3, as Apache's mod_proxy_ajp speaks it",
} as const;

/** Options that are limits, with what they bound. */
const limits = {
  "max-head <bytes>": ["head", "of a request line and its headers", (option: string) => bytes(option, 64)],
  "max-headers <count>": ["headers", "header lines", (option: string) => integer(option, 1, 100_000)],
  "max-target <bytes>": ["target", "of a request target", (option: string) => bytes(option, 1)],
  "max-body <bytes>": ["body", "of a request body", (option: string) => bytes(option)],
  "idle-timeout <seconds>": ["idleTime", "that a connection may stay without a request", seconds],
  "head-timeout <seconds>": ["headTime", "from the first byte of a head to its last", seconds],
  "stall-timeout <seconds>": ["stallTime", "that a peer may send, or take, nothing while that is waited for", seconds],
  "total-timeout <seconds>": ["totalTime", "that one exchange may take", seconds],
} as const satisfies Record<string, readonly [keyof GatewayLimits, string, (option: string) => (value: string) => number]>;

/** Of Python's processes, with what they bound. */
const pythonLimits = {
  "max-requests <count>": ["maxRequests", "requests after which a process is replaced", (option: string) => integer(option, 1, 1e9)],
  "max-requests-jitter <count>": [
    "maxRequestsJitter",
    "up to so many more, another number for each process",
    (option: string) => integer(option, 0, 1e9),
  ],
  "max-memory <bytes>": ["maxMemory", "of memory with which a process is replaced (Linux)", (option: string) => bytes(option, 1)],
  "request-timeout <seconds>": ["requestTime", "from a request to the head of its response: then 504, or 503 if it still waits", seconds],
  "grace-timeout <seconds>": ["graceTime", "after that, until a process that has the request is killed; 1 unless told", seconds],
  "boot-timeout <seconds>": ["bootTime", "until a process has loaded the application; 60 unless told", seconds],
  "stop-timeout <seconds>": ["stopTime", "until a process that has nothing left to answer has ended; 10 unless told", seconds],
} as const satisfies Record<string, readonly [keyof PythonSettings, string, (option: string) => (value: string) => number]>;

export function addServe(program: Command): void {
  const command = program
    .command("serve")
    .description("host an application: over HTTP, or behind a web server")
    .argument("<app>", "a module and the name of its export: ./app.mjs, ./app.ts, ./app.mjs:name; or app.py:name, package.module:name")
    .requiredOption("--profile <id|file|auto>", "the model that the application is written to; auto, for Python, is told below")
    .option("--server-profile <id|file>", "put an adapter in between: the server speaks this model");
  for (const [name, about] of Object.entries(gateways)) command.option(`--${name} <address>`, `${about}; may be repeated`, gather);
  command
    .option(
      "--http-reader <node|wire>",
      "node:http, or babelgate's own reader, which takes 8-bit bytes in a target",
      oneOf("--http-reader", ["node", "wire"]),
      "node",
    )
    .option("--mount <prefix>", "the application's mount, such as /app", mount)
    .option("--processes <count>", "workers that share the addresses", integer("--processes", 1, 1024), 1)
    .option(
      "--engine <pyodide|cpython>",
      "what runs an application in Python: pyodide, with nothing to install, unless told; needed where its reference does not end in .py",
      oneOf("--engine", ["pyodide", "cpython"]),
    )
    .option("--workers <count>", "Python: its interpreters, for each of --processes", integer("--workers", 1, 1024))
    .option("--threads <count>", "cpython: requests that one of them answers at a time", integer("--threads", 1, 1024))
    .option("--python <path>", "cpython: the interpreter, 3.8 or later; python3 unless told")
    .option("--python-path <folder>", "Python: where modules are looked for first; may be repeated", gather)
    .option("--wheel <file>", "pyodide: a package in pure Python that can be imported; may be repeated", gather)
    .option("--snapshot <folder>", "pyodide: keeps an image of Python's memory there, so that the next start is quick")
    .option(
      "--socket-folder <folder>",
      "cpython: where the sockets of its processes are made; the system's folder for temporary files unless told",
    )
    .option("--access-log <combined|json>", "a line a request, on standard output", oneOf("--access-log", logFormats))
    .option("--ajp-secret <secret>", "what an AJP client has to say")
    .option(
      "--max-buffered <bytes>",
      "of a request body that is read into memory for an application that cannot wait",
      bytes("--max-buffered"),
    )
    .addOption(
      new Option("--shutdown-timeout <seconds>", "for requests under way when the server is told to stop")
        .argParser(seconds("--shutdown-timeout"))
        .default(30_000, "30"),
    );
  for (const [flags, [, about, parse]] of Object.entries(limits)) command.option(`--${flags}`, about, parse(optionOf(flags)));
  for (const [flags, [, about, parse]] of Object.entries(pythonLimits))
    command.option(`--${flags}`, `Python: ${about}`, parse(optionOf(flags)));
  command.addHelpText("after", help).action(async (app: string, options) => {
    process.exitCode = await supervise(await settingsFrom(app, options), {
      listening(addresses) {
        for (const [i, address] of addresses.entries()) complain(`listening on ${shown(endpointsOf(options)[i]!.protocol, address)}`);
      },
      say: complain,
    });
  });
}

const help = `
An address is a port of this machine (8000), a host and a port (0.0.0.0:8000, [::1]:8000), or unix:PATH. Port 0 is any that is free.
Bytes may end in k, m or g. Seconds may be fractions. "none" is no limit.
SIGTERM and SIGINT answer what is under way and end; SIGHUP loads the application anew, and no request is lost.

--profile auto starts an application in Python in an interpreter of its own for every model whose calling convention its signature takes, asks
each for GET / where they are several, and serves it as the only one whose types it answers in. Several, or none, are an error.

Exit codes, beside those of every command:
${Object.entries(serverExitCodes)
  .map(([code, meaning]) => `  ${code}  ${meaning}`)
  .join("\n")}

Examples:
  babelgate serve ./app.mjs --profile flat --http 8000
  babelgate serve ./app.ts:application --profile web3 --server-profile pep-3333 --http 8000 --access-log combined
  babelgate serve ./app.mjs --profile asgi-3 --fastcgi unix:/run/app.sock --processes 4
  babelgate serve app.py:app --profile flat --http 8000
  babelgate serve app.py:app --profile flat --http 8000 --engine cpython --workers 2 --threads 4`;

// biome-ignore lint/suspicious/noExplicitAny: what commander has parsed.
type Options = any;

async function settingsFrom(app: string, options: Options): Promise<ServeSettings> {
  const catalog = await loadCatalog();
  // Looked at here, so that a mistake is a usage error before any process is started.
  if (options.profile !== auto) await profileNamed(catalog, "--profile", options.profile);
  if (options.serverProfile !== undefined) await profileNamed(catalog, "--server-profile", options.serverProfile);
  const endpoints = endpointsOf(options);
  if (endpoints.length === 0)
    throw new UsageError(
      `nowhere to listen: give one of ${Object.keys(gateways)
        .map((name) => `--${name}`)
        .join(", ")}`,
    );
  if (options.ajpSecret !== undefined && !options.ajp) throw new UsageError("--ajp-secret: there is no --ajp");
  const python = pythonFrom(app, options);
  return {
    app,
    profile: options.profile === auto ? await detected(app, python) : options.profile,
    serverProfile: options.serverProfile,
    endpoints,
    mount: options.mount,
    processes: options.processes,
    python,
    accessLog: options.accessLog,
    limits: given(limits, options),
    maxBuffered: options.maxBuffered === undefined ? undefined : limitFrom(options.maxBuffered),
    shutdownTime: limitFrom(options.shutdownTimeout),
    secret: options.ajpSecret,
  };
}

/** What only one of the engines has. */
const engineOptions = {
  cpython: ["--threads", "--python", "--socket-folder", "--max-memory"],
  pyodide: ["--wheel", "--snapshot"],
} as const satisfies Record<PythonSettings["engine"], readonly string[]>;

const pythonOptions = new Set([
  "--workers",
  "--python-path",
  ...Object.values(engineOptions).flat(),
  ...Object.keys(pythonLimits).map(optionOf),
]);

/** In the place of a profile: whichever the application fits. */
const auto = "auto";

async function detected(app: string, python: PythonSettings | undefined): Promise<string> {
  if (python === undefined) throw new UsageError("--profile: auto is for applications in Python; say which model this one is written to");
  const profile = await detectedProfile(app, python);
  complain(`${app} is written to ${profile}`);
  return profile;
}

/** Undefined for an application in JavaScript. */
function pythonFrom(app: string, options: Options): PythonSettings | undefined {
  const { workers, threads, python, pythonPath, socketFolder, wheel: wheels, snapshot } = options;
  const engine: PythonSettings["engine"] = options.engine ?? "pyodide";
  if (options.engine === undefined && !/\.py(:[^:]*)?$/.test(app)) {
    for (const option of pythonOptions)
      if (options[propertyOf(option)] !== undefined)
        throw new UsageError(`${option}: the application is not in Python; if it is, give --engine`);
    return undefined;
  }
  for (const [other, own] of Object.entries(engineOptions))
    for (const option of own)
      if (other !== engine && options[propertyOf(option)] !== undefined)
        throw new UsageError(`${option}: the engine ${engine} has no such thing; give --engine ${other}`);
  if (options.maxRequestsJitter !== undefined && options.maxRequests === undefined)
    throw new UsageError("--max-requests-jitter: there is no --max-requests");
  return { engine, workers, threads, python, pythonPath, socketFolder, wheels, snapshot, ...given(pythonLimits, options) };
}

function endpointsOf(options: Options): { protocol: ProtocolName; address: Address }[] {
  return Object.keys(gateways).flatMap((name) =>
    ((options[name] ?? []) as string[]).map((text) => {
      const address = readAddress(text);
      if (address === undefined) throw new UsageError(`--${name}: ${quoted(text)} is not a port, host:port or unix:PATH`);
      return { protocol: (name === "http" && options.httpReader === "wire" ? "http-wire" : name) as ProtocolName, address };
    }),
  );
}

/** What was given, by the names of the settings; null where there is no limit. */
function given<S extends string>(
  table: Readonly<Record<string, readonly [S, ...unknown[]]>>,
  options: Options,
): { [Name in S]?: number | null } {
  const found: { [Name in S]?: number | null } = {};
  for (const [flags, [setting]] of Object.entries(table)) {
    const value = options[propertyOf(optionOf(flags))];
    if (value !== undefined) found[setting] = limitFrom(value);
  }
  return found;
}

/** `--max-head` of `max-head <bytes>`. */
function optionOf(flags: string): string {
  return `--${flags.split(" ")[0]}`;
}

/** As commander has it: `maxHead` of `--max-head`. */
function propertyOf(option: string): string {
  return option.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** As a user would type it into a browser, or into a configuration. */
function shown(protocol: ProtocolName, address: Address): string {
  const scheme = protocol === "http-wire" ? "http" : protocol;
  return "path" in address ? `${writeAddress(address)} (${scheme})` : `${scheme}://${writeAddress(address)}`;
}
