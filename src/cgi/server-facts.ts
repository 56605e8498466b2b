/** What a gateway says of its server when nobody told it: one thread, one process, errors to the console. */
import type { ErrorStream, ServerFacts } from "../exchange.ts";

// A browser, a worker and Node all have one; reading it late lets a test put its own there.
const printer = globalThis as { console?: { error(line: string): void } };

/** Every write is printed at once, as one console message; a line end at the end of the text is the console's own. */
export const consoleErrors: ErrorStream = {
  write(text) {
    if (text !== "") printer.console?.error(text.endsWith("\n") ? text.slice(0, -1) : text);
  },
  writelines(lines) {
    for (const line of lines) consoleErrors.write(line);
  },
  flush() {},
};

/** The facts of a plain program that answers one request at a time. */
export const plainServer: ServerFacts = {
  multithread: false,
  multiprocess: false,
  runOnce: false,
  errors: consoleErrors,
};
