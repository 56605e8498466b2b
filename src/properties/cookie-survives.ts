import { cases, cookie, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, headerKey } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { RawRequest } from "../exchange.ts";

const value = ({ headers }: RawRequest) => headers.find(([name]) => name.toLowerCase() === "cookie")?.[1];

export default {
  id: "cookie-survives",
  topic: "request",
  claim: "a cookie handed on is the cookie that arrived",
  source: "RFC 6265, 5.4; django/channels#1450, cherrypy/cherrypy#1035",
  ...cases(cookie),
  holds: (profile, { request }) => value(handOn(profile, request)) === value(request),
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => key === headerKey(profile, "HTTP_COOKIE")),
} satisfies ValueProperty<Sent>;
