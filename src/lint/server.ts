/** Lint of a server: an application that tries what the convention lets an application do. */
import type { App } from "../conventions/app.ts";
import type { InputStream } from "../input.ts";
import type { Profile } from "../profile.ts";
import type { AnyApp } from "./application.ts";
import { lookAt } from "./dictionary.ts";
import { checkEnviron, type Requested } from "./environ.ts";
import { exerciseOf, exercises, type Probe } from "./exercises.ts";
import { type Finding, type LintOptions, notesOf } from "./finding.ts";
import { lint } from "./lint.ts";

export interface ServerLint<P extends Profile> {
  /** To be mounted on the server. Its answer to each request is a text: what it has found in it so far, or "ok". */
  readonly app: App<P>;
  /** What may be the query string of a request: each of them is one thing to try. */
  readonly exercises: readonly string[];
  /** Of all requests. */
  readonly findings: readonly Finding[];
  /** To be called when every response is over: notes what only shows then, and gives all findings. */
  finish(): readonly Finding[];
}

/**
 * An application of `profile` that finds what is wrong with the server that calls it.
 *
 * Mount `app`; for each of `exercises` send a `GET` and a `POST` with a Content-Length to `/?<exercise>`, and wait for the
 * answers: a 200 that says "ok". That of `failure` and `late-exc_info` breaks off. Then `finish()` is to be empty:
 *
 * ```ts
 * const check = lintServer(pep3333);
 * const server = await serve(check.app);
 * for (const exercise of check.exercises) await post(server, `/?${exercise}`, "a\nb\n");
 * assert.deepEqual(check.finish(), []);
 * ```
 *
 * `report` is called for each finding too. A finding is never thrown.
 */
export function lintServer<P extends Profile>(profile: P, options: LintOptions = {}): ServerLint<P> {
  const findings: Finding[] = [];
  const keep = (finding: Finding) => {
    findings.push(finding);
    options.report?.(finding);
  };
  const notes = notesOf(profile, { ignore: options.ignore, report: keep });
  const open = new Set<object>();
  const app = (...args: unknown[]) => {
    const mine: Finding[] = [];
    const report = (finding: Finding) => {
      mine.push(finding);
      keep(finding);
    };
    const server = notesOf(profile, { ignore: options.ignore, report }).server;
    const requested = checkEnviron(profile, args[0], () => {});
    const exercise = exerciseOf(profile.convention, requested.query);
    const probing = (...watched: unknown[]) => {
      const probe = probeOf(profile, watched[0], requested, {
        short: (missing) => server("INPUT_LENGTH", `ends ${missing} bytes before Content-Length`, { key: "input" }),
        report: () => (mine.length === 0 ? "ok\n" : mine.map(({ side, message }) => `${side}: ${message}\n`).join("")),
        opened: (body) => open.add(body),
        closed: (body) => open.delete(body),
      });
      return exercise(probe, ...watched);
    };
    return (lint(probing as never, profile as Profile, { ignore: options.ignore, report }) as AnyApp)(...args);
  };
  return {
    app: app as unknown as App<P>,
    exercises: Object.keys(exercises[profile.convention]),
    findings,
    finish() {
      for (const _ of open) notes.server("NOT_CLOSED", "was not closed", { key: "close()" });
      open.clear();
      return findings;
    },
  };
}

interface Events {
  short(missing: number): void;
  report(): string;
  opened(body: object): void;
  closed(body: object): void;
}

function probeOf(profile: Profile, environ: unknown, { length }: Requested, events: Events): Probe {
  return {
    profile,
    get input() {
      const key = Object.keys(profile.environ).find((key) => isInput(profile, key));
      return lookAt(environ as object, key ?? "input") as InputStream;
    },
    finished(total) {
      if (length !== undefined && total < length) events.short(length - total);
    },
    report: events.report,
    body(chunks) {
      const body = { [Symbol.iterator]: () => chunks[Symbol.iterator](), close: () => events.closed(body) };
      events.opened(body);
      return body;
    },
  };
}

function isInput({ environ }: Profile, key: string): boolean {
  const entry = environ[key]!;
  return entry.is === "fact" && entry.fact === "input";
}
