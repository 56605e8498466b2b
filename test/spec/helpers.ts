/**
 * What the tests of the documents share: messages in, values out. No document's rule is in here.
 *
 * A test's name ends in the number of the vector it states and in where that comes from: *stated* by the
 * document, *observed* on a running server, *verified* with CPython, or *derived* by applying the rule.
 */
import { execFileSync } from "node:child_process";
import type { TestContext } from "vitest";
import { readChunk, readHeaders, readStatus } from "../../src/answer.ts";
import { BytesDict } from "../../src/bytes-dict.ts";
import { entriesOf, readEnviron, readFragment, writeEnviron } from "../../src/environ.ts";
import { type ErrorCode, StringModelError } from "../../src/errors.ts";
import type { RawRequest } from "../../src/exchange.ts";
import { type Http1Options, readHttp1 } from "../../src/gateways/http1.ts";
import type { Environ, Profile } from "../../src/profile.ts";
import type { Fragment } from "../../src/slots.ts";
import { transcodeEnviron } from "../../src/transcode.ts";
import { byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { type Document, later } from "./later.ts";

/* ---- literals ---------------------------------------------------------------- */

/** A literal as the hub's bytes. */
export const wire = byteString;

/** A literal as an array of bytes: `bytes("\xff")` is Python's `b"\xff"`. */
export const bytes = (literal: string): Uint8Array => toBytes(byteString(literal));

/** A message without a body from its lines. */
export const message = (...lines: string[]): string => [...lines, "", ""].join("\r\n");

/** `GET` with a Host, and more field lines. */
export const get = (target: string, ...lines: string[]): string => message(`GET ${target} HTTP/1.1`, "Host: h", ...lines);

export function variantOf<P extends Profile, const Id extends P["id"]>(variants: readonly P[], id: Id): Extract<P, { id: Id }> {
  return variants.find((variant) => variant.id === id) as Extract<P, { id: Id }>;
}

/* ---- requests ----------------------------------------------------------------- */

export const requestOf = (text: string, options?: Http1Options): RawRequest => readHttp1(bytes(text), options);

export const environOf = <P extends Profile>(profile: P, text: string, options?: Http1Options): Environ<P> =>
  writeEnviron(profile, requestOf(text, options));

type Values = Record<string, unknown>;

/** The variables of an environ that are asked for, undefined where absent; all of them when none is named. */
export function valuesOf(environ: unknown, ...keys: string[]): Values {
  const all: Values = Object.fromEntries(entriesOf(environ));
  return keys.length === 0 ? all : Object.fromEntries(keys.map((key) => [key, all[key]]));
}

/** Some variables of the environ that a profile makes of a message. */
export const seenBy = (profile: Profile, text: string, ...keys: string[]): Values => valuesOf(environOf(profile, text), ...keys);

/** An environ, or a part of one, in the dictionary of its profile. */
export function dictOf<P extends Profile>(profile: P, values: Values): Environ<P> {
  const entries = Object.entries(values).map(([key, value]) => [byteString(key), value] as const);
  return (profile.keys === "bytes" ? new BytesDict(entries) : Object.fromEntries(entries)) as Environ<P>;
}

/** Variables of one model as variables of another. */
export const transcoded = (from: Profile, to: Profile, values: Values): Values =>
  valuesOf(transcodeEnviron(from, to, dictOf(from, values)));

/** Variables of a model as what is known of the request. */
export const readFrom = (profile: Profile, values: Values): Fragment => readFragment(profile, dictOf(profile, values));

/** The smallest environ that a profile takes for a whole one, with these values changed or (undefined) left out. */
export function readWhole(profile: Profile, changes: Values): RawRequest {
  const environ = { ...valuesOf(environOf(profile, get("/"))), ...changes };
  return readEnviron(profile, dictOf(profile, Object.fromEntries(Object.entries(environ).filter(([, value]) => value !== undefined))));
}

/* ---- answers ------------------------------------------------------------------- */

/** An application's answer as the bytes that are its part of a response: without the headers that a server adds. */
export function wireOf(profile: Profile, status: unknown, headers: unknown, body: readonly unknown[] = []): string {
  const line = readStatus(profile, status as never);
  const lines = readHeaders(profile, headers as never).map(([name, value]) => `${name}: ${value}\r\n`);
  const chunks = body.map((chunk) => fromBytes(readChunk(profile, chunk as never)));
  return `HTTP/1.1 ${line.status} ${line.reason ?? ""}\r\n${lines.join("")}\r\n${chunks.join("")}`;
}

/** Status, header list and chunk apart, each refused or (undefined) not: the code of each. */
export const refusedStatus = (profile: Profile, status: unknown) => refusal(() => readStatus(profile, status as never));
export const refusedHeaders = (profile: Profile, headers: unknown) => refusal(() => readHeaders(profile, headers as never));
export const refusedHeader = (profile: Profile, name: unknown, value: unknown) => refusedHeaders(profile, [[name, value]]);
export const refusedChunk = (profile: Profile, chunk: unknown) => refusal(() => readChunk(profile, chunk as never));

/* ---- refusals ------------------------------------------------------------------- */

/** The code with which a step refuses, undefined when it does not. Anything else it throws is a bug and passes through. */
export const refusal = (step: () => unknown): ErrorCode | undefined => refusalIn(step)?.code;

/** The whole refusal. */
export function refusalIn(step: () => unknown): StringModelError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof StringModelError) return error;
    throw error;
  }
}

/* ---- CPython ---------------------------------------------------------------------- */

/** Whether there is one. */
export { python3 as python } from "../python.ts";

/** Runs a program that reads JSON from standard input and prints JSON. */
export function cpython<Result>(program: string, input: unknown = null): Result {
  const printed = execFileSync("python3", ["-c", program], {
    input: JSON.stringify(input),
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 1 << 20,
  });
  return JSON.parse(printed) as Result;
}

/* ---- none forgotten ---------------------------------------------------------------- */

type Task = TestContext["task"]["file"]["tasks"][number];

/** Vectors from 1 to `count` that neither a test of this file names nor the table of later ones has; and those named that are not among them. */
export function ledger(document: Document, count: number, task: TestContext["task"]) {
  const named = namesIn(task.file.tasks).flatMap(vectorsIn);
  const listed = later.filter((row) => row.document === document).map(({ vector }) => vector);
  const known = new Set([...named, ...listed]);
  const all = Array.from({ length: count }, (_, i) => i + 1);
  return { forgotten: all.filter((n) => !known.has(n)), unknown: [...known].filter((n) => !all.includes(n)) };
}

export const complete = { forgotten: [], unknown: [] };

const namesIn = (tasks: readonly Task[]): string[] => tasks.flatMap((task) => (task.type === "suite" ? namesIn(task.tasks) : [task.name]));

/** `[vectors 3 and 4, observed]` */
function vectorsIn(name: string): number[] {
  const marks = name.match(/\[vectors? ([\d, and]+)[^\]]*\]$/);
  return marks ? [...marks[1]!.matchAll(/\d+/g)].map(Number) : [];
}
