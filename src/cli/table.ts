/** `babelgate table`: the summary of what is bytes and what is text. */
import Cli from "cli-table3";
import type { Command } from "commander";
import { htmlEscape } from "escape-goat";
import { markdownTable } from "markdown-table";
import { loadCatalog } from "../catalog.ts";
import { forPython } from "../python-version.ts";
import { proposalsTable, type Table } from "../table.ts";
import { oneOf, python } from "./options.ts";
import { colours, print } from "./output.ts";

const formats = ["text", "markdown", "html", "json"] as const;

export function addTable(program: Command): void {
  program
    .command("table")
    .description("print the bytes/unicode differences between the proposals, derived from their declarations")
    .option("--format <format>", `one of ${formats.join(", ")}`, oneOf("--format", formats), "text")
    .option("--all", "add what was adopted later: PEP 3333 and ASGI 3", false)
    .option("--python <2|3>", "what native means: on Python 2 a native string is bytes", python, 3)
    .addHelpText(
      "after",
      "\nExamples:\n  babelgate table\n  babelgate table --all --format markdown\n  babelgate table --python 2 --format json | jq '.rows[] | .cells.flat'",
    )
    .action(async ({ format, all, python }) => {
      const { proposals } = await loadCatalog();
      const shown = proposals.filter(({ adopted }) => all || !adopted);
      await print(render[format as (typeof formats)[number]](proposalsTable(shown.map((profile) => forPython(profile, python)))));
    });
}

const render: Record<(typeof formats)[number], (table: Table) => string> = {
  text: textTable,
  markdown,
  html,
  json: (table) => `${JSON.stringify(table, null, 2)}\n`,
};

const cells = ({ columns, rows }: Table) => rows.map(({ slot, cells }) => [slot, ...columns.map(({ id }) => cells[id]!)]);

export function textTable(table: Table): string {
  const rows = cells(table);
  const titles = ["", ...table.columns.map(({ title }) => title)];
  const grid = new Cli({
    head: titles.map((title) => colours.bold(title)),
    colWidths: widths([titles, ...rows], process.stdout.columns ?? Number.POSITIVE_INFINITY),
    wordWrap: true,
    style: { head: [], border: colours.isColorSupported ? ["gray"] : [] },
  });
  grid.push(...rows);
  return `${grid.toString()}\n`;
}

/** Widths with padding that let every cell stand in one line, or, on a terminal that is narrower, the widest columns wrapped between words. */
function widths(rows: readonly (readonly string[])[], terminal: number): number[] {
  const column = (i: number) => rows.map((row) => row[i]!);
  const longest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length)) + 2;
  const found = rows[0]!.map((_, i) => longest(column(i)));
  const least = rows[0]!.map((_, i) => longest(column(i).flatMap((text) => text.split(" "))));
  while (found.reduce((sum, width) => sum + width + 1, 1) > terminal) {
    const spare = found.map((width, i) => (width > least[i]! ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    found[spare.indexOf(widest)] = widest - 1;
  }
  return found;
}

function markdown(table: Table): string {
  return `${markdownTable([["", ...table.columns.map(({ title }) => title)], ...cells(table)])}\n`;
}

function html(table: Table): string {
  const head = table.columns.map(({ title }) => htmlEscape`<th scope="col">${title}</th>`).join("");
  const rows = cells(table).map(
    ([slot, ...rest]) =>
      `<tr>${htmlEscape`<th scope="row">${slot!}</th>`}${rest.map((cell) => htmlEscape`<td>${cell}</td>`).join("")}</tr>`,
  );
  return `<table>\n<thead><tr><td></td>${head}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>\n`;
}
