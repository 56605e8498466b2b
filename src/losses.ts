/**
 * What an application misses on a server of another model, read off the two declarations.
 *
 * Everything else is the same, byte for byte, on its own kind of server and on the other: `test/matrix` holds every pair to that.
 */
import { type AnyCodec, isChoice } from "./codec.ts";
import type { Profile } from "./profile.ts";
import type { Fact, Slot } from "./slots.ts";

export interface Loss {
  readonly id: LossId;
  readonly where: "request" | "response" | "call";
  readonly what: string;
  readonly reason: string;
  readonly source: string;
  /** What the application can do about it. */
  readonly instead?: string;
  /** The variables of its environ that differ, or (of what is refused) those of the server's. */
  readonly keys?: readonly string[];
}

interface Rule extends Omit<Loss, "id" | "keys"> {
  /** Whether it is lost, or which variables are. */
  of(from: Profile, to: Profile): boolean | readonly string[];
}

/** What is lost when an application of `from` runs on a server of `to`, in the order of an exchange. */
export function losses(from: Profile, to: Profile): readonly Loss[] {
  if (from === to) return [];
  return (Object.entries(rules) as [LossId, Rule][]).flatMap(([id, { of, ...rest }]) => {
    const lost = of(from, to);
    if (lost === false || (lost !== true && lost.length === 0)) return [];
    return [{ id, ...rest, ...(lost !== true && { keys: lost }) }];
  });
}

/* ---- what a declaration says --------------------------------------------------- */

/** The keys of the variables that stand for one of these slots. */
const keysOf = ({ environ }: Profile, ...slots: Slot[]): string[] =>
  Object.entries(environ).flatMap(([key, entry]) => (entry.is === "variable" && slots.includes(entry.slot) ? [key] : []));

const holds = (profile: Profile, ...slots: Slot[]): boolean => slots.every((slot) => keysOf(profile, slot).length > 0);

const factKeys = ({ environ }: Profile, ...facts: Fact[]): string[] =>
  Object.entries(environ).flatMap(([key, entry]) => (entry.is === "fact" && facts.includes(entry.fact) ? [key] : []));

const keepsRawPath = (profile: Profile): boolean =>
  holds(profile, "rawPath") || holds(profile, "rawScriptName", "rawPathInfo") || holds(profile, "quotedScriptName", "quotedPathInfo");

/** The keys of whatever is made of it: what is quoted again need not be spelt as it was sent. */
const rawPathKeys = (profile: Profile): string[] => [
  ...keysOf(profile, "rawPath", "rawScriptName", "rawPathInfo", "quotedScriptName", "quotedPathInfo"),
  ...factKeys(profile, "pathRequoted"),
];

const isCgi = ({ headers }: Profile): boolean => headers.as === "HTTP_*";

/** Parts that may hold any bytes; what else a request has is ASCII by HTTP's grammar. */
const freeSlots: readonly Slot[] = ["target", "scriptName", "pathInfo", "path", "query"];

/** The keys of variables that may hold any bytes, and whose codec is of that kind. */
const freeKeys = ({ environ }: Profile, is: (codec: AnyCodec) => boolean): string[] =>
  Object.entries(environ).flatMap(([key, entry]) => {
    if (entry.is !== "variable" || entry.mirror || !freeSlots.includes(entry.slot)) return [];
    const codecs = isChoice(entry.codec) ? entry.codec.among : [entry.codec];
    return codecs.every(is) ? [key] : [];
  });

/** With those whose codec is chosen by looking at one of these as well. */
function withChoices({ environ }: Profile, keys: readonly string[]): string[] {
  const chosen = (key: string) => {
    const entry = environ[key];
    return entry?.is === "variable" && isChoice(entry.codec) ? entry.codec : undefined;
  };
  const choices = new Set(keys.map(chosen).filter((choice) => choice !== undefined));
  const others = Object.keys(environ).filter((key) => choices.has(chosen(key) as never));
  return [...new Set([...keys, ...others, ...[...choices].map(({ recordedIn }) => recordedIn)])];
}

const refuses = (codec: AnyCodec): boolean => !codec.total;
const substitutes = (codec: AnyCodec): boolean => codec.lossy === true;
const lowers = ({ response }: Profile): boolean => response.headerName.accepts[0].python.lower === true;

/** Parts of an answer for which the server's model has not a value for all bytes. */
const refusedParts = ({ response }: Profile): string[] =>
  (["status", "headerName", "headerValue", "body"] as const).filter((part) => {
    const answer = response[part];
    return "accepts" in answer && !answer.accepts[0].total;
  });

/* ---- the rules ------------------------------------------------------------------ */

