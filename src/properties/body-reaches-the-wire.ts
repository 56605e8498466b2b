import { exhibitAnswer, type Given, givenAt, onWire } from "../compare/answers.ts";
import { wireBytes } from "../compare/parts.ts";
import type { ValueProperty } from "../compare/property.ts";
import { trapWires } from "../compare/traps.ts";

export default {
  id: "body-reaches-the-wire",
  topic: "answer",
  claim: "a body chunk that the model allows reaches the wire byte for byte",
  source: "PEP 333, Specification Details",
  given: ({ response }) => givenAt(response.body, wireBytes, ["", "\0", "\r\n", ...trapWires]),
  holds: (profile, { value, wire }) => onWire(profile, "body", value) === wire,
  exhibit: (profile, { value }) => exhibitAnswer(profile, "body", value),
} satisfies ValueProperty<Given>;
