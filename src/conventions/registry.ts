/** The conventions, by the name that a profile declares. */
import type { ConventionName } from "../profile.ts";
import { expose as exposeAsgi } from "./asgi/expose.ts";
import { host as hostAsgi } from "./asgi/host.ts";
import { order as asgiOrder } from "./asgi/order.ts";
import { relay as relayAsgi } from "./asgi/relay.ts";
import type { Convention } from "./convention.ts";
import { expose as exposeStartResponse } from "./start-response/expose.ts";
import { host as hostStartResponse } from "./start-response/host.ts";
import { order as startResponseOrder } from "./start-response/order.ts";
import { relay as relayStartResponse } from "./start-response/relay.ts";
import { expose as exposeTriple } from "./triple/expose.ts";
import { host as hostTriple } from "./triple/host.ts";
import { order as tripleOrder } from "./triple/order.ts";
import { relay as relayTriple } from "./triple/relay.ts";

export const conventions: Readonly<Record<ConventionName, Convention>> = {
  start_response: {
    parameters: ["environ", "start_response"],
    order: startResponseOrder,
    host: hostStartResponse,
    expose: exposeStartResponse,
    relay: relayStartResponse,
  },
  triple: { parameters: ["environ"], order: tripleOrder, host: hostTriple, expose: exposeTriple, relay: relayTriple },
  asgi: { parameters: ["scope", "receive", "send"], order: asgiOrder, host: hostAsgi, expose: exposeAsgi, relay: relayAsgi },
};
