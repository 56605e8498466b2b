/** Claim by claim: the profiles whose results are one and the same, told once. */
import { counterexampleMarkup } from "./html-case.ts";
import { count, html, type Markup, sentence, spaced } from "./html-markup.ts";
import { linkedSource } from "./html-sources.ts";
import { badge, claimAnchor, nameOf, resultAnchor, verdictClass } from "./html-verdict.ts";
import type { Report, Result } from "./report.ts";
import { resultLine, scenesOf, withoutProfile } from "./show.ts";
import type { ProfileEntry } from "./variants.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

interface Member {
  readonly profile: ProfileEntry;
  readonly result: Result;
}

export const claimsMarkup = (report: Report): Markup =>
  html`${report.claims.map(
    (claim) => html`
<article class="claim" id="${claimAnchor(claim.id)}">
<h3>${sentence(claim.claim)}</h3>
<p class="source"><code>${claim.id}</code> <span>${linkedSource(claim.source)}</span></p>${groupsOf(report, claim.id).map((group) => groupMarkup(claim.id, group))}
</article>`,
  )}`;

const worstFirst: readonly Verdict[] = ["corrupts", "refuses", "holds", "not applicable"];

/** Profiles with the same verdict for the same reason by the same counterexample; the worst verdict first. */
function groupsOf({ profiles, results }: Report, claim: string): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const profile of profiles) {
    const result = results[claim]?.[profile.id];
    if (!result) continue;
    const { verdict, counterexample, reason, corpus } = result;
    const told = JSON.stringify([
      verdict,
      counterexample && scenesOf(counterexample, profile.id),
      withoutProfile(reason, profile.id),
      corpus,
    ]);
    groups.set(told, [...(groups.get(told) ?? []), { profile, result }]);
  }
  const rank = ([first]: Member[]): number => worstFirst.indexOf(first!.result.verdict);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function groupMarkup(claim: string, group: readonly Member[]): Markup {
  const { profile, result } = group[0]!;
  const { verdict, counterexample, corpus } = result;
  const reason = result.reason === verdictMarks[result.verdict].meaning ? undefined : withoutProfile(result.reason, profile.id);
  const brief = resultLine(result, profile.id);
  return html`
<details class="result ${verdictClass(verdict)}">
<summary>${badge(verdict)} <span class="who">${spaced(
    group.map(({ profile }) => html`<span>${nameOf(profile)}</span>`),
    html`, `,
  )}</span>${brief === undefined ? undefined : html` <span class="brief">${brief}</span>`}</summary>
<div class="told">
${triedMarkup(claim, group)}
<p>${verdictMarks[verdict].meaning}${reason === undefined ? undefined : html` Reason: <code>${reason}</code>`}</p>${
    counterexample
      ? html`
<h4>Smallest counterexample</h4>
${counterexampleMarkup(counterexample, profile.id)}`
      : undefined
  }${corpus ? corpusMarkup(corpus) : undefined}
</div>
</details>`;
}

function corpusMarkup(names: readonly string[]): Markup {
  const list = html`<ul class="names">${names.map((name) => html`<li><code>${name}</code></li>`)}</ul>`;
  const title = html`Fails on ${count(names.length, "request")} of the corpus`;
  return names.length > 12
    ? html`
<details class="corpus"><summary>${title}</summary>${list}</details>`
    : html`
<h4>${title}</h4>
${list}`;
}

/** Stands first in a result: what a cell of a matrix links to is here, and the verdict is right above. */
const triedMarkup = (claim: string, group: readonly Member[]): Markup => html`<ul class="tried">${group.map(
  ({ profile, result }) => html`
<li id="${resultAnchor(claim, profile.id)}"><b>${nameOf(profile)}</b> ${count(result.runs, "case")}, seed ${result.seed}</li>`,
)}
</ul>`;
