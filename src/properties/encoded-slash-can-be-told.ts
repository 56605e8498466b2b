import * as fc from "fast-check";
import { reads } from "../codec.ts";
import { utf8 } from "../codecs/utf8.ts";
import { decodedPath, escape, type Sent, send } from "../compare/parts.ts";
import { exhibit, valuesOf } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { writeEnviron } from "../environ.ts";
import { note } from "../notation.ts";
import type { Profile } from "../profile.ts";
import { fromBytes } from "../wire.ts";

type Pair = readonly [encoded: Sent, plain: Sent];

const pair = ([a, b]: readonly [string, string]): Pair => [
  send({ target: `/${escape(a)}%2F${escape(b)}` }),
  send({ target: `/${escape(a)}/${escape(b)}` }),
];
// UTF-8 throughout: a path that is not is another claim's business.
const segment = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 4 })
  .map((text) => fromBytes(utf8.encodeBytes(text)).replaceAll("/", "_"));

/** The proposal's own variables: REQUEST_URI, which many servers add, is not one everywhere. */
const own = (profile: Profile) => (key: string) => {
  const entry = profile.environ[key];
  return entry?.is === "variable" && !entry.extra;
};

export default {
  id: "encoded-slash-can-be-told",
  topic: "request",
  claim: "%2F can be told from a slash, by the proposal's own variables",
  source: "django/asgiref#51, encode/uvicorn#261, falconry/falcon#1990",
  given: () => ({ arbitrary: fc.tuple(segment, segment).map(pair), traps: [pair(["a", "b"]), pair(["\xc3\xa9", "%2F"])] }),
  fromCorpus: ({ rawPath }) =>
    rawPath && /%2f/i.test(rawPath) && reads(utf8, decodedPath(rawPath))
      ? [[send({ target: rawPath }), send({ target: rawPath.replace(/%2f/gi, "/") })] as Pair]
      : [],
  holds(profile, [a, b]) {
    const seen = ({ request }: Sent) =>
      JSON.stringify(
        [...valuesOf(writeEnviron(profile, request))].filter(([key]) => own(profile)(key)).map(([key, value]) => [key, note(value, key)]),
      );
    return seen(a) !== seen(b);
  },
  exhibit: (profile, testCase) => exhibit(profile, testCase, (key) => own(profile)(key) && /PATH|SCRIPT|path|script|REQUEST_URI/.test(key)),
} satisfies ValueProperty<Pair>;
