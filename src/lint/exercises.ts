/** What the application of `lintServer` does with a request, by the name in the query string. */
import { writeChunk, writeHeaders, writeStatus } from "../answer.ts";
import type { InputStream } from "../input.ts";
import type { ConventionName, Profile } from "../profile.ts";
import { byteString, toBytes } from "../wire.ts";
import type { AnyApp } from "./application.ts";

/** What an exercise is given. */
export interface Probe {
  readonly profile: Profile;
  /** The request body, where the environ has one. */
  readonly input: InputStream;
  /** All of the request body has been read, so many bytes. */
  finished(total: number): void;
  /** What is wrong so far, as text. */
  report(): string;
  /** A body whose `close()` is counted. */
  body(chunks: Iterable<unknown>): object;
}

/** An application that answers one request; it begins with the convention's own arguments. */
type Exercise = (probe: Probe, ...args: unknown[]) => ReturnType<AnyApp>;

/* ---- answers ------------------------------------------------------------------ */

const ascii = (text: string): Uint8Array =>
  toBytes(byteString(text.replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)));

function head({ profile }: Probe, length?: number): [status: unknown, headers: unknown] {
  const lines = [["Content-Type", "text/plain"], ...(length === undefined ? [] : [["Content-Length", String(length)]])];
  const headers = lines.map(([name, value]) => [byteString(name!), byteString(value!)] as const);
  return [writeStatus(profile, { status: 200, reason: byteString("OK") }), writeHeaders(profile, headers)];
}

const reported = (probe: Probe): Uint8Array => ascii(probe.report());
const chunk = ({ profile }: Probe, bytes: Uint8Array): unknown => writeChunk(profile, bytes);

/* ---- the input ------------------------------------------------------------------ */

/** Reads all there is, and once more, in one of the ways that PEP 3333 lists; gives how much. */
type Reader = (input: InputStream) => number;

const until = (next: () => Uint8Array): number => {
  let total = 0;
  for (let part = next(); part.length > 0; part = next()) total += part.length;
  return total;
};
const sum = (parts: Iterable<Uint8Array>): number => [...parts].reduce((total, part) => total + part.length, 0);

const readers: { readonly [name: string]: Reader } = {
  read: (input) => until(() => input.read(3)),
  "read-all": (input) => input.read().length + input.read().length,
  readline: (input) => until(() => input.readline()),
  "readline-size": (input) => until(() => input.readline(2)),
  readlines: (input) => sum(input.readlines()),
  iteration: (input) => sum(input),
};

/** An answer after the whole input: `respond` is the convention's way to give it. */
const afterReading = (respond: (probe: Probe, text: Uint8Array, ...args: unknown[]) => unknown): { readonly [name: string]: Exercise } => ({
  ...Object.fromEntries(
    Object.entries(readers).map(([name, read]): [string, Exercise] => [
      name,
      (probe, ...args) => {
        probe.finished(read(probe.input));
        return respond(probe, reported(probe), ...args);
      },
    ]),
  ),
  chunks: async (probe, ...args) => {
    let total = 0;
    for await (const part of probe.input.chunks()) total += part.length;
    probe.finished(total);
    return respond(probe, reported(probe), ...args);
  },
});

/* ---- the conventions -------------------------------------------------------------- */

function* failing(probe: Probe): Iterable<unknown> {
  yield chunk(probe, reported(probe));
  throw new Error("lintServer: this body fails on purpose");
}

const startResponse: { readonly [name: string]: Exercise } = {
  ...afterReading((probe, text, _environ, start) => {
    (start as AnyApp)(...head(probe, text.length));
    return probe.body([chunk(probe, text)]);
  }),
  "late-start": (probe, _environ, start) =>
    probe.body(
      (function* () {
        yield chunk(probe, new Uint8Array(0));
        (start as AnyApp)(...head(probe));
        yield chunk(probe, reported(probe));
      })(),
    ),
  write: (probe, _environ, start) => {
    const write = (start as AnyApp)(...head(probe)) as AnyApp;
    const { write: declared } = probe.profile.response;
    if ("standing" in declared) return probe.body([chunk(probe, reported(probe))]);
    write(declared.accepts[0].decode(reported(probe)));
    return probe.body([]);
  },
  exc_info: (probe, _environ, start) => {
    const text = reported(probe);
    (start as AnyApp)(...head(probe));
    (start as AnyApp)(...head(probe, text.length), new Error("lintServer: this head replaces another"));
    return probe.body([chunk(probe, text)]);
  },
  "late-exc_info": (probe, _environ, start) =>
    probe.body(
      (function* () {
        (start as AnyApp)(...head(probe));
        yield chunk(probe, reported(probe));
        (start as AnyApp)(...head(probe), new Error("lintServer: the head is sent"));
      })(),
    ),
  failure: (probe, _environ, start) => {
    (start as AnyApp)(...head(probe));
    return probe.body(failing(probe));
  },
};

const triple: { readonly [name: string]: Exercise } = {
  ...afterReading((probe, text) => [...head(probe, text.length), probe.body([chunk(probe, text)])]),
  failure: (probe) => [...head(probe), probe.body(failing(probe))],
};

type Send = (message: object) => Promise<void>;

const start = (probe: Probe, length?: number) => {
  const [status, headers] = head(probe, length);
  return { type: "http.response.start", status, headers };
};

async function received(receive: AnyApp): Promise<number> {
  let total = 0;
  for (let more = true; more; ) {
    const message = (await receive()) as { body?: Uint8Array; more_body?: boolean };
    total += message.body?.length ?? 0;
    more = message.more_body === true;
  }
  return total;
}

const asgi: { readonly [name: string]: Exercise } = {
  receive: async (probe, _scope, receive, send) => {
    probe.finished(await received(receive as AnyApp));
    const text = reported(probe);
    await (send as Send)(start(probe, text.length));
    await (send as Send)({ type: "http.response.body", body: chunk(probe, text) });
  },
  stream: async (probe, _scope, _receive, send) => {
    await (send as Send)(start(probe));
    await (send as Send)({ type: "http.response.body", body: chunk(probe, new Uint8Array(0)), more_body: true });
    await (send as Send)({ type: "http.response.body", body: chunk(probe, reported(probe)), more_body: true });
    await (send as Send)({ type: "http.response.body" });
  },
  failure: async (probe, _scope, _receive, send) => {
    await (send as Send)(start(probe));
    await (send as Send)({ type: "http.response.body", body: chunk(probe, reported(probe)), more_body: true });
    throw new Error("lintServer: this application fails on purpose");
  },
};

/** By convention; the first is done when a request names none. */
export const exercises: { readonly [convention in ConventionName]: { readonly [name: string]: Exercise } } = {
  start_response: startResponse,
  triple,
  asgi,
};

/** The exercise that a query string names. */
export function exerciseOf(convention: ConventionName, query: string): Exercise {
  const known = exercises[convention];
  return Object.hasOwn(known, query) ? known[query]! : Object.values(known)[0]!;
}
