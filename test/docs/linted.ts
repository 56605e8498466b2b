/** What a user imports from `babelgate`, with lint between every application of the documents and its server. */
import { adapt as adapted } from "../../src/adapt.ts";
import { createHandler as handler } from "../../src/create-handler.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { lint } from "../../src/lint/lint.ts";
import type { Profile } from "../../src/profile.ts";

export * from "../../src/index.ts";

/** What lint has found since this was emptied. */
export const found: Finding[] = [];

const linted = (app: unknown, profile: Profile): never =>
  lint(app as never, profile, { report: (finding) => found.push(finding) }) as never;

export const createHandler: typeof handler = (app, profile, options) => handler(linted(app, profile), profile, options);

export const adapt: typeof adapted = (app, options) => adapted(linted(app, options.from), options);
