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

/** Bytes of a body that nobody reads, for the sake of the next request. */
export const mostDropped = 65_536;

/** Once we have ended our side: milliseconds that a peer has to end its own, and may send nothing. nginx has the same. */
const lingerTime = 30_000;
const lingerSilence = 5000;
/** All that it has where we stop. */
const lastLinger = 2000;

/** True where a peer has had the time to read our end and to end its own side (RFC 9112, 9.6). `heard`: when something last came of it. */
export function hasLingered(now: number, ended: number, heard: number, stopping: boolean): boolean {
  if (stopping) return now - ended > lastLinger;
  return now - ended > lingerTime || now - Math.max(ended, heard) > lingerSilence;
}

/** Milliseconds between two looks at the clock: often enough for the shortest limit, and at most once a second. */
export function tickOf({ idleTime, headTime, stallTime, totalTime }: GatewayLimits): number {
  const shortest = Math.min(...[idleTime, headTime, stallTime, totalTime].map((time) => time ?? Infinity));
  return Math.max(10, Math.min(1000, Math.floor(shortest / 4)));
}
