/** How much, and how long: what a peer may use of this process. `null` means no limit. */
import { type Http1Limits, defaultLimits as http1Limits } from "./http1/limits.ts";

export interface GatewayLimits extends Http1Limits {
  /** Milliseconds that a connection may stay without a request. */
  readonly idleTime: number | null;
  /** Milliseconds from the first byte of a head to its last. */
  readonly headTime: number | null;
  /**
   * Milliseconds in which a peer has to send, or to take, at least a byte that is waited for. A peer that has ended its side waits no
   * longer than that for a handler either, since it may be gone.
   */
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

/** Milliseconds that a peer has to end its side after we have ended ours. */
export const lingerTime = 2000;

/** Milliseconds between two looks at the clock: often enough for the shortest limit, and at most once a second. */
export function tickOf({ idleTime, headTime, stallTime, totalTime }: GatewayLimits): number {
  const shortest = Math.min(...[idleTime, headTime, stallTime, totalTime].map((time) => time ?? Infinity));
  return Math.max(10, Math.min(1000, Math.floor(shortest / 4)));
}
