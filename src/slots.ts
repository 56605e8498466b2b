/**
 * The parts of a request that a variable can stand for.
 *
 * Base slots are fields of the hub. Views are computed from them, for models that cut the path elsewhere
 * or keep it percent-encoded; `assemble` goes back from whichever of them an environ held.
 */
import { defaultPort, splitAuthority } from "./cgi/authority.ts";
import { rawCut } from "./cgi/path.ts";
import { percentDecode, percentEncode } from "./cgi/percent.ts";
import { plainServer } from "./cgi/server-facts.ts";
import type { Body, RawHeader, RawRequest, ServerFacts } from "./exchange.ts";
import { bodyOf, FileBody, type InputStream, openInput } from "./input.ts";
import { type ByteString, empty } from "./wire.ts";

interface SlotInfo {
  readonly about: string;
  /** Where the meaning is defined. */
  readonly section: string;
  /** Absent from a request whose gateway did not see it. */
  readonly optional?: true;
  read(request: Fragment): ByteString | undefined;
}

export const slots = {
  method: { about: "request method", section: "RFC 3875, 4.1.12", read: (r) => r.method },
  target: { about: "request target as sent", section: "RFC 9112, 3.2", optional: true, read: (r) => r.target },
  scriptName: { about: "mount point, percent-decoded", section: "RFC 3875, 4.1.13", read: (r) => r.scriptName },
  pathInfo: { about: "rest of the path, percent-decoded", section: "RFC 3875, 4.1.5", read: (r) => r.pathInfo },
  path: { about: "mount point and rest, percent-decoded", section: "ASGI, HTTP Connection Scope", read: path },
  rawPath: { about: "path as sent", section: "RFC 9112, 3.2", optional: true, read: (r) => r.rawPath },
  rawScriptName: { about: "mount point as sent", section: "PEP 444, environ Variables", optional: true, read: (r) => raw(r)?.[0] },
  rawPathInfo: { about: "rest of the path as sent", section: "PEP 444, environ Variables", optional: true, read: (r) => raw(r)?.[1] },
  quotedScriptName: {
    about: "mount point as sent, or quoted again",
    section: "PEP 444 (2010-09-19), environ Variables",
    read: (r) => quoted(r)[0],
  },
  quotedPathInfo: {
    about: "rest of the path as sent, or quoted again",
    section: "PEP 444 (2010-09-19), environ Variables",
    read: (r) => quoted(r)[1],
  },
  query: { about: "query string, never decoded", section: "RFC 3875, 4.1.7", read: (r) => r.query },
  protocol: { about: "protocol version", section: "RFC 3875, 4.1.16", read: (r) => r.protocol },
  scheme: { about: "http or https", section: "PEP 3333, environ Variables", read: (r) => r.scheme },
  serverName: { about: "host the request was sent to", section: "RFC 3875, 4.1.14", read: (r) => r.serverName },
  serverPort: { about: "port, in decimal", section: "RFC 3875, 4.1.15", read: (r) => r.serverPort },
  remoteAddr: { about: "address of the client", section: "RFC 3875, 4.1.8", optional: true, read: (r) => r.remoteAddr },
  remotePort: { about: "port of the client, in decimal", section: "mod_cgi, uWSGI and others", optional: true, read: (r) => r.remotePort },
} as const satisfies Record<string, SlotInfo>;

export type Slot = keyof typeof slots;
export type OptionalSlot = { [S in Slot]: (typeof slots)[S] extends { optional: true } ? S : never }[Slot];

/** The slots that are the hub's field of that name, and are read from no other: as opposed to the paths, which are views of each other. */
export const fieldSlots: ReadonlySet<Slot> = new Set([
  "method",
  "target",
  "scriptName",
  "pathInfo",
  "query",
  "protocol",
  "scheme",
  "serverName",
  "serverPort",
  "remoteAddr",
  "remotePort",
]);

/** What `about`, `section` and `read` say of a slot. */
export const slotInfo = (slot: Slot): SlotInfo => slots[slot];

