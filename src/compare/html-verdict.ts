/** A verdict as a mark and a word, and the names by which the page's parts find each other. */
import { html, type Markup } from "./html-markup.ts";
import type { ProfileEntry } from "./variants.ts";
import { type Verdict, verdictMarks } from "./verdict.ts";

/** The order in which verdicts are explained and counted. */
export const verdictOrder: readonly Verdict[] = ["holds", "refuses", "corrupts", "not applicable"];

export const verdictClass = (verdict: Verdict): string => `v-${verdict.replace(" ", "-")}`;

export function badge(verdict: Verdict): Markup {
  const { mark, word } = verdictMarks[verdict];
  return html`<span class="verdict ${verdictClass(verdict)}"><span class="mark" aria-hidden="true">${mark}</span> ${word}</span>`;
}

export const claimAnchor = (claim: string): string => `claim-${claim}`;
export const proposalAnchor = (profile: string): string => `proposal-${profile}`;
export const resultAnchor = (claim: string, profile: string): string => `${claim}--${profile}`;

/** A proposal goes by its title, a variant by its id. */
export const nameOf = (profile: ProfileEntry): Markup =>
  profile.id.includes("@") ? html`<code>${profile.id}</code>` : html`${profile.title}`;
