import { cases, repeated, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, headerKey } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { RawRequest } from "../exchange.ts";

const lines = ({ headers }: RawRequest) =>
  JSON.stringify(headers.filter(([name]) => name.toLowerCase() === "x-model").map(([, value]) => value));

export default {
  id: "repeated-headers-stay-apart",
  topic: "request",
  claim: "repeated headers stay apart",
  source: "RFC 3875, 4.1.18; RFC 9110, 5.3; ASGI, HTTP Connection Scope",
  ...cases(repeated),
  holds: (profile, { request }) => lines(handOn(profile, request)) === lines(request),
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => key === headerKey(profile, "HTTP_X_MODEL")),
} satisfies ValueProperty<Sent>;