/** Parts of a request that are not strings. */
export const facts = {
  input: {
    about: "request body",
    read: (r: Fragment): InputStream | undefined => (r.body === undefined ? undefined : openInput(r.body, () => lengthOf(r))),
  },
  errors: { about: "where errors are reported", read: (r: Fragment) => r.server?.errors },
  multithread: { about: "may be called by several threads at once", read: (r: Fragment) => r.server?.multithread },
  multiprocess: { about: "may run in several processes", read: (r: Fragment) => r.server?.multiprocess },
  runOnce: { about: "called once in the life of the process", read: (r: Fragment) => r.server?.runOnce },
  pathRequoted: {
    about: "the path was quoted again, not kept",
    read: (r: Fragment) => (r.pathInfo === undefined ? undefined : raw(r) === undefined),
  },
} as const;

export type Fact = keyof typeof facts;
export type FactValue<F extends Fact> = Exclude<ReturnType<(typeof facts)[F]["read"]>, undefined>;

/** What an environ held, by slot; every part may be missing. */
export type Draft = { [S in Slot]?: ByteString } & { [F in Fact]?: FactValue<F> } & {
  headers?: RawHeader[];
  variables?: Map<ByteString, ByteString>;
  extra?: Map<ByteString, unknown>;
};

/** A request, as far as it is known. */
export type Fragment = { [K in Exclude<keyof RawRequest, "server">]?: RawRequest[K] | undefined } & {
  server?: { [K in keyof ServerFacts]?: ServerFacts[K] | undefined };
};

/** The hub's fields, from whichever slots the draft has. What it does not have stays undefined. */
export function assemble(draft: Draft): Fragment {
  const { method, target, query, protocol, scheme, serverName, serverPort, remoteAddr, remotePort, headers, variables, extra } = draft;
  const { errors, multithread, multiprocess, runOnce } = draft;
  const scriptName = mountIn(draft);
  const pathInfo = restIn(draft, scriptName);
  return {
    method,
    target,
    scriptName,
    pathInfo,
    rawPath: sentPathIn(draft, scriptName, pathInfo),
    query,
    protocol,
    scheme,
    serverName,
    serverPort,
    remoteAddr,
    remotePort,
    headers,
    body: bodyIn(draft),
    variables,
    extra,
    server: { errors, multithread, multiprocess, runOnce },
  };
}

/** The whole request, with the meaning that the specifications give to what may be left out. */
export function complete(found: Fragment): RawRequest {
  return {
    // A caller has checked that these two are there; the type cannot know.
    method: found.method as ByteString,
    protocol: found.protocol as ByteString,
    target: found.target,
    scriptName: found.scriptName ?? empty,
    pathInfo: found.pathInfo ?? empty,
    rawPath: found.rawPath,
    query: found.query ?? empty,
    scheme: schemeOf(found),
    serverName: serverNameOf(found),
    serverPort: serverPortOf(found),
    remoteAddr: found.remoteAddr,
    remotePort: found.remotePort,
    headers: found.headers ?? [],
    body: found.body ?? [],
    server: serverOf(found.server ?? {}),
    variables: found.variables,
    extra: found.extra,
  };
}

/* ---- field by field: a draft that is read as it is needed asks for one at a time ---- */

/** SCRIPT_NAME, percent-decoded. */
export const mountIn = (draft: Draft): ByteString | undefined => draft.scriptName ?? decoded(draft.quotedScriptName);

/** PATH_INFO, percent-decoded. */
export const restIn = (draft: Draft, scriptName: ByteString | undefined): ByteString | undefined =>
  draft.pathInfo ?? cut(draft.path, scriptName ?? empty) ?? decoded(draft.quotedPathInfo);

export const bodyIn = ({ input }: Draft): Body | undefined => (input === undefined ? undefined : bodyOf(input));

/** What is known of where a request was sent. */
type Addressed = Pick<Fragment, "scheme" | "serverName" | "serverPort" | "headers">;

export const schemeOf = ({ scheme }: Addressed): ByteString => scheme ?? ("http" as ByteString);

/** SERVER_NAME, else what Host says. */
export const serverNameOf = (found: Addressed): ByteString => found.serverName ?? splitAuthority(hostOf(found.headers)).host;

/** SERVER_PORT; without either of the two, what Host says; else the scheme's own. */
export function serverPortOf(found: Addressed): ByteString {
  if (found.serverPort !== undefined) return found.serverPort;
  const named = found.serverName === undefined ? splitAuthority(hostOf(found.headers)).port : undefined;
  return named || defaultPort(schemeOf(found));
}

