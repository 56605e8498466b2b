import { cases, query, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, variableFor } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";

export default {
  id: "query-survives",
  topic: "request",
  claim: "the query string handed on is the one that arrived",
  source: "RFC 3875, 4.1.7; emmett-framework/granian#690",
  ...cases(query),
  holds: (profile, { request }) => handOn(profile, request).query === request.query,
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => key === variableFor(profile, "query")?.key),
} satisfies ValueProperty<Sent>;
