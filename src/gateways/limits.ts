/** How much, and how long: what a peer may use of this process. `null` means no limit. */
import { type Http1Limits, defaultLimits as http1Limits } from "./http1/limits.ts";

export interface GatewayLimits extends Http1Limits {
  /** Milliseconds that a connection may stay without a request. */
  readonly idleTime: number | null;
  /** Milliseconds from the first byte of a head to its last. */
  readonly headTime: number | null;
  /** Milliseconds in which a peer has to send, or to take, at least a byte that is waited for. */
  readonly stallTime: number | null;
  /** Milliseconds that one exchange may take, answer included. */
  readonly totalTime: number | null;
}

/** As node:http has them, where it has them: 5 s idle is too short behind a proxy that keeps connections for 60 s. */
export const defaultGatewayLimits: GatewayLimits = {
  ...http1Limits,
  idleTime: 65_000,
  headTime: 60_000,
  stallTime: 60_000,
  totalTime: null,
};

export const limitsOf = (limits: Partial<GatewayLimits> | undefined): GatewayLimits =>
  limits === undefined ? defaultGatewayLimits : { ...defaultGatewayLimits, ...limits };
