/** What is lost on the way through a third model, read off the lists of losses and nothing else. */
import { readEnviron, writeEnviron } from "../../../src/environ.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import { type Loss, type LossId, losses } from "../../../src/losses.ts";
import type { Profile } from "../../../src/profile.ts";
import { refused } from "../../../src/testing/check.ts";
import { byteString, toHex } from "../../../src/wire.ts";
import type { Case } from "../observe.ts";
import { expected, takenAway } from "../take-away.ts";
import type { Outcome } from "./exchange.ts";

/** Of these, the keys are variables that the application does not have. */
const ofVariables: readonly LossId[] = ["request-target", "raw-path", "server-flags", "error-stream"];

/**
 * What an application of `from` misses behind an adapter to `over` on a server of `to`: what it misses on a server of
 * `over` that gives no variable which is itself lost on `to`.
 */
export function lossesOver(from: Profile, over: Profile, to: Profile): readonly Loss[] {
  const further = losses(over, to);
  const gone = new Set(further.filter(({ id }) => ofVariables.includes(id)).flatMap(({ keys = [] }) => keys));
  const rest = { ...over, environ: Object.fromEntries(Object.entries(over.environ).filter(([key]) => !gone.has(key))) };
  return [...losses(from, rest), ...further.filter(({ keys }) => keys === undefined)];
}

/** Both sides of a comparison, without what is lost. */
export function without(lost: readonly Loss[], { answer, environ, input }: Outcome) {
  const echo = takenAway(lost, { ...answer, body: JSON.stringify(environ ?? null) });
  return { ...takenAway(lost, answer), environ: echo.body, input };
}

/** The request as whoever has its environ knows it; undefined when the model refuses it. */
export function asKnownTo(profile: Profile, sent: RawRequest): RawRequest | undefined {
  let known: RawRequest | undefined;
  refused(() => {
    known = readEnviron(profile, writeEnviron(profile, sent));
  });
  return known;
}

/**
 * What has to come of a request that arrives by way of `over`, where `own` is what comes of it otherwise: the same, unless
 * `over` is listed as refusing, or as substituting, what it has no value for.
 */
export async function byWayOf(
  over: Profile,
  arrived: RawRequest,
  sent: RawRequest,
  lost: readonly Loss[],
  from: Profile,
  own: (sent: RawRequest) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await own(sent);
  const seen = asKnownTo(over, arrived);
  if (seen === undefined) return outcome.answer.called ? refusedBy(from, lost, outcome, sent.method === "HEAD") : outcome;
  const { pathInfo, scriptName } = seen;
  const isSubstituted = pathInfo !== arrived.pathInfo || scriptName !== arrived.scriptName;
  const isListed = lost.some(({ id }) => id === "substituted-path") && seen.rawPath === undefined;
  return isSubstituted && isListed ? own({ ...sent, pathInfo, scriptName }) : outcome;
}

const refusedBy = async (from: Profile, lost: readonly Loss[], outcome: Outcome, isHead: boolean): Promise<Outcome> => {
  const answer = await instead(from, lost, outcome, { undecodable: true });
  return { steps: [], answer: isHead ? { ...answer, body: "" } : answer };
};

/** What has to come of an answer that breaks off, where the list has it that a head is sent with the first byte. */
export const withoutEarlyHead = async (from: Profile, lost: readonly Loss[], outcome: Outcome): Promise<Outcome> => {
  const isEarly = outcome.answer.ended !== "whole" && outcome.answer.body === "";
  return isEarly ? { ...outcome, answer: await instead(from, lost, outcome, { early: true }) } : outcome;
};

async function instead(from: Profile, lost: readonly Loss[], { answer }: Outcome, kind: Pick<Case, "undecodable" | "early">) {
  const one = { name: "generated", request: () => undefined as never, app: () => undefined, ...kind };
  const exchanged = await expected(one, from, lost, async () => answer);
  return exchanged === answer ? answer : { ...exchanged, body: toHex(byteString(exchanged.body)) };
}
