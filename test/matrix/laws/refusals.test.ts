/** An adapter refuses what its application's own server refuses, with the same code, and changes nothing of the rest. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adapt } from "../../../src/adapt.ts";
import { type Loss, losses } from "../../../src/losses.ts";
import { request } from "../../../src/testing/request.ts";
import { models } from "../pairs.ts";
import { takenAway } from "../take-away.ts";
import { arbitraryOddScript } from "./answers.ts";
import { type Any, arbitraryExchange, type Exchange, named, type Outcome, run, runs } from "./exchange.ts";
import { byWayOf, without, withoutEarlyHead } from "./over.ts";

beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

describe("requests, to an application of", () => {
  test.each(named)("%s", async (_, from) => {
    for (const { name, profile: to } of models) {
      const lost = losses(from, to);
      const made = (app: Any) => adapt(app, { from, to });
      await fc.assert(
        fc.asyncProperty(arbitraryExchange(from), async (drawn) => {
          const exchange = { ...drawn, touches: [] };
          const own = (sent: Exchange["sent"]) => run({ ...exchange, sent }, from, from);
          const here = await byWayOf(to, exchange.sent, exchange.sent, lost, from, own);
          expect(without(lost, await run(exchange, from, to, { made })), name).toEqual(without(lost, here));
        }),
        { numRuns: runs },
      );
    }
  });
});

/** Who is told of a refusal first, server or application, is not what the client sees. */
function answered(lost: readonly Loss[], { answer }: Outcome) {
  const { told, log, ...rest } = takenAway(lost, answer);
  return rest;
}

describe("answers, of an application of", () => {
  test.each(named)("%s", async (_, from) => {
    for (const { name, profile: to } of models) {
      const lost = losses(from, to);
      const made = (app: Any) => adapt(app, { from, to });
      await fc.assert(
        fc.asyncProperty(arbitraryOddScript(from), async (script) => {
          const exchange = { sent: request("GET /"), touches: [], script };
          const own = await run(exchange, from, from);
          const here = await withoutEarlyHead(from, lost, own);
          const there = await run(exchange, from, to, { made });
          expect(answered(lost, there), name).toEqual(answered(lost, here));
        }),
        { numRuns: runs },
      );
    }
  });
});

test.each(named)("some of the answers of %s are refused, and some are not", async (_, profile) => {
  const drawn = fc.sample(arbitraryOddScript(profile), { numRuns: 80, seed: 7 });
  const outcomes = await Promise.all(drawn.map((script) => run({ sent: request("GET /"), touches: [], script }, profile, profile)));
  const accepted = outcomes.filter(({ answer }) => answer.ended === "whole" && answer.errors.length === 0);
  expect(accepted.length).toBeGreaterThan(8);
  expect(new Set(outcomes.map(({ answer }) => answer.errors[0])).size).toBeGreaterThan(4);
});
