import { describe, expect, test } from "vitest";
import type { BytesDict } from "../../src/bytes-dict.ts";
import type { App } from "../../src/conventions/app.ts";
import { BodyInput } from "../../src/input.ts";
import { type Finding, LintError } from "../../src/lint/finding.ts";
import { lint, lintAnswer, lintEnviron } from "../../src/lint/lint.ts";
import { lintRules } from "../../src/lint/rules.ts";
import { bytes } from "../spec/helpers.ts";
import { bad } from "./bad.ts";
import { type Any, type AnyApp, answering, type Case, environ, ok, plain, post, serve } from "./fake.ts";
import { good } from "./good.ts";
import { all, asgi3, flat, pep3333, web3, wsgi10 } from "./profiles.ts";

/** `CODE: a sentence` */
const titled = (cases: readonly Case[]) => cases.map((one): [string, Case] => [`${one.rule}: ${one.name}`, one]);

async function findingsOf({ run }: Case): Promise<Finding[]> {
  const findings: Finding[] = [];
  await run({ report: (finding) => findings.push(finding) }).catch((error) => {
    // What is wrong may well fail later on.
    if (findings.length === 0) throw error;
  });
  return findings;
}

describe("what is right", () => {
  test.each(titled(good))("%s", async (_, one) => {
    expect(await findingsOf(one)).toStrictEqual([]);
  });
});

describe("what is wrong", () => {
  test.each(titled(bad))("%s", async (_, one) => {
    const findings = await findingsOf(one);
    expect([...new Set(findings.map(({ code }) => code))]).toStrictEqual([one.rule]);
    await expect(one.run({})).rejects.toBeInstanceOf(LintError);
  });
});

describe("the two lists", () => {
  const codes = Object.keys(lintRules).sort();
  const rulesOf = (cases: readonly Case[]) => [...new Set(cases.map(({ rule }) => rule))].sort();

  test("each have a case of every rule", () => {
    expect(rulesOf(good)).toStrictEqual(codes);
    expect(rulesOf(bad)).toStrictEqual(codes);
  });

  test("say each thing once", () => {
    for (const names of [good, bad].map((cases) => titled(cases).map(([name]) => name)))
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toStrictEqual([]);
  });

  // Of unicode, 24 is a bug of cheroot's; of Rack, 22 is about the tags of Ruby's strings.
  test.each([
    ["wsgi-1.0", [16, 17, 18, 19, 20, 21, 22, 23, 24]],
    ["mod-wsgi", [20, 21, 22, 23, 24, 25, 26]],
    ["unicode", [19, 20, 21, 22, 23]],
    ["web3", [17, 18, 19, 20, 21, 22, 23, 24, 25, 26]],
    ["flat", [21, 22, 23, 24, 25, 26]],
    ["pep-3333", [17, 18, 19, 20, 21, 22, 23, 24, 25, 26]],
    ["asgi", [19, 20, 21, 22, 23, 24, 25]],
    ["cgi-os-environ", [17, 18, 19, 20, 21]],
    ["node-and-fetch", [20, 21, 22, 23, 24, 25]],
    ["psgi", [18, 19, 20, 21, 22, 23, 24, 25]],
    ["rack", [18, 19, 20, 21, 23, 24, 25, 26]],
  ])("have everything that %s rejects", (document, vectors) => {
    const named = bad.flatMap(({ name }) => {
      const [, of, number] = /\[([\w.-]+) vector (\d+), (?:stated|observed|verified|derived)\]$/.exec(name) ?? [];
      return of === document ? [Number(number)] : [];
    });
    expect(vectors.filter((vector) => !named.includes(vector))).toStrictEqual([]);
  });

  test("find what a rule says of whom, and of which conventions", async () => {
    for (const one of bad) {
      for (const { code, side, profile } of await findingsOf(one)) {
        const rule = lintRules[code];
        const convention = all.find(({ id }) => id === profile)!.convention;
        expect(rule.side === "either" || rule.side === side, `${one.name}: ${side}`).toBe(true);
        expect(rule.conventions === "all" || rule.conventions.includes(convention as never), `${one.name}: ${convention}`).toBe(true);
      }
    }
  });
});

