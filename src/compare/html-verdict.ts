/** A verdict as a mark and a word, and the names by which the page's parts find each other. */
import { html, type Markup } from "./html-markup.ts";
import type { Report } from "./report.ts";
import type { Verdict } from "./verdict.ts";
import { verdictMarks } from "./verdict.ts";

export type ProfileEntry = Report["profiles"][number];

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

/** The proposal that `unicode@raw` is a reading of, if it is compared too. */
export function baseOf({ id }: ProfileEntry, { profiles }: Report): ProfileEntry | undefined {
  const at = id.indexOf("@");
  return at < 0 ? undefined : profiles.find((profile) => profile.id === id.slice(0, at));
}

/** Profiles with a column of their own: proposals, and variants whose proposal is not compared. */
export const proposalsIn = (report: Report): ProfileEntry[] => report.profiles.filter((profile) => !baseOf(profile, report));

export const variantsOf = (base: ProfileEntry, report: Report): ProfileEntry[] =>
  report.profiles.filter((profile) => baseOf(profile, report)?.id === base.id);

/** A proposal goes by its title, a variant by its id. */
export const nameOf = (profile: ProfileEntry): Markup =>
  profile.id.includes("@") ? html`<code>${profile.id}</code>` : html`${profile.title}`;
