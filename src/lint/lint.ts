/** Lint: the server that calls and the application that is called, both held to the declaration. */
import type { App } from "../conventions/app.ts";
import type { ConventionName, Environ, Profile } from "../profile.ts";
import type { AnswerOf } from "../transcode.ts";
import type { AnyApp, Linter } from "./application.ts";
import { lintAsgi } from "./asgi.ts";
import { checkEnviron } from "./environ.ts";
import { collect, type Finding, type LintOptions, notesOf } from "./finding.ts";
import { checkHead } from "./head.ts";
import { Content, sizeOf } from "./response.ts";
import { lintStartResponse } from "./start-response.ts";
import { lintTriple } from "./triple.ts";

const linters: { readonly [convention in ConventionName]: Linter } = {
  start_response: lintStartResponse,
  triple: lintTriple,
  asgi: lintAsgi,
};

/**
 * Middleware between a server and an application of `profile`, as wsgiref.validate, Rack::Lint and Plack's Lint are.
 *
 * Values, order, time and back-pressure stay as they are: a chunk that is handed on is the application's own, and what
 * answers at once does so still. `environ` keeps its identity, and has watched streams in the place of its own.
 *
 * @throws {LintError} at whoever broke a rule (thrown into the call that broke it), when there is no `report`
 */
export function lint<P extends Profile>(app: NoInfer<App<P>>, profile: P, options: LintOptions = {}): App<P> {
  return linters[profile.convention](app as AnyApp, profile, notesOf(profile, options)) as unknown as App<P>;
}

/** Everything that is wrong with one environ, or scope: the server's half of {@link lint}, without a call. */
export function lintEnviron<P extends Profile>(profile: P, environ: NoInfer<Environ<P>>, options: LintOptions = {}): Finding[] {
  const { notes, findings } = collect(profile, options);
  checkEnviron(profile, environ, notes.server);
  return findings;
}

/** Everything that is wrong with one answer, its body in memory. `method` is that of the request, since HEAD has no body. */
export function lintAnswer<P extends Profile>(
  profile: P,
  { status, headers, body }: NoInfer<AnswerOf<P>>,
  options: LintOptions & { readonly method?: string } = {},
): Finding[] {
  const { notes, findings } = collect(profile, options);
  const content = new Content(options.method ?? "GET", notes.application);
  content.begin(checkHead(profile, status, headers, notes.application));
  for (const [i, chunk] of body.entries()) content.add(sizeOf(profile, chunk, notes.application, `body[${i}]`) ?? 0);
  content.end();
  return findings;
}