describe("a finding", () => {
  test("has a code, a side, a source and a place", () => {
    expect(lintEnviron(pep3333, environ(pep3333, { PATH_INFO: "/\u20ac" }))).toStrictEqual([
      {
        code: "UNENCODABLE",
        side: "server",
        source: "RFC 3875, 4.1.5",
        profile: "pep-3333",
        key: "PATH_INFO",
        offset: 1,
        message: "pep-3333 PATH_INFO at 1 U+20AC is not in latin-1 [UNENCODABLE]",
      },
    ]);
  });

  test("is thrown at whoever breaks the rule", () => {
    const app = lint(() => new Set<Uint8Array>(), pep3333) as AnyApp;
    const body = app(environ(pep3333), () => () => {});
    const finding = expect.objectContaining({ code: "NOT_STARTED", source: "PEP 3333, Specification Details" });
    expect(() => [...body]).toThrow(expect.objectContaining({ name: "LintError", finding }));
  });

  test("keeps what a codec said as its cause", () => {
    const app = lint(answering(pep3333, { body: ["x"] }) as never, pep3333) as AnyApp;
    expect(() => app(environ(pep3333), () => () => {})).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "WRONG_TYPE" }) }),
    );
  });

  test("is not made of a rule that is ignored", async () => {
    await serve(pep3333, answering(pep3333, { headers: [] }), { ignore: ["NO_CONTENT_TYPE"] });
    expect(lintEnviron(pep3333, environ(pep3333, { HTTP_PROXY: "x" }), { ignore: ["HTTPOXY"] })).toStrictEqual([]);
  });

  test("is one of several: all that is wrong with an environ", () => {
    const codes = lintEnviron(web3, environ(web3, { SERVER_PORT: 80, SCRIPT_NAME: bytes("/"), QUERY_STRING: undefined }));
    expect(codes.map(({ code, key }) => `${code} ${key}`).sort()).toStrictEqual([
      "LONE_SLASH SCRIPT_NAME",
      "MISSING_VARIABLE QUERY_STRING",
      "WRONG_TYPE SERVER_PORT",
    ]);
  });
});

describe("an answer in memory", () => {
  test("is held to the declaration without a call", () => {
    expect(lintAnswer(flat, { status: bytes("200 OK"), headers: plain(flat), body: [bytes("hi")] })).toStrictEqual([]);
    const headers = [...plain(flat), ["X A", "v"], [bytes("Content-Length"), bytes("3")]] as never;
    const found = lintAnswer(flat, { status: bytes("20 OK"), headers, body: ["hi"] as never });
    expect(found.map(({ code, key }) => `${code} ${key}`)).toStrictEqual([
      "BAD_STATUS status",
      "WRONG_TYPE headers[1]",
      "WRONG_TYPE body[0]",
    ]);
  });

  test("to HEAD has no body", () => {
    const answer = { status: 200, headers: plain(asgi3, ["content-length", "5"]), body: [] };
    expect(lintAnswer(asgi3, answer).map(({ code }) => code)).toStrictEqual(["BODY_TOO_SHORT"]);
    expect(lintAnswer(asgi3, answer, { method: "HEAD" })).toStrictEqual([]);
  });
});

