/** What comes of a bad application is in one table, the same on its own server and on every other. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { type Outcome, type OutcomeName, outcomes } from "../../src/conventions/outcomes.ts";
import { type Loss, losses } from "../../src/losses.ts";
import { cgiVariables, defineProfile, only, type Profile } from "../../src/profile.ts";
import { bad } from "./applications/bad.ts";
import type { BadCase } from "./applications/bad-acting.ts";
import { endings, unspeakable } from "./applications/closing.ts";
import { type Case, type Observation, otherServer, ownServer } from "./observe.ts";
import { type Model, models, pairsOf, proposals } from "./pairs.ts";

beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

/** None of ours but ASGI has requests without a value. */
const strict = [pep3333, web3].map((profile): Model => {
  const id = `strict-${profile.id}`;
  return { name: id, profile: defineProfile({ ...profile, id, environ: { ...profile.environ, ...cgiVariables(utf8) } }) };
});

const plain = { "400": "Bad Request\n", "413": "Content Too Large\n", "500": "Internal Server Error\n" } as const;

/** What the table, and the case, say of an observation. */
function foretold(one: BadCase, outcome: Outcome, from: Profile, lost: readonly Loss[]): Partial<Observation> {
  const { client } = one.early && lost.some(({ id }) => id === "early-head") ? ({ client: "500" } as const) : outcome;
  const code = outcome.code ?? one.own ?? "Error: the application's own";
  const closed = one.closes?.(from) ?? 0;
  if (client === "400" || client === "413") return { status: client, body: plain[client], ended: "whole", errors: [], called: false };
  if (client === "500") return { status: client, body: plain[client], ended: "whole", errors: [code], closed };
  const sent = { status: "200", body: one.body ?? "", errors: [], closed };
  return client === "whole" ? { ...sent, ended: "whole", told: one.told ?? [`told ${code}`] } : { ...sent, ended: code };
}

const rows = Object.entries(outcomes) as [OutcomeName, Outcome][];

async function differences(from: Profile, lost: readonly Loss[], run: (one: BadCase) => Promise<Observation>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, outcome] of rows) {
    for (const one of bad[name]) {
      if (one.app(from, []) === undefined) continue;
      const observed = await run(one);
      const is: Observation = { ...observed, status: observed.status.slice(0, 3) };
      for (const [part, was] of Object.entries(foretold(one, outcome, from, lost)) as [keyof Observation, unknown][]) {
        if (JSON.stringify(is[part]) === JSON.stringify(was)) continue;
        found.push(`${name}: ${one.name}: ${part} is ${JSON.stringify(is[part])}, not ${JSON.stringify(was)}`);
      }
    }
  }
  return found;
}

describe("on its own server", () => {
  test.each([...models, ...strict].map(({ name, profile }) => [name, profile] as const))("%s", async (_, profile) => {
    expect(await differences(profile, [], (one) => ownServer(one, profile))).toEqual([]);
  });
});

describe("on another", () => {
  const pairs = pairsOf([...models.filter(({ name }) => !name.includes("Python 2")), ...strict]);
  test.each(pairs.map((pair) => [pair.name, pair] as const))("%s", async (_, { from: { profile: from }, to: { profile: to } }) => {
    expect(await differences(from, losses(from, to), (one) => otherServer(one, from, to))).toEqual([]);
  });
});

test.each(["pep-3333", "web3"])("a close() that fails when nobody waits for it is in the log of %s", async (id) => {
  const { profile } = models.find(({ name }) => name === id)!;
  const { log } = await ownServer(bad["fails to close later"][0]!, profile);
  expect(log).toBe("Error: the application's own\n");
});

describe("close() is called once, however the response ends", () => {
  const closing = models.filter(({ profile, name }) => profile.convention !== "asgi" && !name.includes("Python 2"));
  const calls = async (from: Profile, run: (one: Case) => Promise<Observation>) => {
    const found: [string, number][] = [];
    for (const one of endings) if (one.app(from, [])) found.push([one.name, (await run(one)).closed]);
    return found.filter(([, closed]) => closed !== 1);
  };

  test.each(closing.map(({ name, profile }) => [name, profile] as const))("%s", async (_, profile) => {
    expect(await calls(profile, (one) => ownServer(one, profile))).toEqual([]);
  });

  const pairs = pairsOf(models).filter(({ from, to }) => closing.includes(from) && !to.name.includes("Python 2"));
  test.each(pairs.map((pair) => [pair.name, pair] as const))("%s", async (_, { from: { profile: from }, to: { profile: to } }) => {
    expect(await calls(from, (one) => otherServer(one, from, to))).toEqual([]);
  });
});

describe("an answer that the server's model has no value for is refused, and its body closed once", () => {
  const answer = only(utf8);
  const servers = [pep3333, web3, asgi3].map((profile) => {
    const status = "accepts" in profile.response.status ? answer : profile.response.status;
    const response = { ...profile.response, status, headerValue: answer, body: answer };
    return defineProfile({ ...profile, id: `utf-8-${profile.id}`, response } as Profile);
  });
  const pairs = proposals.flatMap(({ name, profile: from }) => servers.map((to) => [`${name} on ${to.id}`, from, to] as const));

  test.each(pairs)("%s", async (_, from, to) => {
    // A status without a phrase has no such bytes.
    const hasPhrase = [from, to].every(({ response }) => "accepts" in response.status);
    for (const one of unspeakable.filter(({ name }) => hasPhrase || !name.endsWith("status"))) {
      const { status, body, ended, errors, closed } = await otherServer(one, from, to);
      const late = one.body !== undefined;
      expect({ name: one.name, status: status.slice(0, 3), body, ended, errors, closed }).toEqual({
        name: one.name,
        status: late ? "200" : "500",
        body: one.body ?? plain["500"],
        ended: late ? "UNDECODABLE" : "whole",
        errors: late ? [] : ["UNDECODABLE"],
        closed: one.closes?.(from),
      });
    }
  });
});

test("every row has an application in each convention that it speaks of", () => {
  const conventions = (name: OutcomeName) =>
    [...proposals, ...strict]
      .filter(({ profile }) => bad[name].some((one) => one.app(profile, [])))
      .map(({ profile }) => profile.convention);
  const tried = rows.map(([name]) => [name, new Set(conventions(name))]);
  const spoken = rows.map(([name, { where = ["start_response", "triple", "asgi"] }]) => [name, new Set(where)]);
  expect(Object.fromEntries(tried)).toEqual(Object.fromEntries(spoken));
});
