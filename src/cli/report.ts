/** `babelgate report`, the main job: the table, the comparison, and a page to keep. */
import type { Command } from "commander";
import { loadCatalog } from "../catalog.ts";
import { confirmedValues } from "../compare/report.ts";
import { textReport } from "../compare/text.ts";
import { proposalsTable } from "../table.ts";
import { compared, failOnDifferences, rendered } from "./compare.ts";
import { colours, print, reserve } from "./output.ts";
import { textTable } from "./table.ts";

export function addReport(program: Command): void {
  program
    .command("report")
    .description("print the proposals table, compare all models, and write the findings as a page")
    .option("--out <file>", "where the page goes", "babelgate-report.html")
    .addHelpText("after", "\nExamples:\n  babelgate report\n  babelgate report --out public/index.html")
    .action(async ({ out }: { out: string }) => {
      const catalog = await loadCatalog();
      const file = reserve(out);
      try {
        await print(textTable(proposalsTable(catalog.proposals)));
        const report = await compared(catalog, { confirm: true });
        await print(`\n${textReport(report, { colour: colours.isColorSupported, columns: process.stdout.columns ?? 120 })}`);
        file.finish(rendered(report, "html", catalog, false));
        await print(
          `\nCPython ${report.confirmation!.python} confirmed ${confirmedValues(report).toLocaleString("en")} values.\nReport: ${file.path}\n`,
        );
        failOnDifferences(report);
      } catch (error) {
        file.abandon();
        throw error;
      }
    });
}
