/** Where an answer of ours is another than a trusted server's, what that is, and why: what a row of the table says. */
import type { Entry } from "./entry.ts";
import type { Exchange } from "./exchange.ts";
import type { Answer } from "./raw-http.ts";

/** One exchange with one application, here and there. */
export interface Place {
  readonly entry: Entry;
  /** What is between the server and the application here. */
  readonly serverProfile: string;
  /** Inside of wsgiref.validate. */
  readonly validated: boolean;
  /** `/app`, or empty. */
  readonly mount: string;
  readonly exchange: Exchange;
}

/** All that are named; what is not named does not matter. */
export interface Where {
  readonly entries?: readonly string[];
  /** What the application is written to. */
  readonly profiles?: readonly string[];
  readonly trusted?: readonly string[];
  readonly serverProfiles?: readonly string[];
  /** By their names. */
  readonly exchanges?: readonly string[];
  readonly validated?: boolean;
  readonly mounted?: boolean;
}

export interface Difference {
  /** What we do, and what they do. */
  readonly what: string;
  /** The rule, with its place. */
  readonly why: string;
  /** Whose answer the rule is against; of a choice it is against none, and what a model has no room for is the model's. */
  readonly whose: "ours" | "theirs" | "a choice" | "the model's";
  readonly where: Where;
  /** Our answer is theirs to another request. */
  readonly asked?: (exchange: Exchange) => Exchange;
  /** Our answer has this status; the rest is not compared. */
  readonly status?: number;
  /** Their answer, with the difference taken out of it. */
  readonly theirs?: (answer: Answer) => Answer;
  /** Our answer, with the difference taken out of it. */
  readonly ours?: (answer: Answer) => Answer;
}

export const applies = ({ where }: Difference, { entry, serverProfile, validated, mount, exchange }: Place): boolean =>
  among(where.entries, entry.name) &&
  among(where.profiles, entry.profile) &&
  among(where.trusted, entry.trusted.name) &&
  among(where.serverProfiles, serverProfile) &&
  among(where.exchanges, exchange.name) &&
  (where.validated ?? validated) === validated &&
  (where.mounted ?? mount !== "") === (mount !== "");

const among = (names: readonly string[] | undefined, name: string) => names?.includes(name) ?? true;
