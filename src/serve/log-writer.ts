/** Lines to standard output: those of one turn of the event loop in as few writes as can be, each of whole lines. */
import { complain } from "../cli/output.ts";

/** So much goes into a pipe at once, without another process's lines in between (POSIX, PIPE_BUF). */
const atomic = 4096;

export function lineWriter(out: NodeJS.WriteStream): (line: string) => void {
  let lines: string[] = [];
  let broken = false;
  out.on("error", (error: NodeJS.ErrnoException) => {
    if (!broken) complain(`cannot write the access log: ${error.code ?? error.message}`);
    broken = true;
  });
  const flush = () => {
    const pending = lines;
    lines = [];
    for (let text = "", i = 0; i < pending.length; i++) {
      text += `${pending[i]}\n`;
      if (i + 1 < pending.length && text.length + pending[i + 1]!.length < atomic) continue;
      out.write(text);
      text = "";
    }
  };
  return (line) => {
    if (broken) return;
    if (lines.length === 0) setImmediate(flush);
    lines.push(line);
  };
}
