import { cases, host, type Sent } from "../compare/parts.ts";
import { exhibit, handOn, headerKey } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import type { RawRequest } from "../exchange.ts";

const value = ({ headers }: RawRequest) => headers.find(([name]) => name.toLowerCase() === "host")?.[1];

export default {
  id: "host-survives",
  topic: "request",
  claim: "the host handed on is the host that arrived",
  source: "RFC 9110, 7.2; RFC 3875, 4.1.14",
  ...cases(host),
  holds(profile, { request }) {
    const handedOn = handOn(profile, request);
    return value(handedOn) === value(request) && handedOn.serverName === request.serverName && handedOn.serverPort === request.serverPort;
  },
  exhibit: (profile, sent) =>
    exhibit(profile, [sent], (key) => ["SERVER_NAME", "SERVER_PORT", "server", headerKey(profile, "HTTP_HOST")].includes(key)),
} satisfies ValueProperty<Sent>;
