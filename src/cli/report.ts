/** `babelgate report`, the main job: the table, the comparison, and a page to keep. */
import type { Command } from "commander";
import { loadCatalog } from "../catalog.ts";
import { proposalsTable } from "../table.ts";
import { colours, print, writable, writeWhole } from "./output.ts";
import { textTable } from "./table.ts";

export function addReport(program: Command): void {
  program
    .command("report")
    .description("print the proposals table, compare all models, and write the findings as a page")
    .option("--out <file>", "where the page goes", "babelgate-report.html")
    .addHelpText("after", "\nExamples:\n  babelgate report\n  babelgate report --out public/index.html")
    .action(async ({ out }: { out: string }) => {
      writable(out);
      const { proposals } = await loadCatalog();
      await print(textTable(proposalsTable(proposals.filter(({ adopted }) => !adopted))));
      const { compared, failOnDifferences, rendered } = await import("./comparison.ts");
      const report = await compared({ confirm: true });
      await print(`\n${await rendered(report, "text", colours.isColorSupported)}`);
      writeWhole(out, await rendered(report, "html", false));
      await print(`Report: ${out}\n`);
      failOnDifferences(report);
    });
}
