/** Arbitrary requests, and the environs that a profile makes of them. */
import * as fc from "fast-check";
import { writeEnviron } from "../environ.ts";
import type { Body, RawRequest } from "../exchange.ts";
import type { Environ, Profile } from "../profile.ts";
import { refused } from "./check.ts";
import { type RequestOptions, request } from "./request.ts";
import { escape, fieldValue, inTarget, rawPaths, wireBytes } from "./wires.ts";

interface Message {
  readonly line: string;
  readonly options: RequestOptions;
}

const methods = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND", "get", "M-SEARCH");
const mounts = fc.constantFrom("", "", "/app", "/caf\xc3\xa9", "/caf\xe9", "/a/b");
const dotted = fc.constantFrom(
  "/",
  "//",
  "/a/../b/./c",
  "/../c",
  "//a//b/",
  "/.",
  "/%2E%2e/",
  "/a%2Fb",
  "/a%2fb/%5C",
  "/%zz",
  "/%",
  "/a+b;v=1",
);
const queries = fc.option(fc.oneof(wireBytes.map(escape), wireBytes.map(inTarget), fc.constant("")), { freq: 3 });

const lines: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(methods, fc.oneof({ weight: 2, arbitrary: rawPaths }, dotted), queries).map(originForm) },
  fc.constantFrom("OPTIONS *", "OPTIONS *", "OPTIONS http://h.example", "GET http://h.example:81/p%41?q", "GET HTTPS://h.example?a/b"),
);

function originForm([method, path, query]: [string, string, string | null]): string {
  return `${method} ${path}${query === null ? "" : `?${query}`}`;
}

const values = fc.oneof({ weight: 6, arbitrary: wireBytes.map(fieldValue) }, fc.constant(""));
const names = fc.constantFrom("X-Model", "x-model", "X-Again", "X_Model", "User-Agent", "Cookie", "Proxy", "X!odd", "Content-Type");
const headers = fc.array(fc.tuple(names, values), { maxLength: 6 });

/** A body that can be read again, so that a counterexample can be shrunk. */
const later = (chunks: readonly Uint8Array[]): Body => ({
  async *[Symbol.asyncIterator]() {
    yield* chunks;
  },
});

const bodies: fc.Arbitrary<Body | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }),
  fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }).map(later),
);

const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    line: lines,
    mount: mounts,
    headers,
    body: bodies,
    behind: fc.option(fc.constant("cgi" as const), { freq: 3, nil: undefined }),
    scheme: fc.constantFrom("http", "https"),
    remote: fc.boolean(),
    user: fc.option(wireBytes, { freq: 3 }),
    extra: fc.option(fc.constant({ "my.own": { anything: ["é"] } }), { freq: 3, nil: undefined }),
  })
  .map(({ line, remote, user, ...options }) => ({
    line: options.mount && !line.includes("://") ? mounted(line, options.mount) : line,
    options: {
      ...options,
      scheme: options.scheme as "http" | "https",
      ...(!remote && { remoteAddr: null, remotePort: null }),
      ...(user !== null && { variables: { REMOTE_USER: user, AUTH_TYPE: "Basic" } }),
    },
  }));

/** Every other request is under its mount; the rest show what becomes of one that is not. */
const mounted = (line: string, mount: string) => (line.length % 2 ? line.replace(" /", ` ${escape(mount)}/`) : line);

const words = fc.stringMatching(/^[a-z0-9]{1,6}$/);

/** What every model can read that reads ASCII. */
const plainMessage: fc.Arbitrary<Message> = fc.record({ word: words, value: words, body: bodies }).map(({ word, value, body }) => ({
  line: `POST /${word}?q=${word}`,
  options: { headers: [["X-Model", value]], ...(body && { body }) },
}));

const send = ({ line, options }: Message): RawRequest => request(line, options);

/**
 * Any request: methods, targets in all forms and spellings, mounts, header lines of any bytes with repeats and odd names,
 * bodies in chunks that are there or come later, gateways that never saw the target, variables of a server and of middleware.
 *
 * With a profile, only requests that it can read: one that it refuses is exchanged for a plain one.
 *
 * @throws {StringModelError} what the profile says of a plain request, when it cannot even read that.
 */
export function arbitraryRequest(profile?: Profile): fc.Arbitrary<RawRequest> {
  if (!profile) return anyMessage.map(send);
  return fc.tuple(anyMessage, plainMessage).map(([any, plain]) => {
    const wanted = send(any);
    if (!refused(() => writeEnviron(profile, wanted))) return wanted;
    const instead = send(plain);
    writeEnviron(profile, instead);
    return instead;
  });
}

/** Whole environs that conform to a profile. */
export function arbitraryEnviron<P extends Profile>(profile: P): fc.Arbitrary<Environ<P>> {
  return arbitraryRequest(profile).map((sent) => writeEnviron(profile, sent));
}
