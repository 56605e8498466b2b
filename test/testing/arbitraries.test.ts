/** The generators give what they say, and all of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { readChunk, readHeaders, readStatus } from "../../src/answer.ts";
import { loadCatalog } from "../../src/catalog.ts";
import { charset } from "../../src/codecs/charset.ts";
import { readEnviron, writeEnviron } from "../../src/environ.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Profile } from "../../src/profile.ts";
import { forPython } from "../../src/python-version.ts";
import { arbitraryAnswer, arbitraryEnviron, arbitraryRequest, arbitraryScript, call, scripted } from "../../src/testing/testing.ts";

const { profiles } = await loadCatalog();
const all = profiles.flatMap((profile) => [[profile.id, profile] as const, [`${profile.id}, on Python 2`, forPython(profile, 2)] as const]);
const draw = <T>(arbitrary: fc.Arbitrary<T>, numRuns = 500) => fc.sample(arbitrary, { numRuns, seed: 7 });
const count = <T>(drawn: readonly T[], is: (one: T) => unknown) => drawn.filter(is).length;

describe("arbitraryRequest", () => {
  const drawn = draw(arbitraryRequest());

  test.each<[string, (request: (typeof drawn)[number]) => unknown]>([
    ["percent escapes", ({ target }) => target?.includes("%")],
    ["8-bit bytes in targets", ({ target }) => /[\x80-\xff]/.test(target ?? "")],
    ["%2F", ({ target }) => /%2f/i.test(target ?? "")],
    ["dot segments", ({ target }) => target?.includes("/../")],
    ["asterisks", ({ target }) => target === "*"],
    ["absolute targets", ({ target }) => /^https?:/i.test(target ?? "")],
    ["mounts", ({ scriptName }) => scriptName !== ""],
    ["paths that no UTF-8 decoder reads", ({ pathInfo }) => !Buffer.from(pathInfo, "latin1").toString().includes("\ufffd")],
    ["header values beyond ASCII", ({ headers }) => headers.some(([, value]) => /[\x80-\xff]/.test(value))],
    ["empty header values", ({ headers }) => headers.some(([, value]) => value === "")],
    ["repeated headers", ({ headers }) => headers.filter(([name]) => /^x-model$/i.test(name)).length > 1],
    ["cookies", ({ headers }) => headers.some(([name]) => name === "Cookie")],
    ["underscores in names", ({ headers }) => headers.some(([name]) => name.includes("_"))],
    ["bodies", ({ body }) => Array.isArray(body) && body.length > 1],
    ["bodies that come later", ({ body }) => Symbol.asyncIterator in body],
    ["CGI", ({ target }) => target === undefined],
    ["variables", ({ variables }) => variables?.size],
    ["an application's own", ({ extra }) => extra?.size],
    ["clients that are not known", ({ remoteAddr }) => remoteAddr === undefined],
  ])("has %s", (_, is) => expect(count(drawn, is)).toBeGreaterThan(5));

  test.each(all)("of %s can be written", (_, profile) => {
    for (const request of draw(arbitraryRequest(profile), 100)) writeEnviron(profile, request);
  });

  test("says at once that a profile cannot read anything", () => {
    const utf16 = { ...pep3333, headers: { as: "HTTP_*", codec: charset("utf-32le") } } as const;
    expect(() => draw(arbitraryRequest(utf16))).toThrow(expect.objectContaining({ code: "UNDECODABLE" }));
  });
});

test.each(all)("an arbitrary environ of %s is whole", (_, profile) => {
  for (const environ of draw(arbitraryEnviron(profile), 100)) readEnviron(profile, environ);
});

describe("arbitraryAnswer", () => {
  test.each(all)("of %s means what it says", (_, profile) => {
    for (const { answer, meaning } of draw(arbitraryAnswer<Profile>(profile), 100)) {
      expect({ reason: undefined, ...readStatus(profile, answer.status) }).toEqual({ status: meaning.status, reason: meaning.reason });
      expect(readHeaders(profile, answer.headers)).toEqual(meaning.headers);
      expect(Buffer.concat(answer.body.map((chunk) => readChunk(profile, chunk)))).toEqual(Buffer.from(meaning.body));
    }
  });

  test("is in every type that the model accepts", () => {
    const modWsgi = profiles.find(({ id }) => id === "mod_wsgi")!;
    const drawn = draw(arbitraryAnswer(modWsgi));
    expect(count(drawn, ({ answer }) => typeof answer.status === "string")).toBeGreaterThan(50);
    expect(count(drawn, ({ answer }) => (answer.status as unknown) instanceof Uint8Array)).toBeGreaterThan(50);
  });
});

describe("arbitraryScript", () => {
  const steps = (id: string) => draw(arbitraryScript(profiles.find((profile) => profile.id === id)!)).map(({ script }) => script);

  test.each<[string, string, (script: ReturnType<typeof steps>[number]) => unknown]>([
    ["pep-3333", "write()", ({ steps }) => steps.some((step) => step.do === "write")],
    ["pep-3333", "exc_info", ({ steps }) => steps.some((step) => step.do === "start" && step.excInfo)],
    ["pep-3333", "a start after an empty chunk", ({ steps }) => steps[0]?.do === "chunk"],
    ["pep-3333", "async functions", ({ promised }) => promised],
    ["pep-3333", "async generators", ({ shape }) => shape === "async generator"],
    ["pep-3333", "iterators with close()", ({ shape }) => shape === "closable"],
    ["web3", "the other order", ({ turned }) => turned],
    ["asgi-3", "messages with more_body", ({ steps }) => steps.some((step) => step.do === "chunk" && step.more)],
    ["asgi-3", "messages without a body", ({ steps }) => steps.some((step) => step.do === "chunk" && step.chunk === undefined)],
  ])("of %s has %s", (id, _, is) => expect(count(steps(id), is)).toBeGreaterThan(20));

  test("never writes where a model has no write()", () => {
    expect(count(steps("flat"), ({ steps }) => steps.some((step) => step.do === "write"))).toBe(0);
  });

  // An arbitrary head is odd on purpose, and so is a deprecated call; its order of calls never is.
  const odd = ["NO_CONTENT_TYPE", "REPEATED_HEADER", "ODD_HEADER_NAME", "LEGACY_ORDER", "DEPRECATED_WRITE"] as const;

  test.each(all)("of %s is legal: lint finds nothing but odd heads", async (_, profile) => {
    const findings: string[] = [];
    for (const { script } of draw(arbitraryScript<Profile>(profile), 100)) {
      const app = lint(scripted(profile, script).app, profile, { ignore: odd, report: ({ message }) => findings.push(message) });
      await call(app, profile, "GET /");
    }
    expect(findings).toEqual([]);
  });

  test("is performed in order, and written down", () => {
    const chunk = new Uint8Array(3);
    const { app, events } = scripted(pep3333, {
      shape: "closable",
      promised: false,
      early: true,
      turned: false,
      steps: [
        { do: "start", status: "200 OK", headers: [] },
        { do: "write", chunk },
        { do: "chunk", chunk },
        { do: "fail", error: new Error("mine") },
      ],
    });
    const body = app({} as never, () => () => {}) as Iterable<Uint8Array> & { close(): void };
    expect(() => [...body]).toThrow("mine");
    body.close();
    expect(events).toEqual(["called", "start", "write 3", "chunk 3", "fail", "close"]);
  });
});
