/**
 * One pair of proposals, in a process of its own as a server has it: an application behind `adapt`, beside the same
 * application called directly. Told the two ids, rounds and milliseconds; prints nanoseconds of processor time a request, a list a round.
 */
import { adapt } from "../src/adapt.ts";
import { writeChunk, writeHeaders, writeStatus } from "../src/answer.ts";
import { type BytesDict, b } from "../src/bytes-dict.ts";
import { loadCatalog } from "../src/catalog.ts";
import type { App } from "../src/conventions/app.ts";
import { writeEnviron } from "../src/environ.ts";
import { readHttp1 } from "../src/gateways/http1.ts";
import type { ConventionName, Profile } from "../src/profile.ts";
import { type ByteString, toBytes } from "../src/wire.ts";
import type { Contender, Rounds } from "./lib/measure.ts";
import { messages } from "./lib/messages.ts";

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
  const lookAtBytes = (environ: unknown) => {
    for (const key of bytesKeys) seen = (environ as BytesDict).get(key as never);
    if (seen === undefined) throw new Error("a variable is missing");
  };
  const lookAtStrings = (environ: unknown) => {
    for (const key of keys) seen = (environ as Record<string, unknown>)[key];
    if (seen === undefined) throw new Error("a variable is missing");
  };
  return profile.keys === "bytes" ? lookAtBytes : lookAtStrings;
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

/* ---- rounds ---------------------------------------------------------------------- */

const [fromId, toId, rounds, milliseconds] = process.argv.slice(2);
const { proposals } = await loadCatalog();
const profile = (id: string | undefined) => proposals.find((proposal) => proposal.id === id)!;
const [from, to] = [profile(fromId), profile(toId)];
const contenders: Record<"direct" | "lazy" | "eager", Contender> = {
  direct: serve(application(from), from),
  lazy: serve(adapt(application(from), { from, to, environ: "lazy" }), to),
  eager: serve(adapt(application(from), { from, to, environ: "eager" }), to),
};

/** Nanoseconds of processor time a call: what else the machine runs in between is not counted. */
async function time(call: Contender, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    const called = call();
    if (called instanceof Promise) await called;
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / calls;
}

const names = Object.keys(contenders) as (keyof typeof contenders)[];
const times: Rounds<keyof typeof contenders> = { direct: [], lazy: [], eager: [] };
const calls = { direct: 0, lazy: 0, eager: 0 };
// A new process: what is measured first would be measured before it is compiled.
for (const name of names) {
  await time(contenders[name], 20_000);
  calls[name] = Math.ceil((Number(milliseconds) * 1e6) / Math.max(20, await time(contenders[name], 20_000)));
}
for (let round = 0; round < Number(rounds); round++) {
  for (const name of names) {
    const batches = [];
    for (let i = 0; i < 3; i++) batches.push(await time(contenders[name], calls[name]));
    // A batch during which the core was shared says nothing.
    times[name].push(Math.min(...batches));
  }
}
console.log(JSON.stringify(times));
