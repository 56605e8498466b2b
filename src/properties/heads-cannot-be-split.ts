import * as fc from "fast-check";
import { exhibitAnswer, onWireOrRefused, type Place, spellings } from "../compare/answers.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { Profile } from "../profile.ts";
import { byteString } from "../wire.ts";

interface Split {
  readonly place: Place;
  readonly value: unknown;
}

/** Places of the head that are strings. */
function places({ response }: Profile): Place[] {
  return (["status", "headerName", "headerValue"] as const).filter((place) => "accepts" in response[place]);
}

function at(profile: Profile, place: Place, text: string): Split[] {
  const answer = profile.response[place];
  if (!("accepts" in answer)) return [];
  const wire = byteString(place === "status" ? `200 ${text}` : text);
  return spellings(answer, wire).map(({ value }) => ({ place, value }));
}

const traps = ["\r\nX: y", "\n", "\r", "\0", "a\r\nSet-Cookie: a=b", "a\nb", "a\rb", "a\0b", "\r\n\r\n<script>"];
const breaks = fc
  .tuple(
    fc.string({ maxLength: 3, unit: "binary-ascii" }),
    fc.constantFrom("\r", "\n", "\0", "\r\n"),
    fc.string({ maxLength: 3, unit: "binary-ascii" }),
  )
  .map((parts) => parts.join(""));

export default {
  id: "heads-cannot-be-split",
  topic: "answer",
  claim: "CR, LF and NUL never reach a response head",
  source: "PEP 3333, The start_response() Callable; RFC 9110, 5.5; CWE-113",
  given: (profile) => ({
    arbitrary: fc.tuple(fc.constantFrom(...places(profile)), breaks, fc.nat({ max: 3 })).map(([place, text, i]) => {
      const all = at(profile, place, text);
      return all[i % all.length]!;
    }),
    traps: places(profile).flatMap((place) => traps.flatMap((text) => at(profile, place, text))),
  }),
  holds: (profile, { place, value }) => !/[\r\n\0]/.test(onWireOrRefused(profile, place, value) ?? ""),
  exhibit: (profile, { place, value }) => exhibitAnswer(profile, place, value),
} satisfies ValueProperty<Split>;
