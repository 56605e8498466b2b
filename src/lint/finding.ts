/** What lint says, and to whom. */
import { StringModelError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import { type LintCode, type LintRule, lintRules, type Side } from "./rules.ts";

/** One broken rule. */
export interface Finding {
  readonly code: LintCode;
  /** Whose mistake it is. */
  readonly side: Side;
  /** Who obliges them. */
  readonly source: string;
  readonly profile: string;
  /** The variable, the header line, the call. */
  readonly key?: string;
  /** First offending byte or UTF-16 code unit, 0-based. */
  readonly offset?: number;
  /** For people; it never holds a whole value. */
  readonly message: string;
}

/** A finding, thrown at whoever broke the rule. */
export class LintError extends Error {
  override readonly name = "LintError";
  readonly finding: Finding;

  constructor(finding: Finding, options?: ErrorOptions) {
    super(finding.message, options);
    this.finding = finding;
  }
}

export interface LintOptions {
  /** Called for each finding, and nothing else changes; without it the first finding is thrown as a {@link LintError}. */
  readonly report?: ((finding: Finding) => void) | undefined;
  /** Rules that are not held: an application may well have reasons to send no Content-Type. */
  readonly ignore?: readonly LintCode[] | undefined;
}

interface Place {
  readonly key?: string | undefined;
  readonly offset?: number | undefined;
  /** Where the document's narrower place is known. */
  readonly source?: string | undefined;
  readonly cause?: unknown;
}

/** Notes that a rule is broken. Throws when nobody asked for reports. */
export type Note = (code: LintCode, detail: string, place?: Place) => void;

export type Notes = { readonly [side in Side]: Note };

/** @throws {LintError} from each note, when there is no `report` */
export function notesOf(profile: Profile, { report, ignore = [] }: LintOptions): Notes {
  const by =
    (side: Side): Note =>
    (code, detail, { key, offset, source, cause } = {}) => {
      if (ignore.includes(code)) return;
      const where = [profile.id, key, offset === undefined ? "" : `at ${offset}`].filter(Boolean).join(" ");
      const finding: Finding = {
        code,
        side,
        source: source ?? lintRules[code].source,
        profile: profile.id,
        ...(key !== undefined && { key }),
        ...(offset !== undefined && { offset }),
        message: `${where} ${detail} [${code}]`,
      };
      if (report === undefined) throw new LintError(finding, { cause });
      report(finding);
    };
  return { server: by("server"), application: by("application") };
}

/** Notes that are kept. */
export function collect(profile: Profile, { ignore }: LintOptions): { readonly notes: Notes; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  return { findings, notes: notesOf(profile, { ignore, report: (finding) => findings.push(finding) }) };
}

/** What `step` gives, or undefined where it refuses and a rule is for that. Everything else that it throws passes through. */
export function checked<T>(note: Note, source: string | undefined, step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof StringModelError) || !isLintCode(error.code)) throw error;
    note(error.code, error.detail, { key: error.where.key, offset: error.where.offset, source, cause: error });
    return undefined;
  }
}

const rules: { readonly [code: string]: LintRule } = lintRules;
export const isLintCode = (code: string): code is LintCode => Object.hasOwn(rules, code);
