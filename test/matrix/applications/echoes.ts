/** Good applications that read: all of their environ, and their input in every way there is. */
import { writeChunk, writeHeaders, writeStatus } from "../../../src/answer.ts";
import { get } from "../../../src/environ.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import type { InputStream } from "../../../src/input.ts";
import { noteEnviron } from "../../../src/notation.ts";
import type { Profile } from "../../../src/profile.ts";
import { drain, joined } from "../../../src/testing/drain.ts";
import { type RequestOptions, request } from "../../../src/testing/request.ts";
import { byteString } from "../../../src/wire.ts";
import type { Case, Events } from "../observe.ts";

type Read = (input: InputStream, environ: unknown) => Uint8Array | Promise<Uint8Array>;

// biome-ignore lint/suspicious/noExplicitAny: see Case.
type Any = any;

/** An application that answers with what it reads. An ASGI application reads its messages, in whatever way the others do. */
function echoing(profile: Profile, events: Events, read: (environ: unknown, input: () => InputStream) => Any): Any {
  const status = writeStatus(profile, { status: 200, reason: byteString("OK") });
  const headers = writeHeaders(profile, [[byteString("Content-Type"), byteString("application/octet-stream")]]);
  const inputKey = keyOf(profile, "input");
  const of = (environ: unknown) => read(environ, () => get(environ, inputKey!) as InputStream);
  const then = (wire: Any, use: (wire: Uint8Array) => Any) => (wire instanceof Promise ? wire.then(use) : use(wire));
  if (profile.convention === "asgi") {
    return async (scope: unknown, receive: () => Promise<Any>, send: (message: Any) => Promise<void>) => {
      events.push("called");
      const wire = await read(scope, () => undefined as never).catch?.(() => undefined);
      const body = wire ?? (await received(receive));
      await send({ type: "http.response.start", status, headers });
      await send({ type: "http.response.body", body });
    };
  }
  return (environ: unknown, startResponse: Any) => {
    events.push("called");
    return then(of(environ), (wire) => {
      const body = [writeChunk(profile, wire)];
      if (profile.convention === "triple") return [status, headers, body];
      startResponse(status, headers);
      return body;
    });
  };
}

async function received(receive: () => Promise<Any>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let more = true; more; ) {
    const message = await receive();
    if (message.type === "http.disconnect") break;
    chunks.push(message.body ?? new Uint8Array(0));
    more = message.more_body ?? false;
  }
  return joined(chunks);
}

const keyOf = ({ environ }: Profile, fact: string): string | undefined =>
  Object.entries(environ).find(([, entry]) => entry.is === "fact" && entry.fact === fact)?.[0];

/** The environ as JSON; a line goes to the stream of errors. */
const environEcho = (profile: Profile, events: Events) =>
  echoing(profile, events, (environ) => {
    const errors = keyOf(profile, "errors");
    if (errors) (get(environ, errors) as Any).write("é\n");
    const wire = new TextEncoder().encode(JSON.stringify(noteEnviron(profile, environ as never)));
    return profile.convention === "asgi" ? Promise.resolve(wire) : wire;
  });

const environCase = (name: string, line: string, options: RequestOptions = {}, more: Partial<Case> = {}): Case => ({
  name: `the environ of ${name}`,
  request: () => request(line, options),
  app: environEcho,
  brief: true,
  ...more,
});

const threads = { server: { multithread: true, multiprocess: true, runOnce: true } };
const accents = [
  ["X-Latin", "caf\xe9\xff"],
  ["X-UTF-8", "caf\xc3\xa9"],
  ["Referer", "http://h/\xff"],
] as const;
const repeated = [
  ["Accept", "a"],
  ["X-Again", "1"],
  ["Cookie", "b=2"],
  ["accept", "b"],
  ["X-Again", "2"],
  ["Cookie", "a=1"],
] as const;
const shadows = [
  ["X-Model", "hyphen"],
  ["X_Model", "underscore"],
  ["X.Model", "dot"],
  ["Proxy", "evil"],
  ["Content-Type", "text/plain"],
] as const;

