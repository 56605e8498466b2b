import * as fc from "fast-check";
import { iso88591 } from "../codecs/latin1.ts";
import { textOf } from "../compare/characters.ts";
import { escape, type Sent, send } from "../compare/parts.ts";
import { exhibit, pathKeys } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";

const sent = (text: string): Sent => send({ target: `/${escape(text)}` });

export default {
  id: "latin1-path-is-text",
  topic: "text",
  claim: "an ISO-8859-1 path is read as its characters, without a further step",
  source: "the proposals table, note on Unicode; PEP 3333, Unicode Issues",
  given: () => ({
    arbitrary: fc
      .array(fc.integer({ min: 0x20, max: 0xff }), { minLength: 1, maxLength: 6 })
      .map((codes) => sent(String.fromCharCode(...codes))),
    // The third is also the UTF-8 of another text.
    traps: ["\xe9", "caf\xe9", "\xc3\xa9", "\x80", "\xff"].map(sent),
  }),
  holds: (profile, { request }) => textOf(profile, request) === iso88591.decode(request.pathInfo),
  exhibit: (profile, testCase) => ({
    ...exhibit(profile, [testCase], pathKeys(profile)),
    expected: { str: iso88591.decode(testCase.request.pathInfo) },
  }),
} satisfies ValueProperty<Sent>;
