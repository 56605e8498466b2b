/** What runs an application in another language: what every engine is to a server. */
import type { Handler } from "../exchange.ts";

export interface Engine {
  readonly handler: Handler;
  /** Loads the application anew; no request is lost. @throws {StartFailure} when it does not load, and the old one stays */
  reload(): Promise<void>;
  /** Answers what is under way, for so many milliseconds, and ends. Resolves with the number of requests that were broken off. */
  stop(within: number): Promise<number>;
}

/** Milliseconds that an interpreter has to end, once it has nothing left to answer, unless told otherwise. */
export const usualStopTime = 10_000;
