/** `docs/zoo.md` is written from what the tests hold applications to: `vitest --config test/zoo/vitest.config.ts -u` writes it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Difference, Where } from "./difference.ts";
import { differences } from "./differences.ts";
import { entries } from "./entries.ts";
import { type Entry, isValidated, type TrustedServer } from "./entry.ts";
import { serverProfiles } from "./ours.ts";
import { tried } from "./tried.ts";

const intro = `# The zoo

Real applications and frameworks, unchanged, on the engine \`cpython\` (some on \`pyodide\` too), each behind every server profile: ${serverProfiles.join(", ")}. They are asked over HTTP what
\`test/zoo/exchanges/\` has: paths, queries, cookies, headers, forms, uploads and streams, ASCII and not, escaped and as bytes, and the same of a trusted server of their own. The
answers are the same byte for byte, but for \`Date\`, \`Server\` and framing, and for the differences below. \`npm run test:zoo\` asks, and fails where there is another difference, or
where one of these is not there any more; this file is written by it.

What was written to a model that no trusted server speaks is compared with the same application, written to PEP 3333. The table of the environ that the "HOWTO Use Python in the
web" has for FastCGI (\`environ_table_zoo.py\`) is asked behind each web server of [front-ends.md](front-ends.md), by a test of its own.
`;

test("docs/zoo.md says what the tables say", async () => {
  const markdown = [intro, ...applications(), ...known(), ...unasked(), ...missing()].join("\n");
  await expect(markdown).toMatchFileSnapshot("../../docs/zoo.md");
});

function applications(): string[] {
  const rows = entries.map((entry) => {
    const asked = [
      ...(entry.trusted.mount === undefined ? [] : ["at a mount"]),
      ...(isValidated(entry) ? ["inside of wsgiref.validate"] : []),
      ...(entry.pyodide === undefined ? [] : ["on the engine pyodide"]),
    ];
    return [named(entry), `\`${entry.profile}\``, server(entry), asked.join(", "), differencesOf(entry)];
  });
  return section("Applications", ["application", "written to", "trusted server", "also asked", "differences of its own"], rows);
}

const versions = new Map(
  [...readFileSync(new URL("requirements.txt", import.meta.url), "utf8").matchAll(/^([\w.-]+)==(.*)$/gm)].map(([, name, version]) => [
    name!,
    version!,
  ]),
);

const named = ({ name, package: of }: Entry | TrustedServer): string => {
  if (of === undefined) return name;
  const version = versions.get(of)!;
  return name.toLowerCase() === of.toLowerCase() ? `${name} ${version}` : `${name} (${of} ${version})`;
};

const server = ({ trusted, beside }: Entry): string =>
  [
    named(trusted),
    ...(trusted.unescaped === undefined ? [] : [`${named(trusted.unescaped)} for bytes in a target`]),
    ...(beside === undefined ? [] : [`with \`${beside}.py\``]),
  ].join("; ");

const differencesOf = ({ name }: Entry): string =>
  differences.flatMap(({ where }, index) => (where.entries?.includes(name) ? [`${index + 1}`] : [])).join(", ");

function known(): string[] {
  const rows = differences.map(({ what, why, whose, where }, index) => [`${index + 1}`, what, whoseWords[whose], why, placeOf(where)]);
  return section("Differences", ["", "what is different", "is", "why", "where"], rows);
}

const whoseWords: Readonly<Record<Difference["whose"], string>> = {
  ours: "our fault",
  theirs: "their fault",
  "a choice": "a choice",
  "the model's": "the model's loss",
};

function placeOf({ entries, profiles, trusted, serverProfiles, exchanges, validated, mounted }: Where): string {
  const parts = [
    entries?.join(", "),
    profiles && `written to ${profiles.join(", ")}`,
    trusted && `beside ${trusted.join(", ")}`,
    serverProfiles && `server profile ${serverProfiles.join(", ")}`,
    validated && "inside of wsgiref.validate",
    mounted && "at a mount",
    exchanges?.join("; "),
  ];
  return parts.filter(Boolean).join(": ");
}

function unasked(): string[] {
  const rows = entries.flatMap(({ name, without = {}, unasked = {}, pyodide = {} }) => [
    ...Object.entries(without).map(([route, why]) => [name, `\`/${route}\``, why]),
    ...Object.entries(unasked).map(([exchange, why]) => [name, exchange, why]),
    ...Object.entries(pyodide).map(([exchange, why]) => [`${name}, on pyodide`, exchange, why]),
  ]);
  return section("What is not asked", ["application", "what", "why"], rows);
}

const missing = (): string[] =>
  section(
    "What is not there",
    ["application", "what was tried", "in its place"],
    tried.map(({ name, what, instead }) => [name, what, instead]),
  );

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [`## ${title}`, "", line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}
