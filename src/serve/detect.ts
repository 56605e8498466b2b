/** Which model an application is written to, where its signature and its first answer decide it. Knows no engine, and no profile by name. */
import { consoleErrors } from "../cgi/server-facts.ts";
import { conventions } from "../conventions/registry.ts";
import type { LogEntry } from "../engines/cpython/options.ts";
import type { Engine } from "../engines/engine.ts";
import type { RawRequest, RawResponse } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import { byteString, empty } from "../wire.ts";
import { Misfit, StartFailure } from "./failure.ts";

/** Starts the application anew, as if it were written to a profile. */
export type Start = (profile: Profile, onLog: (entry: LogEntry) => void) => Promise<Engine>;

/** Milliseconds for the head of an answer, and again for its body: what goes on for longer has begun well. */
export const trialTime = 10_000;

/**
 * The one of `candidates` that the application fits.
 *
 * It fits those whose convention its signature takes. Where they are several, it is asked for `GET /` once by each, and fits those under
 * which it answers, in the types of the model, and with another status than 5xx.
 *
 * @throws {StartFailure} 3 where none is left, or several; or what keeps the application from loading
 */
export async function detect(app: string, candidates: readonly Profile[], start: Start): Promise<Profile> {
  const called = await oneConvention(app, candidates, start);
  if (called.length === 1) return called[0]!;
  const signs = await all(called.map((profile) => signAgainst(profile, start)));
  const fitting = called.filter((_, i) => signs[i] === undefined);
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0) {
    const told = called.map(({ id }, i) => (signs[i]!.startsWith(`${id} `) ? signs[i] : `${id} ${signs[i]}`));
    throw new StartFailure(3, `${app}: its answer to GET / fits no model: ${told.join("; ")}`);
  }
  throw new StartFailure(
    3,
    `${app}: its answer to GET / fits ${listed(fitting.map(({ id }) => id))} alike: say with --profile which it is`,
  );
}

/** The candidates of the one convention that the signature takes. */
async function oneConvention(app: string, candidates: readonly Profile[], start: Start): Promise<readonly Profile[]> {
  const called = [...new Set(candidates.map(({ convention }) => convention))];
  const refusals = await all(called.map((one) => refusalOf(candidates.find(({ convention }) => convention === one)!, start)));
  const taken = called.filter((_, i) => refusals[i] === undefined);
  if (taken.length === 0) throw new StartFailure(3, refusals.join("; "));
  if (taken.length === 1) return candidates.filter((profile) => profile.convention === taken[0]);
  const calls = taken.map((convention) => `(${conventions[convention].parameters.join(", ")})`);
  throw new StartFailure(3, `${app}: can be called with ${listed(calls)} alike: say with --profile what it is written to`);
}

/** What speaks against its signature. */
async function refusalOf(profile: Profile, start: Start): Promise<string | undefined> {
  const log: LogEntry[] = [];
  try {
    const engine = await start(profile, (entry) => log.push(entry));
    await engine.stop(0);
    return undefined;
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    throw new Failed(log, { cause: error });
  }
}

/** Why the application does not start at all, with what it said. */
class Failed extends Error {
  readonly log: readonly LogEntry[];

  constructor(log: readonly LogEntry[], options: ErrorOptions) {
    super("the application does not start", options);
    this.log = log;
  }
}

/** Waits for all, so that nothing runs on; each fails alike, so one of them is told. */
async function all<T>(trials: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(trials);
  const failed = results.find((result) => result.status === "rejected");
  if (failed === undefined) return results.map((result) => (result as PromiseFulfilledResult<T>).value);
  if (!(failed.reason instanceof Failed)) throw failed.reason;
  for (const { text } of failed.reason.log) process.stderr.write(text);
  throw failed.reason.cause;
}

/** Undefined where the application answers as the model wants it. */
async function signAgainst(profile: Profile, start: Start): Promise<string | undefined> {
  const log: LogEntry[] = [];
  const engine = await start(profile, (entry) => log.push(entry));
  try {
    const response = await engine.handler(root);
    const broken = await bodyBreaks(response);
    return response.status < 500 && !broken ? undefined : lastLine(log) || `is answered with ${response.status}`;
  } finally {
    await engine.stop(0);
  }
}

async function bodyBreaks({ body }: RawResponse): Promise<boolean> {
  const over = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), trialTime).unref());
  const read = async () => {
    try {
      for await (const _ of body);
      return false;
    } catch {
      return true;
    }
  };
  return Promise.race([read(), over]);
}

/** Of what was said about the request: the exception, without the module of ours that it is from. Empty where nothing was said. */
function lastLine(log: readonly LogEntry[]): string {
  const said = log.filter(({ request }) => request !== undefined).map(({ text }) => text);
  return said
    .join("")
    .trim()
    .split("\n")
    .at(-1)!
    .replace(/^_babelgate[\w.]+: /, "");
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const root: RawRequest = {
  method: byteString("GET"),
  target: byteString("/"),
  scriptName: empty,
  pathInfo: byteString("/"),
  rawPath: byteString("/"),
  query: empty,
  protocol: byteString("HTTP/1.1"),
  scheme: byteString("http"),
  serverName: byteString("localhost"),
  serverPort: byteString("80"),
  remoteAddr: byteString("127.0.0.1"),
  headers: [[byteString("Host"), byteString("localhost")]],
  body: [],
  server: { multithread: false, multiprocess: false, runOnce: false, errors: consoleErrors },
};
