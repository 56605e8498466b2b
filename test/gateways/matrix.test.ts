/** The applications of the matrix, of every proposal and under lint, through every gateway: what they do is what they do directly. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { plain, sent } from "../../src/testing/gateway/exchange.ts";
import { answers, departures, failures } from "../matrix/applications/answers.ts";
import { bodies, environs } from "../matrix/applications/echoes.ts";
import type { Case } from "../matrix/observe.ts";
import { type Model, proposals } from "../matrix/pairs.ts";
import { stripped } from "./clients/stripped.ts";
import { differences } from "./matrix/compare.ts";
import { cgi, gateways, type MatrixGateway, unsendable } from "./matrix/gateways.ts";

// The console is the stream of errors of a server that has none.
beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

const all: readonly Case[] = [...answers, ...departures, ...failures, ...environs, ...bodies];
const pep3333 = proposals.find(({ name }) => name === "pep-3333")!;
const small = all.filter(({ large }) => !large);
const large = all.filter(({ large }) => large);

function named(name: string): Case {
  const one = all.find((one) => one.name === name);
  if (one === undefined) throw new Error(`there is no ${name}`);
  return one;
}

async function found(cases: readonly Case[], model: Model, by: MatrixGateway): Promise<string[]> {
  const found: string[] = [];
  for (const one of cases) if (!(one.name in unsendable) && !(one.name in by.leftOut)) found.push(...(await differences(one, model, by)));
  return found;
}

describe.each(gateways.map((gateway) => [gateway.name, gateway] as const))("through %s", (_, gateway) => {
  test.each(proposals.map((model) => [model.name, model] as const))("%s", async (_, model) => {
    expect(await found(small, model, gateway)).toEqual([]);
  });

  test("large bodies", async () => {
    expect(await found(large, pep3333, gateway)).toEqual([]);
  });

  test("the lines that it adds are those that are listed", async () => {
    const bodies = [[new Uint8Array(3)], new Set([new Uint8Array(3)])];
    const answers = bodies.map((body) => sent(gateway.gateway({}), () => ({ ...plain, body })));
    const names = (await Promise.all(answers)).flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase()));
    expect([...new Set(names)].sort()).toEqual(Object.keys(gateway.adds).sort());
  });

  test("what is left out does not come through", async () => {
    const through: string[] = [];
    for (const name of Object.keys(gateway.leftOut)) {
      const one = named(name);
      if ((await differences(one, pep3333, gateway).catch((error) => [String(error)])).length === 0) through.push(name);
    }
    expect(through).toEqual([]);
  });
});

test("what no client can send is among the applications", () => {
  expect(Object.keys(unsendable).map((name) => named(name).name)).toEqual(Object.keys(unsendable));
});

describe("through CGI, a process each", () => {
  const program = stripped("test/gateways/clients/cgi-program.ts");
  afterAll(() => program.remove());
  const gateway = cgi(() => program.path);
  const few = [
    "hello world, list",
    "hello world, async, async generator",
    "two cookies in their order",
    "names in every case, values empty and of every byte",
    "a reason phrase of every byte",
    "HEAD, list",
    "204, list",
    "an error before the head, list",
    "an error after the head, generator",
    "a client that takes 1 chunks, closable",
    "the environ of a path in UTF-8",
    "the environ of headers of any bytes",
    "read() of a body at hand",
    "readline() of a body that arrives",
  ].map((name, i) => [name, proposals[i % proposals.length]!] as const);

  test.each(few.map(([name, model]) => [name, model.name, model] as const))("%s of %s", async (name, _, model) => {
    expect(await differences(named(name), model, gateway)).toEqual([]);
  });
});
