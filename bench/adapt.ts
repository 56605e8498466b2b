/**
 * What `adapt` costs a request of 20 fields: an application behind it, less the application called directly with a
 * ready environ; every ordered pair of proposals. Beside them the adapters that Python servers ship.
 *
 * `PYTHON` names an interpreter that has the peers (`pip install uvicorn asgiref a2wsgi`). `--quick` takes fewer and
 * shorter rounds.
 */
import { adapt } from "../src/adapt.ts";
import { writeChunk, writeHeaders, writeStatus } from "../src/answer.ts";
import { BytesDict, b } from "../src/bytes-dict.ts";
import { loadCatalog } from "../src/catalog.ts";
import type { App } from "../src/conventions/app.ts";
import { writeEnviron } from "../src/environ.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import type { ConventionName, Profile } from "../src/profile.ts";
import { type ByteString, toBytes } from "../src/wire.ts";
import { type Contender, measureRounds, median, medians, speedRatio } from "./lib/measure.ts";
import { messages } from "./lib/messages.ts";
import { startPeers } from "./lib/peers.ts";

const options = process.argv.includes("--quick") ? { rounds: 3, milliseconds: 4 } : { rounds: 11, milliseconds: 10 };
const { proposals } = await loadCatalog();
const requests = messages.map((wire) => readHttp1(wire));

/* ---- an application of each model ------------------------------------------------ */

const reply = {
  status: 200,
  reason: "OK" as ByteString,
  headers: [
    ["content-type", "text/plain"],
    ["content-length", "64"],
    ["x-frame-options", "DENY"],
  ] as unknown as [ByteString, ByteString][],
};
const body = toBytes("x".repeat(64) as ByteString);

/** Looks at five variables, and answers with three headers and 64 bytes. */
function application(profile: Profile): App<Profile> {
  const status = writeStatus(profile, reply);
  const headers = writeHeaders(profile, reply.headers);
  const chunk = writeChunk(profile, body);
  const look = looker(profile);
  const applications: Record<ConventionName, unknown> = {
    start_response: (environ: unknown, startResponse: (status: unknown, headers: unknown) => void) => {
      look(environ);
      startResponse(status, headers);
      return [chunk];
    },
    triple: (environ: unknown) => {
      look(environ);
      return [status, headers, [chunk]];
    },
    asgi: async (scope: unknown, _receive: unknown, send: (message: unknown) => Promise<void>) => {
      look(scope);
      await send({ type: "http.response.start", status, headers });
      await send({ type: "http.response.body", body: chunk, more_body: false });
    },
  };
  return applications[profile.convention] as App<Profile>;
}

let seen: unknown;

/** The method, the path, the query, a header and the scheme. */
function looker(profile: Profile): (environ: unknown) => void {
  const scheme = Object.keys(profile.environ).find((key) => key.endsWith("url_scheme")) ?? "scheme";
  const cgi = ["REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", scheme];
  const keys = profile.headers.as === "pairs" ? ["method", "path", "query_string", profile.headers.key, scheme] : cgi;
  const bytesKeys = keys.map((key) => b(key));
  return (environ) => {
    if (environ instanceof BytesDict) for (const key of bytesKeys) seen = environ.get(key as never);
    else for (const key of keys) seen = (environ as Record<string, unknown>)[key];
    if (seen === undefined) throw new Error("a variable is missing");
  };
}

/* ---- a server of each model ------------------------------------------------------- */

let next = 0;
const write = () => {};
const startResponse = () => write;
const received = { type: "http.request", body: new Uint8Array(0), more_body: false };
const receive = async () => received;
const send = async () => {};

/** Calls an application with ready environs of `profile`. */
function serve(app: App<Profile>, profile: Profile): Contender {
  const environs = requests.map((request) => writeEnviron(profile, request));
  const call = app as (...args: unknown[]) => unknown;
  const servers: Record<ConventionName, Contender> = {
    start_response: () => call(environs[next++ & 15], startResponse),
    triple: () => call(environs[next++ & 15]),
    asgi: () => call(environs[next++ & 15], receive, send),
  };
  return servers[profile.convention];
}

