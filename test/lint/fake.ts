/** Small servers, one a convention, and small applications: what a case of lint needs, and nothing that lint checks. */
import { writeChunk, writeHeaders, writeStatus } from "../../src/answer.ts";
import { BytesDict } from "../../src/bytes-dict.ts";
import { LintError, type LintOptions } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import type { LintCode } from "../../src/lint/rules.ts";
import { lintServer } from "../../src/lint/server.ts";
import type { Profile } from "../../src/profile.ts";
import { byteString } from "../../src/wire.ts";
import { bytes, dictOf, environOf, get, message, valuesOf } from "../spec/helpers.ts";

// biome-ignore lint/suspicious/noExplicitAny: cases hold what no application's type allows.
export type Any = any;
export type AnyApp = (...args: Any[]) => Any;

/** One request and its response, the application under lint. */
export type Run = (options: LintOptions) => Promise<unknown>;

export interface Case {
  readonly rule: LintCode;
  /** Ends in the vector that it is, where it is one. */
  readonly name: string;
  readonly run: Run;
}

export const kase = (rule: LintCode, name: string, run: Run): Case => ({ rule, name, run });

/* ---- requests ------------------------------------------------------------------- */

export const post = (body: string, ...lines: string[]): string =>
  `${message("POST /a?q HTTP/1.1", "Host: h", `Content-Length: ${body.length}`, ...lines)}${body}`;

type Values = Record<string, unknown>;

