import * as fc from "fast-check";
import { reads } from "../codec.ts";
import { utf8 } from "../codecs/utf8.ts";
import { textOf } from "../compare/characters.ts";
import { decodedPath, escape, type Sent, send } from "../compare/parts.ts";
import { exhibit, pathKeys } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { RawRequest } from "../exchange.ts";
import { fromBytes } from "../wire.ts";

const sent = (text: string): Sent => send({ target: `/${escape(fromBytes(utf8.encodeBytes(text)))}` });

export default {
  id: "utf8-path-is-text",
  topic: "text",
  claim: "a UTF-8 path is read as its characters, without a further step",
  source: "Ronacher, WSGI on Python 3 (2010); pallets/werkzeug#405",
  given: () => ({
    arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map(sent),
    traps: ["é", "é", "あ", "😀", "\ufeffa", "\ufffd", "Ã©", "%E9", "\u0080"].map(sent),
  }),
  fromCorpus: ({ rawPath }: RawRequest) =>
    rawPath?.startsWith("/") && /[\x80-\xff]/.test(decodedPath(rawPath)) && reads(utf8, decodedPath(rawPath))
      ? [send({ target: rawPath })]
      : [],
  holds: (profile, { request }) => textOf(profile, request) === utf8.decode(request.pathInfo),
  exhibit: (profile, testCase) => ({
    ...exhibit(profile, [testCase], pathKeys(profile)),
    expected: { str: utf8.decode(testCase.request.pathInfo) },
  }),
} satisfies ValueProperty<Sent>;
