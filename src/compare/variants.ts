/** Which of the profiles in a report are readings of which others. */
import type { Report } from "./report.ts";

export type ProfileEntry = Report["profiles"][number];

/** The proposal that `unicode@raw` is a reading of, if it is compared too. */
export function baseOf({ id }: ProfileEntry, { profiles }: Report): ProfileEntry | undefined {
  const at = id.indexOf("@");
  return at < 0 ? undefined : profiles.find((profile) => profile.id === id.slice(0, at));
}

/** Profiles with a column of their own: proposals, and variants whose proposal is not compared. */
export const proposalsIn = (report: Report): ProfileEntry[] => report.profiles.filter((profile) => !baseOf(profile, report));

export const variantsOf = (base: ProfileEntry, report: Report): ProfileEntry[] =>
  report.profiles.filter((profile) => baseOf(profile, report)?.id === base.id);
