import * as fc from "fast-check";
import { utf8 } from "../codecs/utf8.ts";
import { escape, path, type Sent, send, wireBytes } from "../compare/parts.ts";
import { exhibit, pathKeys, pathVariable, valuesOf } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { writeEnviron } from "../environ.ts";
import { note } from "../notation.ts";
import { fromBytes } from "../wire.ts";

type Pair = readonly [Sent, Sent];

const sent = (decoded: string): Sent => send({ target: `/${escape(decoded)}` });
const inUtf8 = (text: string): string => fromBytes(utf8.encodeBytes(text));
const letters = fc
  .array(fc.integer({ min: 0x20, max: 0xff }), { minLength: 1, maxLength: 4 })
  .map((codes) => String.fromCharCode(...codes));

export default {
  id: "paths-stay-distinct",
  topic: "request",
  claim: "two different paths never look the same, by the path alone",
  source: "web-sig 2009-September/004028; PEP 383",
  given: () => ({
    arbitrary: fc
      .oneof(
        fc.tuple(wireBytes, wireBytes),
        letters.map((text) => [text, inUtf8(text)] as const),
        wireBytes.map((wire) => [wire, wire.replace(/[\x80-\xff]/g, "\xef\xbf\xbd")] as const),
        wireBytes.map((wire) => [wire, escape(wire)] as const),
      )
      .filter(([a, b]) => a !== b)
      .map(([a, b]): Pair => [sent(a), sent(b)]),
    traps: (
      [
        ["\xe9", "\xc3\xa9"],
        ["\xff", "\xef\xbf\xbd"],
        ["\xff", "%FF"],
        ["\xff", "\\udcff"],
        ["\xed\xb3\xbf", "\xff"],
        ["e\xcc\x81", "\xc3\xa9"],
      ] as const
    ).map(([a, b]): Pair => [sent(a), sent(b)]),
  }),
  fromCorpus: (request) =>
    path
      .cut(request)
      .filter(({ behind }) => !behind)
      .flatMap((value): Pair[] => {
        const one = path.sent(value);
        const other = send({ target: `/${escape(inUtf8(one.request.pathInfo.slice(1)))}` });
        return other.request.pathInfo === one.request.pathInfo ? [] : [[one, other]];
      }),
  holds(profile, [a, b]) {
    const { key } = pathVariable(profile);
    const value = ({ request }: Sent) => JSON.stringify(note(valuesOf(writeEnviron(profile, request)).get(key), key));
    return value(a) !== value(b);
  },
  exhibit: (profile, pair) => exhibit(profile, pair, pathKeys(profile)),
} satisfies ValueProperty<Pair>;
