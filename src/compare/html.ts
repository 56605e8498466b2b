/** A comparison as one HTML page that needs nothing else: no network, no second file, no script to be read. */
import { createHash } from "node:crypto";
import type { Table } from "../table.ts";
import { claimsMarkup } from "./html-claims.ts";
import { alarm, confirmationMarkup } from "./html-confirmation.ts";
import { count, grouped, html, type Markup, verbatim } from "./html-markup.ts";
import { proposalsMatrix, variantsMatrix } from "./html-matrix.ts";
import { proposalsList, proposalsTable } from "./html-proposals.ts";
import { script } from "./html-script.ts";
import { style } from "./html-style.ts";
import { badge, verdictOrder } from "./html-verdict.ts";
import { confirmedValues, type Report } from "./report.ts";
import { baseOf, proposalsIn } from "./variants.ts";
import { verdictMarks } from "./verdict.ts";

/** The page. The same report and table give the same bytes. */
export function htmlReport(report: Report, table: Table): string {
  const variants = report.profiles.some((profile) => baseOf(profile, report));
  return `${
    html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest(script)}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="babelgate ${report.version}">
<title>Python string models, compared by babelgate</title>
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
</head>
<body>
<header>
<h1>What each string model does to a request</h1>
${introduction(report)}${alarm(report)}
<nav aria-label="Sections"><a href="#proposals">Proposals</a> <a href="#verdicts">Verdicts</a> ${variants ? html`<a href="#variants">Variants</a> ` : undefined}<a href="#claims">Claim by claim</a> <a href="#confirmation">Confirmation</a> <a href="#method">Method</a></nav>
</header>
<main>
<section id="proposals">
<h2>The proposals</h2>${proposalsTable(table)}${proposalsList(report)}
</section>
<section id="verdicts">
<h2>Verdicts</h2>
${key}${proposalsMatrix(report)}
</section>${
      variants
        ? html`
<section id="variants">
<h2>Variants</h2>
<p>Sources disagree about some proposals. The other readings were judged as well.</p>${variantsMatrix(report)}
</section>`
        : undefined
    }
<section id="claims">
<h2>Claim by claim</h2>
${legend}${claimsMarkup(report)}
</section>
<section id="confirmation">
<h2>Confirmation by CPython</h2>${confirmationMarkup(report)}
</section>
<section id="method">
<h2>How it was compared</h2>
${method(report)}
</section>
</main>
<script>${verbatim(script)}</script>
</body>
</html>
`.markup
  }`;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

function introduction(report: Report): Markup {
  const { claims, corpus, confirmation } = report;
  const confirmed = confirmation
    ? html` CPython ${confirmation.python} built ${grouped(confirmedValues(report))} of the same values by itself, as an independent check.`
    : undefined;
  return html`<p class="lead">A web server has bytes; a Python application wants strings. Every proposal for WSGI on Python 3 says in its own way which string stands for which bytes. Here ${count(claims.length, "claim")} about what should come of them ${claims.length === 1 ? "is" : "are"} tried on ${count(proposalsIn(report).length, "proposal")}: on known traps, on a corpus of ${count(corpus, "request")}, and on generated ones. Where a claim fails, the smallest case that shows it is kept.${confirmed}</p>`;
}

const key = html`<ul class="key">${verdictOrder.map(
  (verdict) => html`
<li>${badge(verdict)} ${verdictMarks[verdict].meaning}</li>`,
)}
</ul>`;

const legend = html`<p class="legend">Values are shown as Python prints them. <mark class="letter">é</mark> is a character beyond ASCII, <mark class="escape">\\xe9</mark> a byte or a character that cannot be printed, <mark class="undecoded">\\udce9</mark> or <mark class="undecoded">�</mark> stands where bytes could not be decoded. <button type="button" id="open-all" aria-pressed="false" hidden>Open all results</button></p>`;

const method = ({ version, seed, runs, corpus, shard }: Report): Markup => html`<dl class="facts">
<div><dt>babelgate</dt><dd>${version}</dd></div>
<div><dt>Seed</dt><dd>${seed}</dd></div>
<div><dt>Generated cases a claim and model</dt><dd>${grouped(runs)}</dd></div>
<div><dt>Requests of the corpus</dt><dd>${grouped(corpus)}</dd></div>${
  shard
    ? html`
<div><dt>Part of a divided comparison</dt><dd>${shard.index} of ${shard.count}</dd></div>`
    : undefined
}
</dl>
<p>Every claim varies one part of the request or the answer, so that its verdict blames that part. It is tried on byte strings that are some model's escape syntax or an encoding's corner, on the requests of the corpus, and on generated cases. One corrupted case outweighs any number of refused ones. The smallest failing case is kept. The same version, seed and number of runs give the same report.</p>`;
