import { describe, expect, test } from "vitest";
import { htmlReport } from "../../src/compare/html.ts";
import type { Report, Result } from "../../src/compare/report.ts";
import { verdictMarks } from "../../src/compare/verdict.ts";
import type { Table } from "../../src/table.ts";

const hex = (wire: string) => Buffer.from(wire, "latin1").toString("hex");
const holds: Result = { verdict: "holds", runs: 12, seed: 7, reason: verdictMarks.holds.meaning };
const evil = "\"><script>alert('x')</script>";

const corrupts: Result = {
  verdict: "corrupts",
  runs: 34,
  seed: 7,
  counterexample: {
    requests: [hex(`GET /\xe9 HTTP/1.1\r\nX-Quote: "it's" ${evil}\r\n\r\n`)],
    made: [[[{ str: "PATH_INFO" }, { str: "/\udce9\ufffd<b>" }]]],
  },
  reason: verdictMarks.corrupts.meaning,
  corpus: ["latin1-path"],
};
const refuses: Result = {
  verdict: "refuses",
  runs: 3,
  seed: 7,
  reason: "flat PATH_INFO at 1 \ud800 is not in UTF-8 [UNENCODABLE]",
  counterexample: { answer: { status: { str: "200 €" } }, made: { str: "flat status at 4 [UNENCODABLE]" } },
};
const none: Result = { verdict: "not applicable", runs: 0, seed: 7, reason: "answers are bytes" };

const report: Report = {
  format: "babelgate comparison 1",
  version: "1.2.3",
  seed: 7,
  runs: 200,
  corpus: 149,
  profiles: [
    { id: "flat", title: "flat", about: "Native strings.", source: "https://wsgi.readthedocs.io/en/latest/python3.html" },
    { id: "flat@triple", title: "flat", about: "The same.", source: "javascript:alert(1)" },
    { id: "flat@other", title: "flat", about: "Another.", source: "not an address" },
    { id: "evil", title: evil, about: `${evil} \udcff \u202e`, source: `https://example.org/?${evil}` },
  ],
  claims: [
    { id: "path-survives", claim: "the path handed on is the path that arrived", source: "RFC 3875, 4.1.5; encode/uvicorn#261" },
    { id: "cookie-survives", claim: "a cookie survives", source: "PEP 333, x; web-sig 2009-September/004020; CWE-113; elsewhere" },
  ],
  results: {
    "path-survives": { flat: holds, "flat@triple": holds, "flat@other": refuses, evil: corrupts },
    "cookie-survives": { flat: holds, "flat@triple": holds, "flat@other": none, evil: holds },
  },
  confirmation: { python: "3.14.2", profiles: { flat: 11950, evil: 1 }, differences: [] },
};

const table: Table = {
  columns: [
    { id: "a", title: "A" },
    { id: "b", title: "B" },
    { id: "c", title: "C" },
  ],
  rows: [
    { slot: "PATH_INFO", cells: { a: "bytes", b: "native", c: "native" } },
    { slot: "body", cells: { a: "bytes", b: "bytes", c: "bytes" } },
  ],
};

const page = htmlReport(report, table);

describe("the page", () => {
  test("is the same for the same report", () => {
    expect(htmlReport(structuredClone(report), structuredClone(table))).toBe(page);
  });

  test("is well-formed text, whatever the report holds", () => {
    expect(page.isWellFormed()).toBe(true);
    expect(page).not.toMatch(/[\u202e\0-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(page).toContain("\\udcff \\u202e");
  });

  test("asks nothing of the network", () => {
    expect(page).not.toMatch(/\ssrc=|@import|url\(|<link (?!rel="icon" href="data:,")/);
    expect(page).toContain("default-src 'none'");
  });

  test("takes no markup from titles, headers or values", () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain("alert('x')");
    expect(page).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    expect(page).toContain("X-Quote: &quot;it&#39;s&quot;");
    expect(page).toContain("&lt;b&gt;");
  });

  test("links to addresses of the web only", () => {
    expect(page).not.toContain('href="javascript:');
    expect(page).toContain('href="https://wsgi.readthedocs.io/en/latest/python3.html"');
  });

  test("links the sections, mails and issues that a claim names", () => {
    const links = [...page.matchAll(/href="(https:[^"]*)"[^>]*>([^<]*)</g)].map(([, address, text]) => [text, address]);
    expect(links).toEqual(
      expect.arrayContaining([
        ["RFC 3875, 4.1.5", "https://www.rfc-editor.org/rfc/rfc3875#section-4.1.5"],
        ["encode/uvicorn#261", "https://github.com/encode/uvicorn/issues/261"],
        ["PEP 333", "https://peps.python.org/pep-0333/"],
        ["web-sig 2009-September/004020", "https://mail.python.org/pipermail/web-sig/2009-September/004020.html"],
        ["CWE-113", "https://cwe.mitre.org/data/definitions/113.html"],
      ]),
    );
  });
});

describe("the proposals table", () => {
  test("joins neighbours that are equal", () => {
    expect(page).toContain('<td class="bytes">bytes</td><td colspan="2" class="native">native</td>');
    expect(page).toContain('<td colspan="3" class="bytes">bytes</td>');
  });
});

describe("results", () => {
  test("escapes stand out: an undecodable byte of the request, and what the model made of it", () => {
    expect(page).toContain('GET /<mark class="escape">\\xe9</mark> HTTP/1.1');
    expect(page).toContain('<mark class="undecoded">\\udce9�</mark>&lt;b&gt;');
  });

  test("profiles with one and the same result share its details", () => {
    const [, together] = /<details class="result v-holds">.*?<ul class="tried">(.*?)<\/ul>/s.exec(page)!;
    expect(together).toContain('id="path-survives--flat"');
    expect(together).toContain('id="path-survives--flat@triple"');
  });

  test("a reason and corpus requests are told", () => {
    expect(page).toContain("PATH_INFO at 1 \\ud800 is not in UTF-8 [UNENCODABLE]");
    expect(page).toContain("Fails on 1 request of the corpus");
    expect(page).toContain("answers are bytes");
  });

  test("a variant that changes no verdict takes one line", () => {
    expect(page).toContain("<code>flat@triple</code> has the verdicts of flat throughout.");
  });

  test("every anchor is there", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });
});

describe("confirmation", () => {
  test("says how many values CPython built alike", () => {
    expect(page).toContain("11,951 values are the same, and none differs.");
    expect(page).not.toContain('role="alert"');
  });

  test("differences are announced at the top", () => {
    const differences = [{ profile: "flat", what: "variable PATH_INFO", ours: { str: "/\udcff" }, python: undefined }];
    const alarmed = htmlReport({ ...report, confirmation: { ...report.confirmation!, differences } }, table);
    expect(alarmed).toContain('role="alert"><strong>1 value differs from what CPython makes.</strong>');
    expect(alarmed).toContain("{&quot;str&quot;:&quot;/\\udcff&quot;}");
    expect(alarmed).toContain("<code>nothing</code>");
  });

  test("a report without CPython says so", () => {
    expect(htmlReport({ ...report, confirmation: null }, table)).toContain("CPython was not asked");
  });

  test("a part of a divided comparison says what it lacks", () => {
    const part = htmlReport(
      { ...report, shard: { index: 1, count: 2 }, results: { "path-survives": { flat: holds }, "cookie-survives": {} } },
      table,
    );
    expect(part).toContain('<td class="untried">not in this part</td>');
    expect(part).toContain("1 of 2");
  });
});
