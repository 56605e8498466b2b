/** Types that only Python has, which an answer may be in or not: what the specifications' vectors say of them. */
import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import modWsgi from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import web3 from "../../proposals/web3.ts";
import wsgi10 from "../../proposals/wsgi-1.0.ts";
import type { Profile } from "../../src/profile.ts";
import { python3 } from "../python.ts";
import { later } from "../spec/later.ts";
import { hosting } from "./hosting.ts";

/** By document and vector: the model, and functions of apps/types.py that it refuses. */
const refused: Readonly<Record<string, readonly [Profile, ...string[]]>> = {
  "wsgi-1.0 18": [wsgi10, "bytes_headers_in_a_tuple"],
  "mod-wsgi 24": [modWsgi, "headers_in_a_tuple", "a_header_as_a_list"],
  "web3 22": [web3, "triple_headers_in_a_tuple"],
  "flat 24": [flat, "a_value_as_bytearray", "a_value_as_memoryview"],
  "pep-3333 20": [pep3333, "headers_in_a_tuple", "a_header_as_a_list"],
};

test("every vector that is left to the engines is stated here", () => {
  const left = later.filter(({ belongsTo }) => belongsTo === "engines").map(({ document, vector }) => `${document} ${vector}`);
  expect(Object.keys(refused)).toEqual(left);
});

describe.skipIf(!python3)("an answer in another type than its model has", () => {
  const cases = Object.entries(refused).flatMap(([vector, [profile, ...names]]) => names.map((name) => [vector, profile, name] as const));
  test.for(cases)("is a 500, and the log says which [%s, stated]", async ([, profile, name]) => {
    const { ask, logged } = await hosting({ app: `types.py:${name}`, profile });
    expect((await ask("GET /")).response).toMatchObject({ status: 500, headers: expect.not.arrayContaining([["X-A", "v"]]) });
    expect(logged()).toMatch(/headers(\[0\])?.* is \w+, not .*\[WRONG_TYPE\]|headers\[0\].* is not a pair.*\[WRONG_TYPE\]/);
  });
});

describe.skipIf(!python3)("an answer", () => {
  test("may be of classes that are derived from those of its model", async () => {
    const { ask } = await hosting({ app: "types.py:derived", profile: pep3333 });
    const { response, text } = await ask("GET /");
    expect([response.headers, text]).toEqual([[["X-A", "v"]], "derived"]);
  });

  test("of ASGI has headers in tuples or lists (ASGI, Response Start)", async () => {
    const { ask } = await hosting({ app: "types.py:asgi_headers_as_lists", profile: asgi3 });
    const { response, text } = await ask("GET /");
    expect([response.headers, text]).toEqual([
      [
        ["x-a", "v"],
        ["x-b", "w"],
      ],
      "lists",
    ]);
  });
});
