import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { loadCatalog, loadProperties } from "../../src/catalog.ts";
import { defineCodec } from "../../src/codec.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { loadCorpus } from "../../src/compare/corpus.ts";
import { judge } from "../../src/compare/judge.ts";
import type { ValueProperty } from "../../src/compare/property.ts";
import { counterexampleLine } from "../../src/compare/show.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { cgiVariables, defineProfile, only } from "../../src/profile.ts";
import { toHex } from "../../src/wire.ts";

const { proposals, profiles } = await loadCatalog();
const properties = await loadProperties();
const corpus = loadCorpus();
const options = { all: proposals, corpus, runs: 60, seed: 7 };
const property = (id: string) => properties.find((candidate) => candidate.id === id) as ValueProperty;
const profile = (id: string) => profiles.find((candidate) => candidate.id === id)!;
const verdictOf = (claim: string, id: string): Verdict => judge(property(claim), profile(id), options).verdict;
const verdicts = (claim: string) => proposals.map(({ id }) => verdictOf(claim, id)).join(" ");

describe("verdicts, in the order wsgi-1.0, mod_wsgi, unicode, web3, flat, pep-3333, asgi-3", () => {
  test.each([
    ["path-survives", "holds holds holds holds holds holds refuses"],
    ["query-survives", "holds holds holds holds holds holds holds"],
    ["header-survives", "holds holds holds holds holds holds holds"],
    ["cookie-survives", "holds holds holds holds holds holds holds"],
    ["host-survives", "holds holds holds holds holds holds holds"],
    ["utf8-path-is-text", "refuses corrupts holds refuses holds corrupts holds"],
    ["latin1-path-is-text", "refuses holds corrupts refuses corrupts holds corrupts"],
    ["paths-stay-distinct", "holds holds corrupts holds holds holds refuses"],
    ["characters-can-be-told", "refuses refuses holds refuses refuses refuses refuses"],
    ["url-rebuilds", "holds holds holds holds holds holds refuses"],
    ["encoded-slash-can-be-told", "corrupts corrupts holds holds corrupts corrupts holds"],
    ["repeated-headers-stay-apart", "corrupts corrupts corrupts corrupts corrupts corrupts holds"],
    ["status-reaches-the-wire", "holds holds holds holds holds holds holds"],
    ["header-reaches-the-wire", "holds holds holds holds holds holds holds"],
    ["body-reaches-the-wire", "holds holds holds holds holds holds holds"],
    ["unsendable-characters-are-refused", "not applicable holds holds not applicable not applicable holds not applicable"],
    ["heads-cannot-be-split", "holds holds holds holds holds holds holds"],
    ["environ-is-printable", "refuses refuses refuses refuses refuses holds refuses"],
    ["literals-compare", "refuses holds holds corrupts holds holds corrupts"],
    ["values-survive-other-models", "refuses refuses corrupts refuses corrupts refuses holds"],
  ])("%s: %s", (claim, expected) => {
    expect(verdicts(claim)).toBe(expected);
  });

  test("do not depend on the seed", () => {
    for (const claim of properties.filter((claim) => !("settle" in claim))) {
      for (const candidate of proposals) {
        const found = [2, 3, 5].map((seed) => judge(claim as ValueProperty, candidate, { ...options, seed, runs: 30 }).verdict);
        expect(new Set(found).size, `${claim.id} ${candidate.id}`).toBe(1);
      }
    }
  });
});

describe("variants differ where they are meant to", () => {
  test.each([
    ["mod_wsgi@raw", "encoded-slash-can-be-told", "holds"],
    ["unicode@arm", "url-rebuilds", "corrupts"],
    ["wsgi-1.0@native-keys", "literals-compare", "corrupts"],
    ["wsgi-1.0@latin-1", "utf8-path-is-text", "corrupts"],
    ["asgi-3@replace", "path-survives", "corrupts"],
    ["asgi-3@replace", "paths-stay-distinct", "corrupts"],
    ["web3@r2", "encoded-slash-can-be-told", "holds"],
    ["flat@triple", "environ-is-printable", "refuses"],
  ])("%s: %s %s", (id, claim, expected) => {
    expect(verdictOf(claim, id)).toBe(expected);
  });
});

describe("counterexamples", () => {
  const shown = (claim: string, id: string) => {
    const { requests, ...rest } = judge(property(claim), profile(id), options).counterexample!;
    return counterexampleLine({ ...rest, ...(requests && { requests: requests.map(toHex) }) }, id);
  };

  test("are the smallest that were found", () => {
    expect(shown("latin1-path-is-text", "flat")).toBe("GET /%C3%A9 → PATH_INFO '/é', not '/Ã©'");
    expect(shown("paths-stay-distinct", "unicode")).toMatch(/^GET \/%.. → PATH_INFO '\/.'.*; GET \/%C[23]%.. → /);
    expect(shown("repeated-headers-stay-apart", "pep-3333")).toBe("GET /, X-Model: 1, X-Model: 2 → HTTP_X_MODEL '1, 2'");
    expect(shown("values-survive-other-models", "flat")).toContain("'/\\udcc3\\udca9' → '/é' through");
  });

  test("name the requests of the corpus that fail as well", () => {
    expect(judge(property("utf8-path-is-text"), profile("pep-3333"), options).corpus).toContain("emoji-path");
    expect(judge(property("path-survives"), profile("asgi-3"), options).corpus).toContain("percent-ff-in-path");
  });

  test("are the same for the same seed", () => {
    const once = () => judge(property("latin1-path-is-text"), profile("flat"), { ...options, seed: 42 });
    expect(once()).toEqual(once());
  });
});

describe("a profile that breaks", () => {
  const base = { ...pep3333, id: "mine" };

  test("by throwing something else than a refusal is named, with the claim", () => {
    const faulty = defineCodec({
      name: "faulty",
      type: "native",
      total: true,
      python: { type: "bytes" },
      decode: (): string => JSON.parse("{"),
      encode: () => new Uint8Array(),
    });
    const mine = defineProfile({ ...base, environ: { ...base.environ, ...cgiVariables(faulty) } });
    expect(() => judge(property("path-survives"), mine, options)).toThrow(
      /^mine \(on the claim path-survives\) REQUEST_METHOD a codec broke with SyntaxError: .* \[BAD_PROFILE\]$/,
    );
  });

  test("by losing bytes corrupts", () => {
    const lossy = defineCodec({
      name: "ascii",
      type: "native",
      total: true,
      python: { type: "str", encoding: "ascii", errors: "replace" },
      decode: (wire) =>
        Buffer.from(wire)
          .toString("latin1")
          .replace(/[\x80-\xff]/g, "?"),
      encode: (value: string) => Buffer.from(value, "latin1"),
    });
    const mine = defineProfile({ ...base, environ: { ...base.environ, ...cgiVariables(lossy) } });
    const { verdict, counterexample } = judge(property("path-survives"), mine, options);
    expect(verdict).toBe("corrupts");
    expect(counterexample?.requests?.join()).toMatch(/^GET \/%E9 HTTP/);
  });
});

describe("a model whose answers are UTF-8", () => {
  test("can send what ISO-8859-1 cannot, and does not corrupt it", () => {
    const response = { ...pep3333.response, status: only(utf8), headerName: only(utf8), headerValue: only(utf8) };
    const mine = defineProfile({ ...pep3333, id: "mine", response });
    expect(judge(property("unsendable-characters-are-refused"), mine, options).verdict).toBe("holds");
    expect(judge(property("header-reaches-the-wire"), mine, options).verdict).toBe("holds");
  });
});
