import { exhibitAnswer, type Given, givenAt, onWire, values } from "../compare/answers.ts";
import type { ValueProperty } from "../compare/property.ts";
import { trapWires } from "../compare/traps.ts";

export default {
  id: "header-reaches-the-wire",
  topic: "answer",
  claim: "a header value that the model allows reaches the wire byte for byte",
  source: "RFC 9110, 5.5; benoitc/gunicorn#1778, encode/starlette#2217, nodejs/node#50213",
  given: ({ response }) => givenAt(response.headerValue, values, ["", ...trapWires]),
  holds: (profile, { value, wire }) => onWire(profile, "headerValue", value) === wire,
  exhibit: (profile, { value }) => exhibitAnswer(profile, "headerValue", value),
} satisfies ValueProperty<Given>;