describe("lint stays out of the way", () => {
  const call = (app: AnyApp, given: Any = environ(pep3333)): Any => (lint(app as never, pep3333) as AnyApp)(given, () => () => {});
  const respond =
    (body: Any): AnyApp =>
    (_environ, start) => {
      start(ok(pep3333), plain(pep3333));
      return body;
    };

  test("what answers at once does so still, and what takes its time does", async () => {
    expect(call(respond([])) instanceof Promise).toBe(false);
    expect(call(async (...args) => respond([])(...args)) instanceof Promise).toBe(true);
    expect((lint((() => [ok(web3), plain(web3), []]) as never, web3) as AnyApp)(environ(web3)) instanceof Promise).toBe(false);
  });

  test("chunks are the application's own, and so is a list of them", () => {
    const chunks = [bytes("a"), bytes("b")];
    expect(call(respond(chunks))).toBe(chunks);
    const closable = Object.assign([...chunks], { close() {} });
    const body = call(respond(closable));
    expect(Array.isArray(body)).toBe(true);
    expect(body.length).toBe(2);
    for (const [i, part] of [...body].entries()) expect(part).toBe(chunks[i]);
  });

  test("nothing is taken before it is asked for", () => {
    const steps: string[] = [];
    const body = call(function* (_environ, start) {
      steps.push("called");
      start(ok(pep3333), plain(pep3333));
      yield bytes("a");
      steps.push("asked again");
      yield bytes("b");
    });
    const iterator = body[Symbol.iterator]();
    expect(steps).toStrictEqual([]);
    iterator.next();
    expect(steps).toStrictEqual(["called"]);
    iterator.next();
    expect(steps).toStrictEqual(["called", "asked again"]);
  });

  test("a generator that is ended runs its finally", () => {
    let ended = false;
    const body = call(function* (_environ, start) {
      start(ok(pep3333), plain(pep3333));
      try {
        yield bytes("a");
      } finally {
        ended = true;
      }
    });
    for (const _ of body) break;
    expect(ended).toBe(true);
  });

  test("a body of a class keeps its class and its private fields", () => {
    class File {
      #chunks = [bytes("a")];
      close() {
        this.#chunks = [];
      }
      *[Symbol.iterator]() {
        yield* this.#chunks;
      }
      get left() {
        return this.#chunks.length;
      }
    }
    const body = call(respond(Object.freeze(new File())));
    expect(body).toBeInstanceOf(File);
    expect([...body]).toStrictEqual([bytes("a")]);
    body.close();
    expect(body.left).toBe(0);
  });

  test("the environ is the server's own, and its input still a stream of ours", async () => {
    const given = environ(pep3333, {}, post("abc"));
    let seen: Any;
    call((environ, start) => {
      seen = environ;
      return respond(new Set())(environ, start);
    }, given);
    expect(seen).toBe(given);
    expect(seen["wsgi.input"]).toBeInstanceOf(BodyInput);
    const chunks: Uint8Array[] = [];
    for await (const part of seen["wsgi.input"].chunks()) chunks.push(part);
    expect(chunks).toStrictEqual([bytes("abc")]);
  });

  test("a dictionary of bytes keys has watched streams under them", () => {
    const given: BytesDict = environ(wsgi10, {}, post("abc"));
    (lint(answering(wsgi10) as never, wsgi10) as AnyApp)(given, () => () => {});
    expect(given.getOther(bytes("wsgi.input"))).toBeInstanceOf(BodyInput);
  });

  test("an application keeps its type", () => {
    const app: App<typeof pep3333> = lint((environ, start) => {
      start("200 OK", [["Content-Type", environ.REQUEST_METHOD]]);
      return [bytes("hi")];
    }, pep3333);
    expect(app).toBeTypeOf("function");
    // @ts-expect-error -- a body of PEP 3333 is bytes
    expect(() => lint(() => ["x"], pep3333)).not.toThrow();
    // @ts-expect-error -- an application of PEP 444 is no application of PEP 3333
    expect(() => lint(() => [bytes("200 OK"), [], []], pep3333)).not.toThrow();
  });

  test("lint of lint is lint", async () => {
    for (const profile of [pep3333, web3, asgi3]) {
      const findings: Finding[] = [];
      const twice = lint(lint(answering(profile) as never, profile as never) as never, profile as never) as AnyApp;
      await serve(profile, twice, { report: (finding) => findings.push(finding) });
      expect(findings).toStrictEqual([]);
    }
  });
});
