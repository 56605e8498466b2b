/** `babelgate inspect`: one request as every model presents it. */
import type { Command } from "commander";
import { type Catalog, loadCatalog } from "../catalog.ts";
import { repr } from "../compare/show.ts";
import { writeEnviron } from "../environ.ts";
import { inPlace, StringModelError } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import { readHttp1 } from "../gateways/http1.ts";
import { noteEnviron, noteError } from "../notation.ts";
import type { Profile } from "../profile.ts";
import { forPython } from "../python-version.ts";
import { byteString } from "../wire.ts";
import { UsageError } from "./exit.ts";
import { gather, mount, oneOf, profilesNamed, python } from "./options.ts";
import { print } from "./output.ts";
import { requestSource } from "./request-source.ts";
import { sideBySide } from "./side-by-side.ts";
import { type Loss, throughFetch } from "./through-fetch.ts";

export function addInspect(program: Command): void {
  program
    .command("inspect")
    .description("show one raw request as every model presents it to an application")
    .argument("[source]", "a file, a URL that stands for a GET, or - for standard input", "-")
    .option("--profile <id|file>", "only this model; may be repeated", gather)
    .option("--python <2|3>", "what native means: on Python 2 a native string is bytes", python, 3)
    .option("--scheme <http|https>", "how the bytes came", oneOf("--scheme", ["http", "https"]))
    .option("--mount <prefix>", "the application's mount, such as /app", mount, byteString(""))
    .option("--through <fetch>", "as it comes from a server that hands over a Request of the Fetch Standard", oneOf("--through", ["fetch"]))
    .option("--json", "print the environs in the JSON notation", false)
    .addHelpText(
      "after",
      `
A model that refuses the request says so in its place; the exit code is 1 only when HTTP refuses it.

Examples:
  babelgate inspect 'http://example.org/caf%C3%A9/%FF?q=1'
  printf 'GET /\\xff HTTP/1.0\\r\\n\\r\\n' | babelgate inspect --profile flat --profile asgi-3
  babelgate inspect --through fetch 'http://example.org/a/../%2E/b'
  babelgate inspect request.http --mount /app --json | jq '.profiles.flat.environ'`,
    )
    .action(async (source: string, options) => {
      const catalog = await loadCatalog();
      const profiles = await chosen(catalog, options.profile);
      const { wire, scheme } = await requestSource(source);
      if (scheme && options.scheme && scheme !== options.scheme) throw new UsageError(`--scheme: the URL says ${scheme}`);
      const request = inPlace({ key: source }, () => readHttp1(wire, { scheme: options.scheme ?? scheme, mount: options.mount }));
      const through = options.through === undefined ? undefined : throughFetch(request);
      const handedOn = through === undefined ? request : through.request;
      const shown = handedOn === undefined ? [] : profiles.map((profile) => present(forPython(profile, options.python), handedOn));
      const noted = { profiles: Object.fromEntries(shown.map(({ profile, ...found }) => [profile.id, found])), lost: through?.losses };
      await print(options.json ? `${JSON.stringify(noted, null, 1)}\n` : sideBySide(shown) + (through ? lossLines(through.losses) : ""));
    });
}

/** A line for each, in the characters that stand for its bytes. */
function lossLines(losses: readonly Loss[]): string {
  if (losses.length === 0) return "\nNothing is lost on the way.\n";
  const said = (wire: string | undefined) => (wire === undefined ? undefined : repr({ str: wire }));
  const lines = losses.map(({ part, sent, seen }) => {
    if (sent !== undefined && seen !== undefined) return `${part}: ${said(sent)} has become ${said(seen)}`;
    return sent === undefined ? (seen === undefined ? part : `${part}: ${said(seen)} has come`) : `${part}: ${said(sent)} is gone`;
  });
  return `\nLost on the way:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

async function chosen(catalog: Catalog, names: readonly string[] | undefined): Promise<readonly Profile[]> {
  return names ? profilesNamed(catalog, "--profile", names) : catalog.proposals;
}

function present(profile: Profile, request: RawRequest) {
  try {
    return { profile, environ: noteEnviron(profile, writeEnviron(profile, request)) };
  } catch (error) {
    if (!(error instanceof StringModelError)) throw error;
    return { profile, ...noteError(error) };
  }
}
