import { cases, path, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, pathKeys } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";

export default {
  id: "path-survives",
  topic: "request",
  claim: "the path handed on is the path that arrived",
  source: "RFC 3875, 4.1.5; encode/uvicorn#261, django/asgiref#51",
  ...cases(path),
  holds(profile, { request }) {
    const handedOn = handOn(profile, request);
    return handedOn.scriptName === request.scriptName && handedOn.pathInfo === request.pathInfo;
  },
  exhibit: (profile, sent) => exhibit(profile, [sent], pathKeys(profile)),
} satisfies ValueProperty<Sent>;
