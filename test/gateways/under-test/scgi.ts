/** SCGI under test. */
import { scgi, scgiProtocol } from "../../../src/gateways/scgi.ts";
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { scgiMessage } from "../clients/scgi.ts";
import { type Address, inMemory, overSockets } from "./one-request.ts";
import { quiet } from "./quiet.ts";

/** The message in pieces of `step` bytes. */
export const scgiInMemory = (step: number, options = quiet): GatewayUnderTest => inMemory("scgi", scgiProtocol, scgiMessage, step, options);

export const scgiOverSockets = (address: () => Address): GatewayUnderTest => overSockets("scgi", scgi, scgiMessage, address);
