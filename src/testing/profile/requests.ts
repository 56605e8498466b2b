/** The laws of requests: an environ says what arrived, in the types that the declaration promises, or is refused. */
import { BytesDict } from "../../bytes-dict.ts";
import { headerName, mergeHeaders } from "../../cgi/headers.ts";
import { type AnyCodec, isChoice } from "../../codec.ts";
import { entriesOf, readEnviron, writeEnviron } from "../../environ.ts";
import type { RawHeader, RawRequest } from "../../exchange.ts";
import type { Profile } from "../../profile.ts";
import type { Slot } from "../../slots.ts";
import type { ByteString } from "../../wire.ts";
import { arbitraryRequest } from "../arbitrary-request.ts";
import { forAll, type SuiteOptions, type TestCase } from "../case.ts";
import { check, refusal, refusalOf, refused, same, show } from "../check.ts";
import { request } from "../request.ts";
import { hasItsType } from "./types.ts";

export function requestCases(profile: Profile, options: SuiteOptions): TestCase[] {
  const readable = arbitraryRequest(profile);
  const fields = fieldsOf(profile);
  const entries = (sent: RawRequest) => new Map(entriesOf(writeEnviron(profile, sent)));
  const back = (sent: RawRequest) => readEnviron(profile, writeEnviron(profile, sent));
  return [
    {
      name: "what is written into an environ is read back",
      source: "docs/decisions.md, The hub is byte strings",
      run: () =>
        forAll(readable, options, (sent) => {
          const read = back(sent);
          for (const field of fields) same(read[field], sent[field], `${field} written and read`);
          same(linesOf(profile, read.headers), linesOf(profile, expectedLines(profile, sent)), "header lines written and read");
        }),
    },
    {
      name: "what it cannot read, it refuses with profile and key, and substitutes nothing",
      source: "docs/decisions.md, A codec refuses",
      run: () =>
        forAll(arbitraryRequest(), options, (sent) => {
          const error = refused(() => writeEnviron(profile, sent));
          if (!error) return;
          const { where } = refusalOf(error, ["UNDECODABLE", "BAD_VARIABLE"], `writing ${show(sent.target ?? sent.pathInfo)}`);
          same(where.profile, profile.id, "the profile of a refusal");
          check(where.key !== undefined, "a refusal does not say which variable it is about");
        }),
    },
    {
      name: "values and keys are of the types that it declares",
      source: "docs/decisions.md, Conventions and adapters",
      run: () =>
        forAll(readable, options, (sent) => {
          const environ: unknown = writeEnviron(profile, sent);
          same(environ instanceof BytesDict, profile.keys === "bytes", "keys are bytes");
          for (const [key, value] of entriesOf(environ)) hasItsType(profile, key, value, sent);
        }),
    },
    {
      name: "an application's own variables go through by reference",
      source: "PEP 3333, environ Variables: a server may add its own",
      run() {
        const own = { anything: new Uint8Array(1) };
        const sent = request("GET /", { extra: { "my.own": own } });
        check(entries(sent).get("my.own") === own, "my.own is another object in the environ");
        check(back(sent).extra?.get("my.own" as ByteString) === own, "my.own is another object when it is read back");
      },
    },
    {
      name: "a meta-variable of the server is read back, or refused",
      source: "RFC 3875, 4.1",
      run() {
        const sent = request("GET /", { variables: { REMOTE_USER: "jos", AUTH_TYPE: "Basic" } });
        const { variables } = back(sent);
        same(variables?.get("REMOTE_USER" as ByteString), "jos", "REMOTE_USER");
        same(variables?.get("AUTH_TYPE" as ByteString), "Basic", "AUTH_TYPE");
      },
    },
    ...(profile.headers.as === "HTTP_*" ? shadowCases(profile, entries) : []),
  ];
}

/** Fields of the hub that the profile has a variable for, and whose codec substitutes nothing. */
function fieldsOf({ environ }: Profile): (keyof RawRequest)[] {
  const fields = new Set<keyof RawRequest>();
  const add = (slot: Slot, codecs: readonly AnyCodec[]) => {
    if (!codecs.some(({ lossy }) => lossy)) for (const field of heldBy[slot] ?? [slot as keyof RawRequest]) fields.add(field);
  };
  for (const entry of Object.values(environ)) {
    if (entry.is === "variable" && !entry.mirror) add(entry.slot, isChoice(entry.codec) ? entry.codec.among : [entry.codec]);
    else if (entry.is === "address") {
      add(entry.host, [entry.codec]);
      add(entry.port, [entry.codec]);
    }
  }
  return [...fields];
}

/** Views of the path: read back, they are these fields. A raw path in two is not always one again: the mount may be elsewhere. */
const heldBy: { readonly [S in Slot]?: readonly (keyof RawRequest)[] } = {
  path: ["pathInfo"],
  quotedScriptName: ["scriptName"],
  quotedPathInfo: ["pathInfo"],
  rawScriptName: [],
  rawPathInfo: [],
};

/** What CGI leaves of the lines (RFC 3875, 4.1.18), and every line where they stay apart. */
function expectedLines({ headers }: Profile, sent: RawRequest): readonly RawHeader[] {
  if (headers.as === "pairs") return sent.headers;
  return [...mergeHeaders(sent.headers)].map(([key, value]) => [headerName(key)!, value]);
}

/** Comparable: names in lower case; RFC 3875 has Content-Type and Content-Length be empty where there is none. */
function linesOf({ headers }: Profile, lines: readonly RawHeader[]): (readonly [string, string])[] {
  const plain = lines.map(([name, value]) => [name.toLowerCase(), value] as const);
  return headers.as === "pairs" ? plain : plain.filter(([name, value]) => value !== "" || !name.startsWith("content-")).sort();
}

function shadowCases(profile: Profile, entries: (sent: RawRequest) => Map<string, unknown>): TestCase[] {
  return [
    {
      name: "a name with an underscore shadows no other, and Proxy becomes no variable",
      source: "CVE-2016-5388; RFC 3875, 4.1.18",
      run() {
        const environ = entries(request("GET /", { headers: { "X-A": "1", X_A: "2", Proxy: "evil", "X-B": "3", "x-B": "4" } }));
        const read = readEnviron(profile, writeEnviron(profile, request("GET /", { headers: { "X-A": "1", X_A: "2" } })));
        same(
          read.headers.filter(([name]) => name.toLowerCase() !== "host").map(([, value]) => value),
          ["1"],
          "the values of X-A and X_A",
        );
        check(!environ.has("HTTP_PROXY"), "there is an HTTP_PROXY");
      },
    },
    {
      name: "refuses an application's own variable that has a header's name",
      source: "CVE-2016-5388",
      run() {
        const sent = request("GET /", { extra: { HTTP_PROXY: "evil" } });
        refusal(() => entries(sent), ["BAD_VARIABLE"], "HTTP_PROXY");
      },
    },
  ];
}
