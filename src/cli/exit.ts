/** Exit codes, and the one way in which a command ends badly. */
import { StringModelError } from "../errors.ts";
import { StartFailure } from "../serve/failure.ts";

/** What every command ends with; `--help` prints them. */
export const exitCodes = {
  0: "done",
  1: "done, and something was refused, differs or is wrong with the input",
  2: "the command line, a profile or a report cannot be used; nothing was written",
} as const;

/** A mistake in how the program was called: one line on standard error, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The line for an error that a user can do something about; undefined for a bug. */
export function lineFor(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof StringModelError || error instanceof StartFailure)
    return error.message.replace(/\s*\n\s*/g, " ");
  return undefined;
}
