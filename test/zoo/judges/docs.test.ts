/** `docs/python-servers.md` is written from the rows that the tests beside this hold the servers to: `npm run test:zoo -- -u` writes it. */
import { expect, test } from "vitest";
import type { AskedRow } from "./asked-row.ts";
import { type MessageRow, messageRows } from "./gunicorn-rows.ts";
import { inputRows } from "./input-rows.ts";
import { mountRows } from "./mount-rows.ts";
import { refusals } from "./refusals.ts";
import type { Row, Verdict } from "./row.ts";
import { trusted } from "./trusted.ts";
import { variables } from "./variables.ts";

const intro = `# Python servers

What an application in Python is handed by servers that other people trust, and refused by them, where that is not what we hand it: variable by variable, with types, over every message of \`test/corpus/\`.
This file is written by the tests (\`npm run test:zoo\`), which fail where one of these lines does not hold, or another is needed. What differs from one run to the next (ports) is left out.
`;
const node = "`node:http` is our own gateway over node:http, beside our wire reader.";
const mounts = "Of an application at `/app`: SCRIPT_NAME and PATH_INFO are what they are here, but for these.";
const calls =
  "Every call of `wsgi.input`, on bodies with a Content-Length, chunked, and without one, gives what it gives here, but for these.";
const messages =
  "Of `tests/requests` in gunicorn's source distribution, our wire reader reads what is valid as gunicorn does, and refuses what is not, but for these. Most get a Host, which they lack.";

const verdicts: Readonly<Record<Verdict, string>> = {
  "ours-wrong": "We are wrong",
  "theirs-wrong": "They are wrong",
  choice: "A choice",
};

test("docs/python-servers.md says what the rows say", async () => {
  const servers = trusted.map(({ name, about, profiles }) => [name, about, profiles.join(", ")]);
  const sections = [
    ...table(["server", "what it is", "beside our"], servers),
    node,
    "",
    ...Object.entries(verdicts).flatMap(([verdict, title]) => differences(title, verdict as Verdict)),
    ...["## Mounts", "", mounts, "", ...table(["servers", "what they do", "rule, or reason"], merged(mountRows).map(cells))],
    ...["## wsgi.input", "", calls, "", ...table(["servers", "what they do", "rule, or reason"], merged(inputRows).map(cells))],
    ...["## gunicorn's own messages", "", messages, "", ...table(["messages", "what differs", "rule, or reason"], messageRows.map(cells))],
  ];
  await expect([intro, ...sections].join("\n")).toMatchFileSnapshot("../../../docs/python-servers.md");
});

function differences(title: string, verdict: Verdict): string[] {
  const rows = [...refusals, ...variables].filter((row) => row.verdict === verdict);
  if (rows.length === 0) return [];
  const why = verdict === "choice" ? "where ours is said, or why either may be" : "rule";
  const lines = rows.map((row: Row) => [row.servers.join(", "), code(row.what), code(row.why)]);
  return [`## ${title}`, "", ...table(["servers", "what they do", why], lines)];
}

/** What is said in the same words is said once. */
function merged(rows: readonly AskedRow[]): AskedRow[] {
  const found = new Map<string, AskedRow>();
  for (const row of rows) {
    const before = found.get(row.what);
    found.set(row.what, { ...row, servers: [...new Set([...(before?.servers ?? []), ...row.servers])] });
  }
  return [...found.values()];
}

function cells(row: AskedRow | MessageRow): string[] {
  const who = "servers" in row ? row.servers : row.messages;
  return [who.join(", "), code(row.what), `${row.verdict === "choice" ? "" : "they are wrong: "}${code(row.why)}`];
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |`).concat("");

/** Names of variables, functions and options as code, unless they are. */
const code = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("*", "\\*").replace(/\b[\w.]*\w_\w[\w.]*(?:\(\))?/g, "`$&`")))
    .join("");