/** The environ of a message, with these values changed, or (undefined) left out. */
export function environ(profile: Profile, changes: Values = {}, text = get("/")): Any {
  const values = { ...valuesOf(environOf(profile, text)), ...changes };
  return dictOf(profile, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
}

/* ---- answers --------------------------------------------------------------------- */

export const ok = (profile: Profile): Any => writeStatus(profile, { status: 200, reason: byteString("OK") });
export const chunk = (profile: Profile, text: string): Any => writeChunk(profile, bytes(text));
export const lines = (profile: Profile, ...pairs: [name: string, value: string][]): Any =>
  writeHeaders(
    profile,
    pairs.map(([name, value]) => [byteString(name), byteString(value)]),
  );
/** A content type, and these lines. */
export const plain = (profile: Profile, ...pairs: [name: string, value: string][]): Any =>
  lines(profile, ["Content-Type", "text/plain"], ...pairs);

/** What an application answers; what is not given is right. */
export interface Answer {
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly body?: Any;
}

/** An application of any profile that gives this answer. */
export function answering(profile: Profile, answer: Answer = {}): AnyApp {
  const { status, headers, body } = { status: ok(profile), headers: plain(profile), body: [chunk(profile, "hi")], ...answer };
  if (profile.convention === "triple") return () => [status, headers, body];
  if (profile.convention === "start_response")
    return (_environ, start) => {
      start(status, headers);
      return body;
    };
  return async (_scope, _receive, send) => {
    await send({ type: "http.response.start", status, headers });
    for (const part of body) await send({ type: "http.response.body", body: part, more_body: true });
    await send({ type: "http.response.body" });
  };
}

/* ---- servers ---------------------------------------------------------------------- */

/** How a server behaves; what is not given is right. */
export interface Behaviour {
  readonly environ?: unknown;
  /** What the application is called with, of what a good server would. */
  readonly args?: (args: Any[]) => unknown[];
  /** What it does with the body of the answer. */
  readonly take?: (body: Any) => unknown;
  /** In the place of the start_response of a good server. */
  readonly startResponse?: AnyApp;
  /** What receive() gives, before http.disconnect. */
  readonly messages?: readonly unknown[];
  readonly send?: AnyApp;
}

/** Every chunk, and close(): a generator that is not exhausted is ended as JavaScript ends it. */
export async function takeAll(body: Any): Promise<Any[]> {
  const chunks: unknown[] = [];
  if (typeof body !== "object" || body === null || body instanceof Uint8Array) return chunks;
  try {
    if (Symbol.iterator in body) for (const part of body) chunks.push(part);
    else if (Symbol.asyncIterator in body) for await (const part of body) chunks.push(part);
  } finally {
    await body.close?.();
  }
  return chunks;
}

export const serve = (profile: Profile, app: AnyApp, options: LintOptions, behaviour?: Behaviour): Promise<unknown> =>
  serveAsIs(profile, lint(app as never, profile, options) as AnyApp, behaviour);

/** The same without lint between server and application. */
export async function serveAsIs(profile: Profile, linted: AnyApp, behaviour: Behaviour = {}): Promise<unknown> {
  const { args = (all) => all, take = takeAll } = behaviour;
  const given = behaviour.environ ?? environ(profile);
  if (profile.convention === "asgi") return linted(...args([given, receiving(behaviour.messages), behaviour.send ?? (async () => {})]));
  if (profile.convention === "start_response") return take(await linted(...args([given, behaviour.startResponse ?? starting()])));
  let answer = await linted(...args([given]));
  while (typeof answer === "function") answer = await answer();
  return Array.isArray(answer) && answer.length === 3 ? take(Array.isArray(answer[1]) ? answer[2] : answer[0]) : answer;
}

/** It throws what exc_info holds once something is written; whether the iterable gave something, it does not know. */
function starting(): AnyApp {
  let sent = false;
  return (_status, _headers, excInfo) => {
    if (excInfo && sent) throw excInfo;
    return () => {
      sent = true;
    };
  };
}

const receiving = (messages: readonly unknown[] = [{ type: "http.request", body: new Uint8Array(0), more_body: false }]): AnyApp => {
  const left = [...messages];
  return async () => (left.length > 0 ? left.shift() : { type: "http.disconnect" });
};

/* ---- cases ------------------------------------------------------------------------- */

/** A server that makes this environ, and an application that does nothing wrong. */
export const request =
  (profile: Profile, changes: Values, text?: string): Run =>
  (options) =>
    serve(profile, answering(profile), options, { environ: environ(profile, changes, text) });

/** An application that gives this answer to a server that does nothing wrong. */
export const answer =
  (profile: Profile, given: Answer, text?: string): Run =>
  (options) =>
    serve(profile, answering(profile, given), options, { environ: environ(profile, {}, text) });

/** An application of one's own. */
export const application =
  (profile: Profile, app: AnyApp, behaviour?: Behaviour): Run =>
  (options) =>
    serve(profile, app, options, behaviour);

/** A server of one's own. */
export const server =
  (profile: Profile, behaviour: Behaviour, app: AnyApp = answering(profile)): Run =>
  (options) =>
    serve(profile, app, options, behaviour);

/** What `lintServer` finds in a server that answers these exercises, and has answered them all. */
export const served =
  (profile: Profile, behaviour: Behaviour, exercises: readonly string[], text = get("/?q")): Run =>
  async ({ report }) => {
    const check = lintServer(profile);
    for (const exercise of exercises) {
      const given = environ(profile, {}, text.replace("?q", `?${exercise}`));
      await serveAsIs(profile, check.app as AnyApp, { environ: given, ...behaviour });
    }
    for (const finding of check.finish()) {
      if (report === undefined) throw new LintError(finding);
      report(finding);
    }
  };

/** An application that reads the input in some way, of a request with a body of `abc` and a line end. */
export const reading =
  (profile: Profile, read: (input: Any, environ: Any) => unknown, input?: object): Run =>
  (options) => {
    const key = Object.keys(profile.environ).find((name) => name.endsWith(".input"))!;
    const given = environ(profile, input && { [key]: input }, post("abc\n"));
    const app: AnyApp = async (...args) => {
      await read(given instanceof BytesDict ? given.getOther(bytes(key)) : given[key], given);
      return answering(profile)(...args);
    };
    return serve(profile, app, options, { environ: given });
  };
