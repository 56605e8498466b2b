import { cases, header, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, headerKey } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { RawRequest } from "../exchange.ts";

const value = ({ headers }: RawRequest) => headers.find(([name]) => name.toLowerCase() === "x-model")?.[1];

export default {
  id: "header-survives",
  topic: "request",
  claim: "each header value handed on is the value that arrived",
  source: "RFC 9110, 5.5; benoitc/gunicorn#1353, emmett-framework/granian#335",
  ...cases(header),
  holds: (profile, { request }) => value(handOn(profile, request)) === value(request),
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => key === headerKey(profile, "HTTP_X_MODEL")),
} satisfies ValueProperty<Sent>;
