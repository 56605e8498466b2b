import * as fc from "fast-check";
import { reads } from "../codec.ts";
import { exhibitAnswer, onWireOrRefused, type Place } from "../compare/answers.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { Answer, Profile, StatusCode } from "../profile.ts";
import type { ByteString } from "../wire.ts";

interface Unsendable {
  readonly place: Place;
  readonly value: string;
}

/** Places where the model takes a str. */
function strPlaces({ response }: Profile): Place[] {
  return (["status", "headerName", "headerValue", "body"] as const).filter((place) => {
    const answer = response[place];
    return "accepts" in answer && answer.accepts.some(({ python }) => python.type === "str");
  });
}

const at = (place: Place, text: string): Unsendable => ({ place, value: place === "status" ? `200 ${text}` : text });

// A line feed and a carriage return are the low bytes of the second and third.
const traps = ["€", "\u010a", "\u010d\u010a", "\u0100", "あ", "😀", "\udcff", "\ud800", "a\udc80"];
const beyond = fc.string({
  unit: fc.integer({ min: 0x100, max: 0xffff }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 4,
});

/** True when the str comes back of the bytes: a model of UTF-8 answers can send more than one of ISO-8859-1. */
function carries(answer: Answer | StatusCode, wire: ByteString, value: string): boolean {
  return (
    "accepts" in answer && answer.accepts.some((codec) => codec.python.type === "str" && reads(codec, wire) && codec.decode(wire) === value)
  );
}

export default {
  id: "unsendable-characters-are-refused",
  topic: "answer",
  claim: "a character that the wire cannot carry is refused, not changed",
  source: "PEP 3333, Unicode Issues; django/django (RFC 2047 in headers); nodejs/node#42579",
  notApplicable: (profile) => (strPlaces(profile).length === 0 ? "answers are bytes: there is no character to refuse" : undefined),
  given: (profile) => ({
    arbitrary: fc.tuple(fc.constantFrom(...strPlaces(profile)), beyond).map(([place, text]) => at(place, text)),
    traps: strPlaces(profile).flatMap((place) => traps.map((text) => at(place, text))),
  }),
  holds(profile, { place, value }) {
    const wire = onWireOrRefused(profile, place, value);
    return wire === undefined || carries(profile.response[place], wire, value);
  },
  exhibit: (profile, { place, value }) => exhibitAnswer(profile, place, value),
} satisfies ValueProperty<Unsendable>;
