/** The proposals: the table of their differences, and each in a sentence with its source. */
import type { Table } from "../table.ts";
import { html, type Markup, prose } from "./html-markup.ts";
import { link } from "./html-sources.ts";
import { proposalAnchor } from "./html-verdict.ts";
import type { Report } from "./report.ts";
import { type ProfileEntry, proposalsIn, variantsOf } from "./variants.ts";

export const proposalsTable = ({ columns, rows }: Table): Markup => html`
<div class="scroll" role="region" aria-label="The proposals" tabindex="0">
<table class="proposals">
<thead><tr><td></td>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
  ({ slot, cells }) => html`
<tr><th scope="row">${prose(slot)}</th>${runsOf(columns.map(({ id }) => cells[id] ?? "")).map(({ text, span }) => html`<td${span > 1 ? html` colspan="${span}"` : undefined} class="${typeClass(text)}">${prose(text)}</td>`)}</tr>`,
)}
</tbody>
</table>
</div>`;

/** Neighbours that are equal share one cell. */
function runsOf(texts: readonly string[]): { text: string; span: number }[] {
  const runs: { text: string; span: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.span++;
    else runs.push({ text, span: 1 });
  }
  return runs;
}

/** The string type that a cell begins with; `(removed)` and its like are remarks. */
const typeClass = (text: string): string => /^(bytes|native|unicode)\b/.exec(text)?.[1] ?? (text.startsWith("(") ? "remark" : "type");

export const proposalsList = (report: Report): Markup => html`
<dl class="about">${proposalsIn(report).map(
  (proposal) => html`
<div id="${proposalAnchor(proposal.id)}"><dt>${proposal.title}</dt><dd><p>${prose(proposal.about)} ${sourceOf(proposal)}</p>${variantsMarkup(variantsOf(proposal, report))}</dd></div>`,
)}
</dl>`;

const sourceOf = ({ source }: ProfileEntry): Markup => html`<span class="source">${link(source, hostOf(source))}</span>`;

function variantsMarkup(variants: readonly ProfileEntry[]): Markup | undefined {
  if (variants.length === 0) return undefined;
  return html`<ul>${variants.map(
    (variant) => html`
<li id="${proposalAnchor(variant.id)}"><code>${variant.id}</code> ${prose(variant.about)} ${sourceOf(variant)}</li>`,
  )}
</ul>`;
}

const hostOf = (source: string): string => (URL.canParse(source) ? new URL(source).host || source : source);
