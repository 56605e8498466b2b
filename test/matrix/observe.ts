/** What a client sees of an application, and what the application and its server see of each other. */
import { adapt } from "../../src/adapt.ts";
import type { HostOptions } from "../../src/conventions/convention.ts";
import { createHandler } from "../../src/create-handler.ts";
import { StringModelError } from "../../src/errors.ts";
import type { RawRequest } from "../../src/exchange.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import type { LintCode } from "../../src/lint/rules.ts";
import type { Profile } from "../../src/profile.ts";
import { reasonPhrase } from "../../src/reason-phrases.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";

/** What an application wrote down: its bodies' calls of close(), and whatever else it notes. */
export type Events = string[];

export interface Case {
  readonly name: string;
  /** A fresh one for every run: a body is read once. */
  request(): RawRequest;
  /** Undefined where the model has no such thing. */
  // biome-ignore lint/suspicious/noExplicitAny: an application of whichever profile is handed in.
  app(profile: Profile, events: Events): any;
  /** Chunks after which the client goes away; what it has got until then depends on where the chunks end. */
  readonly take?: number;
  readonly options?: HostOptions;
  /** The path is not UTF-8. */
  readonly undecodable?: true;
  /** There is more of the body than may be read ahead. */
  readonly beyond?: true;
  /** The same, and it has to be waited for. */
  readonly arriving?: true;
  /** It fails after its head, and before the first byte of its body. */
  readonly early?: true;
  /** One of those that are run on Python 2 as well. */
  readonly brief?: true;
  /** Only for a few pairs, since it takes long. */
  readonly large?: true;
  /** What lint is not to hold against it, and why. */
  readonly breaks?: { readonly [code in LintCode]?: string };
}

export interface Observation {
  readonly status: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** `whole`, `left`, or what broke the body off. */
  readonly ended: string;
  /** What the server was told before the head. */
  readonly errors: readonly string[];
  readonly closed: number;
  /** What the application wrote to the server's stream of errors. */
  readonly log: string;
  readonly called: boolean;
  /** What it was refused, and caught. */
  readonly told: readonly string[];
}

/** Under lint where there is a list for what it finds. */
export const ownServer = (one: Case, profile: Profile, found?: Finding[]) => observe(one, (app) => app, profile, profile, found);

/** Under lint on both sides of the adapter. */
export const otherServer = (one: Case, from: Profile, to: Profile, found?: Finding[]) =>
  observe(one, (app) => linted(one, adapt(app as never, { from, to, ...one.options }), to, found), from, to, found);

function linted(one: Case, app: unknown, profile: Profile, found: Finding[] | undefined): unknown {
  if (found === undefined) return app;
  return lint(app as never, profile, { ignore: Object.keys(one.breaks ?? {}) as LintCode[], report: (finding) => found.push(finding) });
}

async function observe(
  one: Case,
  made: (app: unknown) => unknown,
  from: Profile,
  to: Profile,
  found: Finding[] | undefined,
): Promise<Observation> {
  const sent = one.request();
  const events: Events = [];
  const errors: string[] = [];
  const log: string[] = [];
  const onError = (error: unknown) => errors.push(nameOf(error));
  const app = linted(one, one.app(from, events), from, found);
  const handler = createHandler(made(app) as never, to, { ...one.options, onError });
  const stream = {
    write: (text: string) => void log.push(text),
    writelines: (lines: Iterable<string>) => void log.push(...lines),
    flush() {},
  };
  const { status, reason, headers, body } = await handler({ ...sent, server: { ...sent.server, errors: stream } });
  const chunks: Uint8Array[] = [];
  let ended = one.take === undefined ? "whole" : "left";
  try {
    await drain(body, one.take, chunks);
  } catch (error) {
    ended = nameOf(error);
  }
  // What is told of the end is heard one turn later, at the latest.
  await new Promise(setImmediate);
  return {
    // A server without a phrase sends the registered one, or none.
    status: `${status} ${reason ?? reasonPhrase(status)}`,
    headers,
    body: one.take === undefined ? fromBytes(joined(chunks)) : "",
    ended,
    errors,
    closed: events.filter((event) => event === "close").length,
    log: log.join("").replace(/\n {4}at .*/g, ""),
    called: events.length > 0,
    told: events.filter((event) => event.startsWith("told ")),
  };
}

/** The same case with another request. */
export const withRequest = (one: Case, request: () => RawRequest): Case => ({ ...one, request });

export const nameOf = (error: unknown): string =>
  error instanceof StringModelError ? error.code : error instanceof Error ? `${error.name}: ${error.message}` : String(error);

export const wire = (text: string) => text as ByteString;
