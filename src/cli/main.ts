#!/usr/bin/env node
/** The command line. What a command does is in the file of its name. */
import { Command, CommanderError } from "commander";
import { packageVersion } from "../package-root.ts";
import { StartFailure } from "../serve/failure.ts";
import { addCgi } from "./cgi.ts";
import { addCompare } from "./compare.ts";
import { exitCodes, lineFor } from "./exit.ts";
import { addInspect } from "./inspect.ts";
import { complain } from "./output.ts";
import { addReport } from "./report.ts";
import { addServe } from "./serve.ts";
import { addTable } from "./table.ts";
import { addTranscode } from "./transcode.ts";

const program = new Command("babelgate")
  .description(
    "String models between web servers and Python web applications: what is bytes, what is text, and how the one becomes the other.",
  )
  .version(packageVersion)
  .exitOverride()
  .configureOutput({
    outputError: (text) =>
      complain(
        text
          .trim()
          .replace(/^error: /, "")
          .replace(/\s*\n\s*/g, " "),
      ),
  })
  .addHelpText(
    "after",
    `\nExit codes:\n${Object.entries(exitCodes)
      .map(([code, meaning]) => `  ${code}  ${meaning}`)
      .join("\n")}`,
  );

for (const add of [addReport, addTable, addInspect, addTranscode, addCompare, addServe, addCgi]) add(program);
for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput());

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  finished = true;
  if (error.code === "EPIPE") process.exit(0);
  complain(`cannot write to standard output: ${error.code ?? error.message}`);
  process.exit(2);
});

// A profile may wait for what never comes, or end the program: neither is a result.
let finished = false;
process.on("exit", () => {
  if (finished) return;
  complain("a module that was loaded ended the program, or waits for ever");
  process.exitCode = 2;
});

try {
  await program.parseAsync();
  finished = true;
} catch (error) {
  finished = true;
  process.exitCode = exitCodeFor(error);
}

function exitCodeFor(error: unknown): number {
  // Commander has printed its line already, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const line = lineFor(error);
  if (line === undefined) throw error;
  complain(line);
  return codeOf(error);
}

/** A request that HTTP refuses is wrong input (1); a profile or report that cannot be used is like a wrong option (2). */
function codeOf(error: unknown): number {
  if (error instanceof StartFailure) return error.exitCode;
  const code = (error as { code?: string }).code;
  return code === undefined || code === "BAD_PROFILE" || code === "BAD_REPORT" ? 2 : 1;
}
