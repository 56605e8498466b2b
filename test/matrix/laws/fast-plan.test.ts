/** The fast plan of a pair is the road through the hub: nobody can tell which of them was taken. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adapt } from "../../../src/adapt.ts";
import type { HostOptions } from "../../../src/conventions/convention.ts";
import { conventions } from "../../../src/conventions/registry.ts";
import { readEnviron, writeEnviron } from "../../../src/environ.ts";
import type { Environ, Profile } from "../../../src/profile.ts";
import { models } from "../pairs.ts";
import { arbitraryEdits, type Edit, edit } from "./edits.ts";
import { type Any, arbitraryExchange, type Exchange, named, placeOf, run, runs } from "./exchange.ts";

beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const eager = { environ: "eager" } as const;
const lazy = { environ: "lazy" } as const;

/** The road through the hub, with nothing in common with the plan but what values are made of. */
function plainly(from: Profile, to: Profile, environ: unknown): Plain {
  try {
    return { environ: writeEnviron(from, readEnviron(to, environ as Environ<Profile>)) };
  } catch (error) {
    return { refusal: placeOf(error) };
  }
}

interface Plain {
  /** Shown to the application in the place of its own. */
  readonly environ?: unknown;
  readonly refusal?: string;
}

async function expectSame(exchange: Exchange, edits: readonly Edit[], from: Profile, to: Profile, name: string) {
  const behind =
    (adapted: Any) =>
    (environ: unknown, ...rest: unknown[]) => {
      for (const one of edits) edit(to, environ, one);
      return adapted(environ, ...rest);
    };
  const fast = (options: HostOptions) => (app: Any) => behind(adapt(app, { from, to, ...options }));
  const through = (options: HostOptions) => (app: Any) =>
    conventions[to.convention].expose(conventions[from.convention].host(app, from, options), to);
  const road = (options: HostOptions) => (app: Any) => behind(through(options)(app));
  let plain: Plain = {};
  const made = (app: Any) => {
    const served = through(eager)(app);
    return behind((environ: unknown, ...rest: unknown[]) => {
      plain = plainly(from, to, environ);
      return served(environ, ...rest);
    });
  };
  const expected = await run(exchange, from, to, { made, instead: () => plain.environ, options: eager });
  if (plain.refusal !== undefined) {
    const refused = plain.refusal.startsWith("UNDECODABLE") ? ["400 Bad Request"] : ["500 Internal Server Error", `told ${plain.refusal}`];
    expect([expected.answer.status, ...expected.answer.told], name).toEqual(refused);
  }
  // Between two conventions there is no other road.
  const ways = from.convention === to.convention ? [fast(lazy), fast(eager), road(lazy), road(eager)] : [fast(lazy), fast(eager)];
  for (const made of ways) expect(await run(exchange, from, to, { made }), name).toEqual(expected);
}

describe("whatever arrives, and whatever is done to it, for an application of", () => {
  test.each(named)("%s", async (_, from) => {
    for (const { profile: to, name } of models) {
      if (to === from) continue;
      await fc.assert(
        fc.asyncProperty(arbitraryExchange(from), arbitraryEdits, (exchange, edits) => expectSame(exchange, edits, from, to, `on ${name}`)),
        { numRuns: runs },
      );
    }
  });
});
