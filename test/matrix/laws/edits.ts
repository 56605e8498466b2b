/** What middleware of the server's model does to an environ before an adapter gets it: it stays one of that model. */
import * as fc from "fast-check";
import { BytesDict } from "../../../src/bytes-dict.ts";
import { has } from "../../../src/environ.ts";
import type { Profile } from "../../../src/profile.ts";
import { byteString, toBytes } from "../../../src/wire.ts";

export type Edit =
  /** A text is a header value of the model's. What is there already is kept. */
  | { readonly do: "add"; readonly key: string; readonly value: unknown }
  /** The same, of a text that is there. */
  | { readonly do: "change"; readonly key: string; readonly value: string }
  | { readonly do: "delete"; readonly key: string };

const additions: readonly (readonly [string, unknown])[] = [
  ["CONTENT_TYPE", ""],
  ["CONTENT_LENGTH", "3"],
  ["HTTP_CONTENT_TYPE", "text/x"],
  ["HTTP_CONTENT_LENGTH", ""],
  ["HTTP_PROXY", "http://evil"],
  ["HTTP_", "lone"],
  ["http_x", "low"],
  ["HTTP_X__Y", "double"],
  ["REMOTE_USER", "caf\xe9"],
  ["my.own", { any: "thing" }],
  ["DEBUG", true],
  ["toString", "mine"],
  ["__proto__", "mine"],
  ["then", null],
  ["web3.path_info", "/theirs"],
  ["wsgi.uri_encoding", "latin1"],
  ["path", "/theirs"],
  ["headers", []],
];

const keys = ["PATH_INFO", "SCRIPT_NAME", "QUERY_STRING", "REQUEST_URI", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "HTTP_HOST"];
const scopeKeys = ["raw_path", "root_path", "scheme", "client", "server", "method"];
const facts = ["wsgi.input", "wsgi.errors", "wsgi.multithread", "web3.errors"];

const arbitraryEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom(...additions).map(([key, value]): Edit => ({ do: "add", key, value })),
  fc.record({
    do: fc.constant("change" as const),
    key: fc.constantFrom("PATH_INFO", "SCRIPT_NAME", "HTTP_HOST", "REMOTE_USER"),
    value: fc.constantFrom("/moved", "", "/caf\xe9"),
  }),
  fc.record({ do: fc.constant("delete" as const), key: fc.constantFrom(...keys, ...scopeKeys, ...facts) }),
);

/** Mostly none: then the server's own environ is as late as it can be. */
export const arbitraryEdits: fc.Arbitrary<readonly Edit[]> = fc.oneof(fc.constant([]), fc.array(arbitraryEdit, { maxLength: 3 }));

export function edit(profile: Profile, environ: unknown, one: Edit): void {
  const { headers } = profile;
  const codec = headers.as === "pairs" ? headers.value : headers.codec;
  if (one.do === "delete") remove(environ, one.key);
  else if (has(environ, one.key) === (one.do === "change"))
    put(environ, one.key, typeof one.value === "string" ? codec.decode(byteString(one.value)) : one.value);
}

function put(environ: unknown, key: string, value: unknown): void {
  if (environ instanceof BytesDict) environ.set(toBytes(byteString(key)), value);
  else (environ as Record<string, unknown>)[key] = value;
}

function remove(environ: unknown, key: string): void {
  if (environ instanceof BytesDict) environ.delete(toBytes(byteString(key)));
  else delete (environ as Record<string, unknown>)[key];
}
