/** Refuses what no profile can mean, whatever made it: a custom profile may come from plain JavaScript. */
import { type AnyChoice, type AnyCodec, isChoice, type Model } from "./codec.ts";
import { StringModelError } from "./errors.ts";
import type { Answer, Profile, StatusCode } from "./profile.ts";
import { facts, slots } from "./slots.ts";

const conventions: readonly string[] = ["start_response", "triple", "asgi"];
const stringTypes: readonly string[] = ["bytes", "native", "unicode"];

/**
 * Refuses what no profile can mean, whatever made it (a custom profile may come from plain JavaScript).
 *
 * @throws {StringModelError} BAD_PROFILE, with the profile's id and the offending key.
 */
export function checkProfile(profile: unknown): asserts profile is Profile {
  const bad = (detail: string, key?: string) => new StringModelError("BAD_PROFILE", detail, { profile: id, key });
  const record = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  let id: string | undefined;
  if (!record(profile)) throw bad("a profile is an object made by defineProfile");
  if (typeof profile.id !== "string" || !/^[\w.-]+(@[\w.-]+)?$/.test(profile.id))
    throw bad("is letters, digits, '.', '_' and '-', with at most one '@'", "id");
  id = profile.id;
  for (const key of ["title", "about", "source", "since"])
    if (typeof profile[key] !== "string" || profile[key] === "") throw bad("is a text that is not empty", key);
  if (!conventions.includes(profile.convention as string)) throw bad(`is one of ${conventions.join(", ")}`, "convention");
  if (!stringTypes.includes(profile.keys as string)) throw bad(`is one of ${stringTypes.join(", ")}`, "keys");
  if (!record(profile.environ) || !record(profile.headers) || !record(profile.response))
    throw bad("environ, headers and response are objects");
  const headers = profile.headers;
  if (headers.as === "pairs") checkKey(headers.key, headers, profile.environ, bad);
  const choices = new Map<string, unknown>();
  for (const [key, entry] of Object.entries(profile.environ)) {
    checkKey(key, headers, {}, bad);
    if (!record(entry)) throw bad("is made by variable(), address(), fact() or constant()", key);
    checkEntry(entry, (detail) => bad(detail, key));
    if (entry.is === "variable" && isChoice(entry.codec as Model)) {
      const choice = entry.codec as AnyChoice;
      const known = choices.get(choice.recordedIn);
      if (known && known !== choice) throw bad("two choices are recorded under one key", choice.recordedIn);
      if (!known) checkKey(choice.recordedIn, headers, profile.environ, bad);
      choices.set(choice.recordedIn, choice);
    }
  }
  const held = Object.values(profile.environ as Profile["environ"]).flatMap((entry) =>
    entry.is === "variable" && !entry.mirror ? [entry.slot] : [],
  );
  for (const needed of [["method"], ["pathInfo", "path", "quotedPathInfo"], ["query"]] as const) {
    if (!held.some((slot) => (needed as readonly string[]).includes(slot))) throw bad(`no variable holds the ${needed[0]}`, "environ");
  }
  for (const slot of held)
    if (held.indexOf(slot) !== held.lastIndexOf(slot)) throw bad(`two variables hold the ${slot}; all but one must be a mirror`, "environ");
  checkHeaders(profile.headers, bad);
  checkResponse(profile.response, bad);
}

type Complain = (detail: string, key?: string) => StringModelError;

/** A key that a declaration gives away, once. */
function checkKey(key: unknown, headers: Record<string, unknown>, taken: object, bad: Complain): void {
  if (typeof key !== "string" || !/^[\x21-\x7e]+$/.test(key)) throw bad("a variable's name is visible ASCII", String(key));
  if (headers.as === "HTTP_*" && /^(HTTP_|CONTENT_TYPE$|CONTENT_LENGTH$)/.test(key))
    throw bad("is a header's name, which headers.as already places", key);
  if (key in taken) throw bad("two things would stand under this key", key);
}

function checkEntry(entry: Record<string, unknown>, bad: (detail: string) => StringModelError): void {
  if (entry.is === "variable") {
    if (!Object.hasOwn(slots, entry.slot as string)) throw bad(`no such slot: ${String(entry.slot)}`);
    const { among, recordedIn } = (entry.codec ?? {}) as Partial<AnyChoice>;
    if (among !== undefined && !(Array.isArray(among) && among.length > 0 && typeof recordedIn === "string"))
      throw bad("a choice has a key and at least one codec");
    for (const codec of among ?? [entry.codec])
      if (!isCodec(codec)) throw bad("its codec lacks a name, type, python, decode, encode or encodeBytes, or has an odd one");
  } else if (entry.is === "address") {
    if (!Object.hasOwn(slots, entry.host as string) || !Object.hasOwn(slots, entry.port as string)) throw bad("no such slot");
    if (!isCodec(entry.codec)) throw bad("its codec lacks a name, type, python, decode, encode or encodeBytes, or has an odd one");
  } else if (entry.is === "fact") {
    if (!Object.hasOwn(facts, entry.fact as string)) throw bad(`no such fact: ${String(entry.fact)}`);
  } else if (entry.is === "constant") {
    if (!isData(entry.value, 0)) throw bad("a constant is a string, a number, a boolean, null, or a list or dict of such");
  } else throw bad("is made by variable(), address(), fact() or constant()");
}

/** What JSON can say, and a Python runtime be told. */
function isData(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return true;
  if (typeof value !== "object" || depth > 8) return false;
  return Object.values(value).every((item) => isData(item, depth + 1));
}

function checkHeaders(headers: Record<string, unknown>, bad: Complain): void {
  const codecs = headers.as === "HTTP_*" ? [headers.codec] : headers.as === "pairs" ? [headers.name, headers.value] : [];
  if (codecs.length === 0) throw bad('as is "HTTP_*" or "pairs"', "headers");
  if (!codecs.every(isCodec)) throw bad("a codec lacks a name, type, python, decode, encode or encodeBytes, or has an odd one", "headers");
}

function checkResponse(response: Record<string, unknown>, bad: Complain): void {
  for (const part of ["status", "headerName", "headerValue", "body"]) {
    const answer = response[part] as Partial<Answer & StatusCode> | undefined;
    if (part === "status" && answer?.is === "code") continue;
    if (!Array.isArray(answer?.accepts) || !answer.accepts.length || !answer.accepts.every(isCodec))
      throw bad("is made by only(), prefer() or either()", `response.${part}`);
  }
  const write = response.write as Partial<Answer & { standing: string; answer: Answer }> | undefined;
  const answer = write?.standing === "deprecated" ? write.answer : write;
  if (write?.standing !== "removed" && !(Array.isArray(answer?.accepts) && answer.accepts.every(isCodec)))
    throw bad("is an answer, deprecated, or removed", "response.write");
}

function isCodec(codec: unknown): codec is AnyCodec {
  const c = codec as Partial<AnyCodec> | null;
  return (
    typeof c === "object" &&
    c !== null &&
    typeof c.decode === "function" &&
    typeof c.encode === "function" &&
    typeof c.encodeBytes === "function" &&
    typeof c.name === "string" &&
    stringTypes.includes(c.type as string) &&
    isPythonCodec(c.python)
  );
}

/** Error handlers that the values of some model need. */
const handlers: readonly string[] = ["strict", "surrogateescape", "replace"];

function isPythonCodec(spec: unknown): boolean {
  const { type, encoding, errors } = (spec ?? {}) as Record<string, unknown>;
  return type === "bytes" || (type === "str" && typeof encoding === "string" && encoding !== "" && handlers.includes(errors as string));
}