/** What a server says of itself, and where it says nothing, what a plain one would. */
export function serverOf({
  multithread,
  multiprocess,
  runOnce,
  errors,
}: { [K in keyof ServerFacts]?: ServerFacts[K] | undefined }): ServerFacts {
  return {
    multithread: multithread ?? plainServer.multithread,
    multiprocess: multiprocess ?? plainServer.multiprocess,
    runOnce: runOnce ?? plainServer.runOnce,
    errors: errors ?? plainServer.errors,
  };
}

/**
 * Where the body ends: at Content-Length, or by itself. Another server's file-like object that has neither a length nor
 * `wsgi.input_terminated` is not read at all, since such a read may never come back.
 */
export function lengthOf(request: Fragment & { readonly contentLength?: ByteString | undefined }): number {
  const length = "contentLength" in request ? request.contentLength : fieldOf(request.headers, "content-length");
  if (length !== undefined && /^\d{1,15}$/.test(length)) return Number(length);
  return request.body instanceof FileBody && !request.extra?.get("wsgi.input_terminated" as ByteString) ? 0 : Infinity;
}

const hostOf = (headers?: readonly RawHeader[]): ByteString => fieldOf(headers, "host") ?? ("localhost" as ByteString);

/** The value of the first line with that name, which is in lower case here. */
export function fieldOf(headers: readonly RawHeader[] = [], name: string): ByteString | undefined {
  for (const [other, value] of headers) if (other.length === name.length && other.toLowerCase() === name) return value;
  return undefined;
}

/** The path as sent, unless the application has since moved on from it (then nobody has seen the new one encoded). */
export function sentPathIn(draft: Draft, scriptName: ByteString | undefined, pathInfo: ByteString | undefined): ByteString | undefined {
  const raw =
    draft.rawPath ??
    join(draft.rawScriptName, draft.rawPathInfo) ??
    (draft.pathRequoted ? undefined : join(draft.quotedScriptName, draft.quotedPathInfo)) ??
    (draft.target === undefined ? undefined : pathOfTarget(draft.target, draft.method));
  return raw !== undefined && percentDecode(raw) === `${scriptName ?? ""}${pathInfo ?? ""}` ? raw : undefined;
}

/** The path in an origin-form, absolute-form or asterisk-form target, still encoded (RFC 9112, 3.2). */
function pathOfTarget(target: ByteString, method: ByteString | undefined): ByteString | undefined {
  const form = /^(?:[Hh][Tt][Tt][Pp][Ss]?:\/\/[^/?]*)?([^?]*)/.exec(target);
  const path = form?.[1] ?? "";
  if (path.startsWith("/") || path === "*") return path as ByteString;
  if (path !== "" || !/^https?:/i.test(target)) return undefined;
  // A URI without a path stands for "*", if all that is asked for is options (RFC 9112, 3.2.4).
  return (method === "OPTIONS" && !target.includes("?") ? "*" : "/") as ByteString;
}

function path({ scriptName, pathInfo }: Fragment): ByteString | undefined {
  return pathInfo === undefined || !scriptName ? pathInfo : ((scriptName + pathInfo) as ByteString);
}

/** Mount and rest of the raw path; undefined when it was not seen, or does not begin with the mount. */
function raw({ rawPath, scriptName }: Fragment): readonly [ByteString, ByteString] | undefined {
  if (rawPath === undefined) return undefined;
  const at = rawCut(rawPath, scriptName ?? empty);
  return at < 0 ? undefined : [rawPath.slice(0, at) as ByteString, rawPath.slice(at) as ByteString];
}

/** What a path may hold unquoted: RFC 3986, 3.3, pchar and "/". */
const pathSafe = "/:@!$&'()*+,;=~";

function quoted(request: Fragment): readonly [ByteString | undefined, ByteString | undefined] {
  const quote = (wire: ByteString | undefined) => (wire === undefined ? undefined : percentEncode(wire, pathSafe));
  return raw(request) ?? [quote(request.scriptName), quote(request.pathInfo)];
}

const decoded = (wire: ByteString | undefined) => (wire === undefined ? undefined : percentDecode(wire));

const join = (a: ByteString | undefined, b: ByteString | undefined) =>
  a === undefined || b === undefined ? undefined : ((a + b) as ByteString);

/** What follows the mount, cut at a segment boundary only (servers disagree whether `path` includes it). */
function cut(path: ByteString | undefined, mount: ByteString): ByteString | undefined {
  if (path === undefined || !path.startsWith(mount)) return path;
  const rest = path.slice(mount.length);
  return (rest === "" || rest.startsWith("/") ? rest : path) as ByteString;
}
