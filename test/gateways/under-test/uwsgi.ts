/** uwsgi under test. */
import { uwsgi, uwsgiProtocol } from "../../../src/gateways/uwsgi.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { uwsgiMessage } from "../clients/uwsgi.ts";
import { type Address, inMemory, overSockets } from "./one-request.ts";
import { quiet } from "./quiet.ts";

/** The message in pieces of `step` bytes. */
export const uwsgiInMemory = (step: number, options = quiet): GatewayUnderTest =>
  inMemory("uwsgi", uwsgiProtocol, uwsgiMessage, step, options);

export const uwsgiOverSockets = (address: () => Address): GatewayUnderTest => overSockets("uwsgi", uwsgi, uwsgiMessage, address);
