/** The matrices: claims by proposals, and the claims on which a variant differs from its proposal. */
import { html, type Markup, sentence, spaced } from "./html-markup.ts";
import { badge, claimAnchor, nameOf, proposalAnchor, resultAnchor, verdictClass, verdictOrder } from "./html-verdict.ts";
import type { Report } from "./report.ts";
import { baseOf, type ProfileEntry, proposalsIn } from "./variants.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

type Claim = Report["claims"][number];

const verdictIn = ({ results }: Report, claim: Claim, { id }: ProfileEntry): Verdict | undefined => results[claim.id]?.[id]?.verdict;

/** Claims as rows, proposals as columns. */
export function proposalsMatrix(report: Report): Markup {
  const columns = proposalsIn(report);
  const differing = report.claims.filter((claim) => new Set(columns.map((profile) => verdictIn(report, claim, profile))).size > 1);
  const same = report.claims.length - differing.length;
  return html`
<p class="filter"><label><input type="checkbox" id="only-differing"> Only the ${differing.length} claims on which the proposals differ${same > 0 ? html` (hides ${same})` : undefined}</label></p>
<div class="scroll" role="region" aria-label="Claims by proposals" tabindex="0">
<table class="matrix" id="matrix">
<thead><tr><th scope="col">Claim</th>${columns.map(columnHead)}</tr></thead>
<tbody>${report.claims.map(
    (claim) => html`
<tr${differing.includes(claim) ? undefined : html` class="agreed"`}><th scope="row"><a href="#${claimAnchor(claim.id)}">${sentence(claim.claim)}</a></th>${columns.map((profile) => verdictCell(report, claim, profile))}</tr>`,
  )}
</tbody>
<tfoot><tr><th scope="row">Of ${report.claims.length} claims</th>${columns.map((profile) => html`<td>${tally(report, profile)}</td>`)}</tr></tfoot>
</table>
</div>`;
}

/** One line for each variant that changes nothing, and a matrix of what the others change. */
export function variantsMatrix(report: Report): Markup {
  const variants = report.profiles.flatMap((profile) => {
    const base = baseOf(profile, report);
    return base
      ? [{ profile, base, changed: report.claims.filter((claim) => verdictIn(report, claim, profile) !== verdictIn(report, claim, base)) }]
      : [];
  });
  const idle = variants.filter(({ changed }) => changed.length === 0);
  const telling = variants.filter(({ changed }) => changed.length > 0);
  const rows = report.claims.filter((claim) => telling.some(({ changed }) => changed.includes(claim)));
  const lines = idle.map(
    ({ profile, base }) => html`
<p class="idle"><code>${profile.id}</code> has the verdicts of ${nameOf(base)} throughout.</p>`,
  );
  if (telling.length === 0) return html`${lines}`;
  return html`${lines}
<p>On these claims a variant has another verdict than its proposal.</p>
<div class="scroll" role="region" aria-label="Claims on which a variant differs" tabindex="0">
<table class="matrix" id="variants-matrix">
<thead><tr><th scope="col">Claim</th>${telling.map(({ profile }) => columnHead(profile))}</tr></thead>
<tbody>${rows.map(
    (claim) => html`
<tr><th scope="row"><a href="#${claimAnchor(claim.id)}">${sentence(claim.claim)}</a></th>${telling.map(({ profile, base, changed }) =>
      changed.includes(claim)
        ? verdictCell(
            report,
            claim,
            profile,
            html`<span class="unlike">${nameOf(base)} ${verdictIn(report, claim, base) ?? "not tried"}</span>`,
          )
        : html`<td class="as-base"><a href="#${resultAnchor(claim.id, profile.id)}">as ${nameOf(base)}</a></td>`,
    )}</tr>`,
  )}
</tbody>
</table>
</div>`;
}

const columnHead = (profile: ProfileEntry): Markup =>
  html`<th scope="col"><a href="#${proposalAnchor(profile.id)}">${nameOf(profile)}</a></th>`;

function verdictCell(report: Report, claim: Claim, profile: ProfileEntry, aside?: Markup): Markup {
  const verdict = verdictIn(report, claim, profile);
  if (verdict === undefined) return html`<td class="untried">not in this part</td>`;
  return html`<td class="${verdictClass(verdict)}"><a href="#${resultAnchor(claim.id, profile.id)}">${badge(verdict)}${aside}</a></td>`;
}

function tally(report: Report, profile: ProfileEntry): Markup {
  const verdicts = report.claims.map((claim) => verdictIn(report, claim, profile));
  const counts = verdictOrder.flatMap((verdict) => {
    const n = verdicts.filter((found) => found === verdict).length;
    return n === 0
      ? []
      : [
          html`<span title="${verdictMarks[verdict].word}"><span aria-hidden="true">${verdictMarks[verdict].mark}</span>&#8239;${n}<span class="unseen"> ${verdictMarks[verdict].word}</span></span>`,
        ];
  });
  return html`${spaced(counts, html` `)}`;
}
