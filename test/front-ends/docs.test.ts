/** `docs/front-ends.md` is written from the tables that the tests hold front ends to: `vitest -u` writes it. */
import { expect, test } from "vitest";
import { changes } from "./changes.ts";
import { type Place, rules } from "./corpus-changes.ts";
import { type Backend, type FrontEnd, frontEnds } from "./start.ts";

interface Row {
  readonly backends: readonly Backend[];
  readonly what: string;
  readonly why: string;
}

const intro = `# Front ends

What web servers change in requests and responses, or refuse, between a client and a gateway, with the configurations in \`test/front-ends/configurations/\`; [gateways](gateways.md#front-ends) says what is in
those. This file is written by the tests, which run the gateway suite and the corpus of requests through every front end and every protocol, and which fail where one of these lines does not hold, or another is needed.
`;

test("docs/front-ends.md says what the tables say", async () => {
  const markdown = [intro, ...frontEnds.map(section)].join("\n");
  await expect(markdown).toMatchFileSnapshot("../../docs/front-ends.md");
});

function section(frontEnd: FrontEnd): string {
  const rows = merged(frontEnd, [...ofSuite(frontEnd), ...ofCorpus(frontEnd)]);
  const lines = rows.map(({ backends, what, why }) => `| ${protocols(frontEnd, backends)} | ${cell(what)} | ${cell(why)} |`);
  return [`## ${frontEnd.name}`, "", "| protocol | what it does | why, or where |", "| --- | --- | --- |", ...lines, ""].join("\n");
}

function ofSuite({ name, speaks }: FrontEnd): Row[] {
  const { "*": all = [], ...of } = changes[name] ?? {};
  return [
    ...all.map((change) => ({ ...change, backends: speaks })),
    ...speaks.flatMap((backend) => (of[backend] ?? []).map((change) => ({ ...change, backends: [backend] }))),
  ];
}

const ofCorpus = ({ name, speaks }: FrontEnd): Row[] =>
  rules
    .map(({ places, what, why }) => ({
      backends: speaks.filter((backend) => places.includes(`${name} ${backend}` satisfies Place)),
      what,
      why,
    }))
    .filter(({ backends }) => backends.length > 0);

/** What is said in the same words is said once. */
function merged({ speaks }: FrontEnd, rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const before = found.get(row.what);
    const both = [...(before?.backends ?? []), ...row.backends];
    found.set(row.what, { ...(before ?? row), backends: speaks.filter((backend) => both.includes(backend)) });
  }
  return [...found.values()];
}

const spelt: Readonly<Record<Backend, string>> = { http: "HTTP", fastcgi: "FastCGI", scgi: "SCGI", uwsgi: "uwsgi", ajp: "AJP", cgi: "CGI" };

const protocols = ({ speaks }: FrontEnd, backends: readonly Backend[]): string =>
  backends.length === speaks.length ? "all" : backends.map((backend) => spelt[backend]).join(", ");

/** Names of functions, files and variables as code. */
const cell = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .replace(/(?<![*\w])\*(?!\*)/g, "\\*")
    .replace(/\b\w+_\w+(\.[ch]\b)?/g, "`$&`");
