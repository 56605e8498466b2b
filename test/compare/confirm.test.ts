/** CPython as the judge. Pyodide is one: it needs nothing installed. */
import { beforeAll, describe, expect, test } from "vitest";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode from "../../proposals/unicode.ts";
import { loadCatalog } from "../../src/catalog.ts";
import { surrogateescape } from "../../src/codecs/surrogateescape.ts";
import { confirm, sample } from "../../src/compare/confirm.ts";
import { loadCorpus } from "../../src/compare/corpus.ts";
import { startWitness, type Witness } from "../../src/engines/witness.ts";
import { cgiVariables, defineProfile } from "../../src/profile.ts";
import { forPython } from "../../src/python-version.ts";

const { profiles } = await loadCatalog();
const requests = loadCorpus().map(({ request }) => request);
let witness: Witness;
beforeAll(async () => {
  witness = await startWitness();
});

describe("CPython builds the values that the transcoder builds, both ways", () => {
  test.each(profiles.map((profile) => [profile.id, profile] as const))("%s", (_, profile) => {
    const { values, differences } = confirm(profile, sample(profile, requests, { runs: 60, seed: 11 }), witness);
    expect(differences).toEqual([]);
    expect(values).toBeGreaterThan(2000);
  });

  test("and on Python 2, where native strings are bytes", () => {
    for (const profile of profiles) {
      const on2 = forPython(profile, 2);
      expect(confirm(on2, sample(on2, requests.slice(0, 20), { runs: 20, seed: 3 }), witness).differences, profile.id).toEqual([]);
    }
  });
});

describe("a difference is found", () => {
  test("when we decode otherwise than the declaration says", () => {
    const mine = defineProfile({
      ...pep3333,
      id: "mine",
      environ: {
        ...pep3333.environ,
        ...cgiVariables({ ...surrogateescape, python: { type: "str", encoding: "latin-1", errors: "strict" } } as const),
      },
    });
    const { differences } = confirm(mine, sample(mine, requests, { runs: 20, seed: 1 }), witness);
    expect(differences.length).toBeGreaterThan(20);
    expect(differences[0]).toMatchObject({ profile: "mine", what: 'variable {"str":"PATH_INFO"}' });
  });

  test("when we encode otherwise", () => {
    const mine = {
      ...flat,
      id: "mine",
      response: { ...flat.response, headerValue: { accepts: [{ ...surrogateescape, encode: () => "x" as never }] } },
    } as const;
    expect(confirm(mine, sample(mine, [], { runs: 20, seed: 1 }), witness).differences.length).toBeGreaterThan(20);
  });

  test("when one of the two refuses and the other does not", () => {
    const { environ } = unicode;
    const mine = {
      ...unicode,
      id: "mine",
      environ: {
        ...environ,
        PATH_INFO: { ...environ.PATH_INFO, codec: { ...surrogateescape, python: { type: "str", encoding: "utf-8", errors: "strict" } } },
      },
    } as const;
    expect(confirm(mine, sample(mine, requests, { runs: 5, seed: 1 }), witness).differences.some(({ what }) => what === "refusal")).toBe(
      true,
    );
  });
});
