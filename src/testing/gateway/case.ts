/** A case of the gateway suite. */
import type { TestCase } from "../case.ts";
import type { Ability } from "./exchange.ts";

export interface GatewayCase extends TestCase {
  /** What a gateway must be able to carry for it. */
  readonly needs?: readonly Ability[] | undefined;
}
