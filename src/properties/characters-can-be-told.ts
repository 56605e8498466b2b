import * as fc from "fast-check";
import { reads } from "../codec.ts";
import { utf8 } from "../codecs/utf8.ts";
import { meantBy } from "../compare/characters.ts";
import { escape, type Sent, send } from "../compare/parts.ts";
import { exhibit, pathKeys } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { byteString, fromBytes } from "../wire.ts";

/** A text, and the message in which a client spelt it. */
type Meant = Sent & { readonly text: string };

const inUtf8 = (text: string): Meant => ({ ...send({ target: `/${escape(fromBytes(utf8.encodeBytes(text)))}` }), text: `/${text}` });
const inLatin1 = (text: string): Meant => ({ ...send({ target: `/${escape(text)}` }), text: `/${text}` });
// Bytes that are legal in both are nobody's to tell apart.
const onlyLatin1 = (text: string): boolean => !reads(utf8, byteString(text));

export default {
  id: "characters-can-be-told",
  topic: "text",
  claim: "which characters were meant can be told: the model says so, of UTF-8 and of what can only be ISO-8859-1",
  source: "web-sig 2009-September/004020 (wsgi.uri_encoding)",
  given: () => ({
    arbitrary: fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map(inUtf8),
      fc
        .array(fc.integer({ min: 0xa0, max: 0xff }), { minLength: 1, maxLength: 4 })
        .map((codes) => String.fromCharCode(...codes))
        .filter(onlyLatin1)
        .map(inLatin1),
    ),
    traps: [inUtf8("é"), inUtf8("あ"), inUtf8("\ufffd"), inLatin1("\xe9"), inLatin1("\xff")],
  }),
  holds: (profile, { request, text }) => meantBy(profile, request) === text,
  exhibit: (profile, testCase) => ({ ...exhibit(profile, [testCase], pathKeys(profile)), expected: { str: testCase.text } }),
} satisfies ValueProperty<Meant>;
