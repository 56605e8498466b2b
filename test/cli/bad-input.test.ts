/** What is wrong is said in one line that names the place; nothing is half-written. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { babelgate } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "babelgate-"));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const oneLine = /^babelgate: [^\n]+\n$/;

describe("a bad option is one line on standard error and exit code 2", () => {
  test.each([
    [["frobnicate"], /unknown command/],
    [["table", "--format", "pdf"], /--format: "pdf" is not one of text, markdown, html, json/],
    [["table", "--python", "4"], /--python: "4" is not one of 2, 3/],
    [["table", "--wat"], /unknown option/],
    [["inspect", "--profile", "wsgi-2", "http://h/"], /--profile: no profile "wsgi-2"; there are wsgi-1.0, /],
    [["inspect", "--mount", "app", "http://h/"], /--mount: "app" is not a path/],
    [["inspect", "--mount", "/app/", "http://h/"], /--mount/],
    [["inspect", "--mount", "/%2F", "http://h/"], /--mount: .* slash at its end/],
    [["inspect", "--mount", "/a%0a", "http://h/"], /--mount/],
    [["inspect", "--scheme", "gopher", "http://h/"], /--scheme: "gopher"/],
    [["inspect", "--scheme", "http", "https://h/"], /--scheme: the URL says https/],
    [["inspect", "ftp://h/"], /begins with http/],
    [["inspect", "http://u:p@h/"], /names a host, and no user/],
    [["inspect", "no-such-file.http"], /cannot read "no-such-file.http": ENOENT/],
    [["transcode", "--from", "flat"], /required option '--to/],
    [["transcode", "--from", "flat", "--to", "x"], /--to: no profile "x"/],
    [["transcode", "--from", "flat", "--to", "web3", "--kind", "body"], /--kind: "body"/],
    [["compare", "--runs", "0"], /--runs: "0" is not a whole number from 1/],
    [["compare", "--runs", "1e3"], /--runs: "1e3"/],
    [["compare", "--seed", "lucky"], /--seed: "lucky" is not a whole number/],
    [["compare", "--seed", "99999999999"], /--seed/],
    [["compare", "--shard", "3/2"], /--shard: "3\/2" is not K\/N/],
    [["compare", "--shard", "0/2"], /--shard/],
    [["compare", "--claims", "path-survives,nonsense"], /--claims: no claim "nonsense"; there are .*path-survives, /],
    [["compare", "--profiles", "flat,,web3"], /--profiles: "flat,,web3" has an empty entry/],
    [["compare", "--out", "/no/such/folder/report.json"], /cannot write \/no\/such\/folder\/report.json: ENOENT/],
    [["compare", "--out", folder], /it is a folder/],
    [["compare", "--out", "package.json/x"], /cannot write package.json\/x: ENOTDIR/],
    [["compare", "--out", "new/"], /cannot write new\/: it is a folder/],
    [["compare", "--merge", "no-such.json"], /--merge: cannot read no-such.json: ENOENT/],
    [["compare", "--merge", "x.json", "--seed", "3"], /--seed and --merge/],
  ] as const)("%j", (args, message) => {
    const { code, out, err } = babelgate(args);
    expect(err).toMatch(oneLine);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
  });
});

describe("a profile of one's own that cannot be used is one line and exit code 2", () => {
  test.each([
    ["throws.mjs", 'throw new RangeError("not\\ntoday");', /throws.mjs loading it failed with RangeError: not \[BAD_PROFILE\]/],
    ["syntax.mjs", "export default {", /syntax.mjs loading it failed with SyntaxError/],
    ["syntax.ts", "export default { a: 1 as };", /syntax.ts loading it failed with/],
    ["nothing.mjs", "export const x = 1;", /nothing.mjs it has no default export/],
    ["number.mjs", "export default 7;", /number.mjs a profile is an object made by defineProfile/],
    [
      "nonsense.mjs",
      'import flat from "babelgate/proposals/flat"; export default { ...flat, id: "mine", convention: "telepathy" };',
      /convention is one of start_response, triple, asgi/,
    ],
    [
      "slot.mjs",
      'import flat from "babelgate/proposals/flat"; export default { ...flat, id: "mine", environ: { ...flat.environ, X: { is: "variable", slot: "aura", codec: flat.headers.codec } } };',
      /mine X no such slot: aura/,
    ],
    [
      "no-path.mjs",
      'import flat from "babelgate/proposals/flat"; const { PATH_INFO, ...environ } = flat.environ; export default { ...flat, id: "mine", environ };',
      /no variable holds the pathInfo/,
    ],
    [
      "twice.mjs",
      'import flat from "babelgate/proposals/flat"; export default { ...flat, id: "mine", environ: { ...flat.environ, P2: flat.environ.PATH_INFO } };',
      /two variables hold the pathInfo/,
    ],
    ["same-id.mjs", 'import flat from "babelgate/proposals/flat"; export default { ...flat };', /flat is the id of another profile/],
    [
      "breaks.mjs",
      'import flat from "babelgate/proposals/flat"; export default { ...flat, id: "mine", headers: { as: "HTTP_*", codec: { ...flat.headers.codec, decode() { return null.x; } } } };',
      /mine \(on the claim [\w-]+\) .*broke with TypeError/,
    ],
  ])("%s", (name, text, message) => {
    const { code, out, err } = babelgate(["compare", "--profile", file(name, text), "--runs", "5", "--no-confirm"]);
    expect(err).toMatch(oneLine);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
  });

  test("CPython does not know its encoding", () => {
    const path = file(
      "encoding.mjs",
      'import flat from "babelgate/proposals/flat"; export default { ...flat, id: "mine", headers: { as: "HTTP_*", codec: { ...flat.headers.codec, python: { type: "str", encoding: "nonesuch", errors: "strict" } } } };',
    );
    const { code, err } = babelgate(["compare", "--profiles", "flat", "--profile", path, "--claims", "path-survives", "--runs", "5"]);
    expect([code, err]).toEqual([
      2,
      "babelgate: mine CPython cannot follow the declaration: LookupError: unknown encoding: nonesuch [BAD_PROFILE]\n",
    ]);
  });

  test("its codec throws, in inspect and in transcode", () => {
    const path = file(
      "throws-late.mjs",
      'import flat from "babelgate/proposals/flat"; const boo = () => { throw 7; }; export default { ...flat, id: "mine", headers: { as: "HTTP_*", codec: { ...flat.headers.codec, decode: boo, encode: boo } } };',
    );
    expect(babelgate(["inspect", "http://h/", "--profile", path, "--json"]).out).toContain("BAD_PROFILE");
    expect(babelgate(["transcode", "--from", path, "--to", "flat"], '[[{"str":"HTTP_X"},{"str":"a"}]]\n')).toMatchObject({
      code: 1,
      err: "",
      out: expect.stringContaining('"code":"BAD_PROFILE"'),
    });
  });

  test("there is no such file", () => {
    expect(babelgate(["inspect", "http://h/", "--profile", "./nowhere.ts"])).toMatchObject({
      code: 2,
      err: "babelgate: ./nowhere.ts there is no such file [BAD_PROFILE]\n",
    });
  });
});

describe("a request that HTTP refuses is one line and exit code 1", () => {
  test.each([
    ["GET / HTTP/1.1\r\nHost: h\r\n", /TRUNCATED/],
    ["", /TRUNCATED/],
    ["GET / HTTP/1.1\nHost: h\n\n", /at 14 .*BAD_LINE_END/],
    ["GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", /BAD_HEADER_VALUE/],
    ["\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", /BAD_|TRUNCATED/],
  ])("%j", (wire, message) => {
    const { code, out, err } = babelgate(["inspect", "--json"], Buffer.from(wire, "latin1"));
    expect(err).toMatch(oneLine);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([1, ""]);
  });
});

describe("reports that do not belong together are not merged, and nothing is written", () => {
  const part = (name: string, shard: string, ...args: string[]) => {
    const path = join(folder, name);
    const { code, err } = babelgate([
      "compare",
      "--profiles",
      "flat",
      "--claims",
      "query-survives,host-survives",
      "--runs",
      "3",
      "--no-confirm",
      "--format",
      "json",
      "--shard",
      shard,
      "--out",
      path,
      ...args,
    ]);
    expect([code, err]).toEqual([0, ""]);
    return path;
  };
  const altered = (name: string, report: string, change: object) =>
    file(name, JSON.stringify({ ...JSON.parse(readFileSync(report, "utf8")), ...change }));
  const first = part("1.json", "1/2");
  const second = part("2.json", "2/2");
  const otherSeed = part("other-seed.json", "2/2", "--seed", "9");
  const whole = join(folder, "whole.json");
  babelgate(["compare", "--profiles", "flat", "--runs", "3", "--no-confirm", "--format", "json", "--out", whole]);

  test.each([
    [[first], /part 2 of 2 is missing/],
    [[first, first], /is part 1, and so is/],
    [[first, otherSeed], /other-seed.json has another seed than/],
    [[first, whole], /whole.json is a whole comparison/],
    [[first, file("not.json", "nope")], /not.json is not JSON/],
    [[first, file("list.json", "[]")], /list.json is no report/],
    [[first, altered("no-results.json", second, { results: {} })], /no part has a verdict on host-survives of flat/],
    [[first, altered("null-claims.json", second, { claims: [null] })], /null-claims.json is a damaged report/],
    [[first, altered("odd-confirmation.json", second, { confirmation: {} })], /odd-confirmation.json is a damaged report/],
    [
      [
        first,
        altered("odd-verdict.json", second, {
          results: { "query-survives": { flat: { verdict: "great", runs: 1, seed: 1, reason: "" } } },
        }),
      ],
      /odd-verdict.json is a damaged report/,
    ],
    [[first, file("damaged.json", '{"format":"babelgate comparison 1"}')], /damaged.json is a damaged report/],
  ])("%#", (files, message) => {
    const { code, out, err } = babelgate(["compare", "--merge", ...files, "--out", join(folder, "merged.txt")]);
    expect(err).toMatch(oneLine);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
    expect(readdirSync(folder).filter((name) => name.includes("merged") || name.endsWith(".part"))).toEqual([]);
  });

  test("those that do are the undivided report", () => {
    const undivided = babelgate([
      "compare",
      "--profiles",
      "flat",
      "--claims",
      "query-survives,host-survives",
      "--runs",
      "3",
      "--no-confirm",
      "--format",
      "json",
    ]);
    expect(babelgate(["compare", "--merge", second, first, "--format", "json"])).toEqual(undivided);
  });
});
