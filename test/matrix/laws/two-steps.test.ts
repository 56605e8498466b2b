/** An adapter over an adapter is the adapter of both, but for what a list of losses says; there and back again is none at all. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import pep3333 from "../../../proposals/pep-3333.ts";
import { adapt } from "../../../src/adapt.ts";
import type { Profile } from "../../../src/profile.ts";
import { request } from "../../../src/testing/request.ts";
import { models } from "../pairs.ts";
import { type Any, arbitraryExchange, type Exchange, named, run, runs } from "./exchange.ts";
import { asKnownTo, byWayOf, lossesOver, without } from "./over.ts";

beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const arbitraryModel = fc.constantFrom(...models);

/** What an application does to its environ is its own. */
const untouched = (from: Profile) => arbitraryExchange(from).map((exchange): Exchange => ({ ...exchange, touches: [] }));

async function expectSame(exchange: Exchange, from: Profile, over: Profile, to: Profile, name: string) {
  const lost = lossesOver(from, over, to);
  const there = await run(exchange, from, to, { made: (app: Any) => adapt(adapt(app, { from, to: over }) as Any, { from: over, to }) });
  const direct = (sent: Exchange["sent"]) => run({ ...exchange, sent }, from, to, { made: (app: Any) => adapt(app, { from, to }) });
  const arrived = asKnownTo(to, exchange.sent);
  const here = arrived === undefined ? await direct(exchange.sent) : await byWayOf(over, arrived, exchange.sent, lost, from, direct);
  expect(without(lost, there), name).toEqual(without(lost, here));
}

describe("there and back again, of", () => {
  test.each(named)("%s", async (_, from) => {
    for (const { name, profile: over } of models) {
      await fc.assert(
        fc.asyncProperty(untouched(from), (exchange) => expectSame(exchange, from, over, from, name)),
        { numRuns: 2 * runs },
      );
    }
  });
});

describe("by way of another, of", () => {
  test.each(named)("%s", async (_, from) => {
    await fc.assert(
      fc.asyncProperty(untouched(from), arbitraryModel, arbitraryModel, (exchange, over, to) =>
        expectSame(exchange, from, over.profile, to.profile, `by way of ${over.name} on ${to.name}`),
      ),
      { numRuns: 20 * runs },
    );
  });
});

test("OPTIONS of a whole URI keeps its path, which is *, in a model that has only the target", () => {
  const { rawPath } = asKnownTo(pep3333, request("OPTIONS http://h.example"))!;
  expect(rawPath).toBe("*");
});