/* ---- rounds ------------------------------------------------------------------------- */

const pairs = proposals.flatMap((from) =>
  proposals.filter((to) => to !== from).map((to) => ({ from, to, name: `${from.id} on ${to.id}` })),
);
const contenders: Record<string, Contender> = {};
for (const profile of proposals) contenders[profile.id] = serve(application(profile), profile);
for (const { from, to, name } of pairs) {
  for (const environ of ["lazy", "eager"] as const)
    contenders[`${name}, ${environ}`] = serve(adapt(application(from), { from, to, environ }), to);
}
const peers = await startPeers("bench/adapt.py", {
  headers: requests[0]!.headers.map(([name, value]) => [name.toLowerCase(), value]),
  milliseconds: options.milliseconds * 10,
});
const rounds = await measureRounds(contenders, peers.contenders, options);
peers.close();

/** Microseconds that the adapter adds: the median over the rounds of the difference within each. */
const added = (name: string, { id }: Profile): number => median(rounds[name]!.map((time, round) => time - rounds[id]![round]!)) / 1000;

/* ---- figures ------------------------------------------------------------------------- */

console.log(
  `A request of 20 fields through adapt, µs more than the application alone; Node ${process.version}; medians of ${options.rounds} rounds`,
);
for (const environ of ["lazy", "eager"]) {
  console.log(
    `\n  ${environ === "lazy" ? "Five variables looked at" : 'All values made, { environ: "eager" }'}; rows: the application, columns: the server`,
  );
  console.log(`  ${"".padEnd(10)}${proposals.map(({ id }) => id.padStart(10)).join("")}`);
  for (const from of proposals) {
    const cells = proposals.map((to) => (to === from ? "-" : added(`${from.id} on ${to.id}, ${environ}`, from).toFixed(2)));
    console.log(`  ${from.id.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join("")}`);
  }
}

const isCgi = ({ headers }: Profile) => headers.as === "HTTP_*";
const goals = [
  {
    what: "CGI-shaped both, five looked at",
    environ: "lazy",
    wanted: 1,
    of: ({ from, to }: (typeof pairs)[0]) => isCgi(from) && isCgi(to),
  },
  { what: "CGI-shaped both, eager", environ: "eager", wanted: 3, of: ({ from, to }: (typeof pairs)[0]) => isCgi(from) && isCgi(to) },
  {
    what: "start_response and ASGI",
    environ: "lazy",
    wanted: 6,
    of: ({ from, to }: (typeof pairs)[0]) =>
      [from, to]
        .map(({ convention }) => convention)
        .sort()
        .join() === "asgi,start_response",
  },
];
console.log();
for (const { what, environ, wanted, of } of goals) {
  const times = pairs.filter(of).map(({ from, name }) => ({ name, time: added(`${name}, ${environ}`, from) }));
  const worst = times.reduce((a, b) => (b.time > a.time ? b : a));
  const met = times.filter(({ time }) => time <= wanted).length;
  console.log(
    `  ${what.padEnd(32)} median ${median(times.map(({ time }) => time)).toFixed(2)} µs, worst ${worst.time.toFixed(2)} (${worst.name}); at most ${wanted} wanted: ${met} of ${times.length} pairs ${met === times.length ? "met" : "MISSED"}`,
  );
}

const ours = "pep-3333 on asgi-3, lazy";
const figures = medians(rounds);
for (const name of Object.keys(peers.contenders)) {
  const wanted = name.startsWith("uvicorn") ? 15 : name.startsWith("asgiref") ? 30 : undefined;
  const ratio = speedRatio(rounds[ours]!, rounds[name]!);
  const verdict = wanted === undefined ? "" : ` (wanted: ${wanted}x, ${ratio >= wanted ? "met" : "MISSED"})`;
  console.log(`  ${name.padEnd(32)} ${(figures[name]! / 1000).toFixed(1)} µs, ${ratio.toFixed(1)}x the time of ${ours}${verdict}`);
}
for (const why of peers.skipped) console.log(`  skipped ${why}; set PYTHON to an interpreter that has it`);
