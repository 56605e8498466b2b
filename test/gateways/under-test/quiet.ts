/** Errors of handlers are what some cases are about. */
import type { GatewayOptions } from "../../../src/gateways/options.ts";

export const quiet: GatewayOptions = { onError: () => {} };