export const environs: readonly Case[] = [
  environCase("GET /", "GET /"),
  environCase("a path in UTF-8", "GET /caf%C3%A9/%E2%82%AC%F0%9F%98%80?q=%C3%A9&r=%FF", threads),
  environCase("a path that is not", "GET /caf%E9/%FF?q=%FF", {}, { undecodable: true }),
  environCase("a path that is not, behind CGI", "GET /caf%E9/%FF", { behind: "cgi" }, { undecodable: true }),
  environCase("raw bytes in the target", "GET /caf\xc3\xa9?\xff"),
  environCase("escapes that are kept, and one that is bad", "GET /a%2Fb%2fc/%zz/%25/a+b;v=1//x/../y/."),
  environCase("a mount", "GET /caf%C3%A9/x%2Fy?a?b", { mount: "/caf\xc3\xa9" }),
  environCase("a mount and nothing after it", "GET /app", { mount: "/app" }),
  environCase("a mount of another path", "GET /apple", { mount: "/app" }),
  environCase("*", "OPTIONS *"),
  environCase("an absolute form", "GET http://h.example:81/p%41?q"),
  environCase("a gateway that saw no target", "GET /a%20b/%C3%A9?x=%20", { behind: "cgi", mount: "/a b" }),
  environCase("headers of any bytes", "GET /", { headers: accents }),
  environCase("repeated headers", "GET /", { headers: repeated }),
  environCase("headers that would shadow others", "GET /", { headers: shadows }),
  environCase("an empty Content-Type, and other empty headers", "GET /", {
    headers: [
      ["Content-Type", ""],
      ["X-Empty", ""],
      ["Cookie", ""],
    ],
  }),
  environCase("https on another port", "GET / HTTP/1.0", { scheme: "https", serverPort: "8443", serverName: "h.example", host: null }),
  environCase("an unknown client", "GET /", { remoteAddr: null, remotePort: null }),
  environCase("IPv6", "GET /", { remoteAddr: "2001:db8::1", serverName: "::1" }),
  environCase("a server's variables", "GET /", { variables: { REMOTE_USER: "\xe9\xff", AUTH_TYPE: "Basic", HTTPS: "on" } }),
  environCase("what a middleware added", "GET /", { extra: { "my.own": ["é", 1], "my.other": null } }),
];

/** Content-Length says 30; the last line does not end. */
const text = "first\r\nsecond\n\nfourth\xff\nlast one";
const pieces = [text.slice(0, 1), "", text.slice(1, 8), text.slice(8, 9), text.slice(9)].map((piece) =>
  Uint8Array.from(piece, (c) => c.charCodeAt(0)),
);
const later = (chunks: readonly Uint8Array[]) => ({
  async *[Symbol.asyncIterator]() {
    for (const chunk of chunks) {
      await Promise.resolve();
      yield chunk;
    }
  },
});

const reads: Readonly<Record<string, Read>> = {
  "read()": (input) => input.read(),
  "read(n)": (input) => readBy(() => input.read(3)),
  "read(1), then the rest": (input) => joined([input.read(1), input.read(0), input.read(-1), input.read()]),
  "readline()": (input) => readBy(() => input.readline()),
  "readline(n)": (input) => readBy(() => input.readline(4)),
  "readlines()": (input) => joined(input.readlines()),
  "readlines(n), then the rest": (input) => joined([...input.readlines(8), input.read()]),
  iteration: (input) => joined([...input]),
  "a line, then chunks()": async (input) => joined([input.readline(), ...(await drain(input.chunks()))]),
};

function readBy(next: () => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = next(); part.length > 0; part = next()) parts.push(part);
  return joined(parts);
}

const bodyCase = (name: string, read: Read, options: () => RequestOptions, more: Partial<Case> = {}): Case => ({
  name,
  request: () => request("POST /", options()),
  app: (profile, events) =>
    echoing(profile, events, (environ, input) => (profile.convention === "asgi" ? Promise.reject() : read(input(), environ))),
  ...more,
});

const sized = { "Content-Length": String(text.length) };
const chunked = { "Transfer-Encoding": "chunked" };

export const bodies: readonly Case[] = [
  ...Object.entries(reads).flatMap(([name, read]) => [
    bodyCase(`${name} of a body at hand`, read, () => ({ body: pieces })),
    bodyCase(`${name} of a body that arrives`, read, () => ({ body: later(pieces), headers: sized })),
    bodyCase(`${name} of a body without a length`, read, () => ({ body: later(pieces), headers: chunked })),
  ]),
  bodyCase(
    "chunks() of a stream",
    async (input) => joined(await drain(input.chunks())),
    () => ({ body: later(pieces), headers: chunked }),
    {
      options: { input: "streamed" },
    },
  ),
  bodyCase(
    "read() of a stream",
    (input) => input.read(),
    () => ({ body: later(pieces), headers: chunked }),
    { options: { input: "streamed" } },
  ),
  bodyCase(
    "a body that goes on after Content-Length",
    (input) => input.read(),
    () => ({ body: later([...pieces, ...pieces]), headers: sized }),
  ),
  bodyCase(
    "a body that ends before Content-Length",
    (input) => input.read(),
    () => ({ body: later(pieces.slice(0, 2)), headers: sized }),
  ),
  bodyCase(
    "a length beyond the limit",
    (input) => input.read(),
    () => ({ body: later(pieces), headers: sized }),
    { options: { maxBuffered: 9 }, arriving: true },
  ),
  bodyCase(
    "a body that grows beyond the limit",
    (input) => input.read(),
    () => ({ body: later(pieces), headers: chunked }),
    { options: { maxBuffered: 9 }, arriving: true },
  ),
  bodyCase(
    "a body at hand beyond the limit",
    (input) => input.read(),
    () => ({ body: pieces }),
    { options: { maxBuffered: 9 }, beyond: true },
  ),
  bodyCase(
    "nothing to read",
    (input) => input.read(),
    () => ({}),
  ),
  bodyCase(
    "a large upload",
    (input) => input.read(),
    () => ({ body: later(Array.from({ length: 50 }, (_, i) => new Uint8Array(65_001).fill(i))), headers: chunked }),
    {
      large: true,
    },
  ),
];

export type { RawRequest };
