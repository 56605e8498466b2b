/** What CPython said: values that it built alike, and, loudly, those that it did not. */
import { count, grouped, html, type Markup } from "./html-markup.ts";
import { nameOf } from "./html-verdict.ts";
import { confirmedValues, type Report } from "./report.ts";

/** A banner for the top of the page; nothing when all is well. */
export function alarm({ confirmation }: Report): Markup | undefined {
  const differences = confirmation?.differences.length ?? 0;
  if (differences === 0) return undefined;
  return html`
<p class="alarm" role="alert"><strong>${count(differences, "value")} differ${differences === 1 ? "s" : ""} from what CPython makes.</strong> The verdicts cannot be trusted until that is explained. <a href="#confirmation">See the differences</a></p>`;
}

export function confirmationMarkup(report: Report): Markup {
  const { confirmation, profiles } = report;
  if (!confirmation)
    return html`
<p>CPython was not asked: nothing on this page is confirmed, and a claim that only Python can settle is not settled.</p>`;
  const { python, differences } = confirmation;
  const confirmed = profiles.filter(({ id }) => id in confirmation.profiles);
  return html`
<p>CPython ${python} built the values of the same requests and answers by itself. ${grouped(confirmedValues(report))} values are the same${differences.length === 0 ? ", and none differs." : "."}</p>${differences.length > 0 ? differencesMarkup(differences) : undefined}
<div class="scroll" role="region" aria-label="Values confirmed" tabindex="0">
<table class="confirmed">
<thead><tr><th scope="col">Model</th><th scope="col">Values confirmed</th><th scope="col">Differences</th></tr></thead>
<tbody>${confirmed.map(
    (profile) => html`
<tr><th scope="row">${nameOf(profile)}</th><td>${grouped(confirmation.profiles[profile.id]!)}</td>${differenceCount(differences.filter((difference) => difference.profile === profile.id).length)}</tr>`,
  )}
</tbody>
</table>
</div>`;
}

const differenceCount = (n: number): Markup => (n === 0 ? html`<td>none</td>` : html`<td class="differs">${n}</td>`);

const differencesMarkup = (differences: NonNullable<Report["confirmation"]>["differences"]): Markup => html`
<div class="scroll" role="region" aria-label="Differences from CPython" tabindex="0">
<table class="differences">
<caption>${count(differences.length, "difference")} from CPython</caption>
<thead><tr><th scope="col">Model</th><th scope="col">What</th><th scope="col">Ours</th><th scope="col">CPython's</th></tr></thead>
<tbody>${differences.map(
  ({ profile, what, ours, python }) => html`
<tr><th scope="row">${profile}</th><td>${what}</td><td><code>${JSON.stringify(ours) ?? "nothing"}</code></td><td><code>${JSON.stringify(python) ?? "nothing"}</code></td></tr>`,
)}
</tbody>
</table>
</div>`;