const rules = {
  "request-target": {
    where: "request",
    what: "the request target, and what it says of the encoding where a codec is chosen by it",
    reason: "the server's environ has no place for it, and nothing invents one",
    source: "RFC 9112, 3.2; ASGI, HTTP Connection Scope",
    instead: "join the path as sent, where there is one, and the query string",
    of: (from, to) => (holds(to, "target") ? false : withChoices(from, keysOf(from, "target"))),
  },
  "raw-path": {
    where: "request",
    what: "the path as it was sent, still percent-encoded",
    reason: "the server's environ has neither it nor the request target",
    source: "RFC 9112, 3.2",
    of: (from, to) => (keepsRawPath(to) || holds(to, "target") ? false : rawPathKeys(from)),
  },
  "refused-request": {
    where: "request",
    what: "requests whose bytes the server's model has no value for",
    reason: "the server answers them with 400, and never calls the application",
    source: "a codec refuses; it never substitutes",
    instead: "serve it from a model that has a value for every byte string",
    of: (from, to) => (freeKeys(from, refuses).length > 0 ? false : freeKeys(to, refuses)),
  },
  "substituted-path": {
    where: "request",
    what: "bytes of a path that are not UTF-8, where the gateway saw no raw path",
    reason: "the server puts U+FFFD in their place before anybody can see them",
    source: "uvicorn, hypercorn: urllib.parse.unquote",
    instead: "run it behind a gateway that gives the raw path: then the bytes are taken from that",
    of: (from, to) => (freeKeys(from, substitutes).length > 0 ? false : freeKeys(to, substitutes)),
  },
  "repeated-headers": {
    where: "request",
    what: "header lines of one name, apart and in their order",
    reason: "a CGI variable holds them joined: with a comma, Cookie with a semicolon",
    source: "RFC 3875, 4.1.18; RFC 9110, 5.3",
    instead: "split the value, which HTTP defines to mean the same",
    of: (from, to) => !isCgi(from) && isCgi(to),
  },
  "header-names": {
    where: "request",
    what: "headers whose names have more than letters, digits and hyphens, and Proxy",
    reason: "no CGI variable is made of them, since they would shadow others",
    source: "RFC 3875, 4.1.18; CVE-2016-5388",
    of: (from, to) => !isCgi(from) && isCgi(to),
  },
  "header-name-case": {
    where: "request",
    what: "the case of request header names",
    reason: "the server's environ has them in one case",
    source: "RFC 9110, 5.1: names are case-insensitive",
    of: ({ headers: from }, { headers: to }) =>
      from.as === "pairs" && from.name.python.lower !== true && (to.as === "HTTP_*" || to.name.python.lower === true),
  },
  "empty-content-headers": {
    where: "request",
    what: "a Content-Type or Content-Length with an empty value: it is absent",
    reason: "in a CGI-shaped environ an empty one says that there is no body",
    source: "RFC 3875, 4.1.2 and 4.1.3",
    of: (_, to) => isCgi(to),
  },
  "server-flags": {
    where: "request",
    what: "what the server says of its threads and processes: false, as of one that answers one request at a time",
    reason: "the server's environ has no place for it",
    source: "PEP 3333, environ Variables",
    instead: "do not rely on being alone: a server of this model runs many calls at a time",
    of: (from, to) => (["multithread", "multiprocess", "runOnce"] as const).flatMap((f) => (factKeys(to, f)[0] ? [] : factKeys(from, f))),
  },
  "error-stream": {
    where: "request",
    what: "the server's error stream: what is written goes to the console",
    reason: "the server's environ has no place for it",
    source: "PEP 3333, Input and Error Streams",
    instead: "use a logger",
    of: (from, to) => (factKeys(to, "errors")[0] ? false : factKeys(from, "errors")),
  },
  "body-at-hand": {
    where: "call",
    what: "a request body of any size, read at once",
    reason: "the body comes in messages: it is read ahead into memory, and answered with 413 beyond `maxBuffered`",
    source: "ASGI, Request",
    instead: 'iterate over chunks(), with `input: "streamed"`',
    of: (from, to) => from.convention !== "asgi" && to.convention === "asgi",
  },
  "body-as-it-arrives": {
    where: "call",
    what: "a request body while it arrives, and of any size",
    reason: "the server has it at hand before it calls: it is read into memory first, and answered with 413 beyond `maxBuffered`",
    source: "PEP 3333, Input and Error Streams",
    instead: 'serve it with `input: "streamed"`',
    of: (from, to) => from.convention === "asgi" && to.convention !== "asgi",
  },
  lifespan: {
    where: "call",
    what: "lifespan: the application is not told of startup and shutdown, and has no `state`",
    reason: "the server calls an application for requests only",
    source: "ASGI, Lifespan Protocol",
    instead: "start at the first request, or where the program starts the server",
    of: (from, to) => from.convention === "asgi" && to.convention !== "asgi",
  },
  "other-scopes": {
    where: "call",
    what: "WebSocket connections, and extensions such as trailers and early hints",
    reason: "the server has HTTP requests and responses only",
    source: "ASGI, WebSocket Connection Scope; ASGI, Extensions",
    of: (from, to) => from.convention === "asgi" && to.convention !== "asgi",
  },
  "early-head": {
    where: "response",
    what: "a head that is sent before the first byte of its body, and then stays when the body fails",
    reason: "the head goes with the first chunk that is not empty, or at the end; what fails before that is a 500",
    source: "PEP 3333, The start_response() Callable",
    instead: "send a first byte with the head",
    of: (from, to) => from.convention === "asgi" && to.convention !== "asgi",
  },
  "reason-phrase": {
    where: "response",
    what: "the reason phrase: the server sends the registered one",
    reason: "a status of the server's model is a number",
    source: "ASGI, Response Start; RFC 9112, 4: clients should ignore it",
    of: ({ response: from }, { response: to }) => "accepts" in from.status && !("accepts" in to.status),
  },
  "response-header-case": {
    where: "response",
    what: "the case of response header names: they are sent in lower case",
    reason: "the server's model demands it",
    source: "ASGI, Response Start; RFC 9110, 5.1: names are case-insensitive",
    of: (from, to) => lowers(to) && !lowers(from),
  },
  "transfer-encoding": {
    where: "response",
    what: "a Transfer-Encoding of the application's own: it is dropped",
    reason: "framing is the server's; no model allows an application to send one, and this one says what becomes of it",
    source: "ASGI, Response Start",
    of: (from, to) => from.convention !== "asgi" && to.convention === "asgi",
  },
  "refused-response": {
    where: "response",
    what: "answers whose bytes the server's model has no value for",
    reason: "the server answers with 500 in their place",
    source: "a codec refuses; it never substitutes",
    of: (from, to) => (refusedParts(from).length > 0 ? false : refusedParts(to)),
  },
} as const satisfies Record<string, Rule>;

export type LossId = keyof typeof rules;
