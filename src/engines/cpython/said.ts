/** What a process itself says: before it is connected, and where something does not go through `sys.stderr`. */
import type { ChildProcess } from "node:child_process";
import type { LogEntry } from "./options.ts";

export interface Said {
  readonly lines: number;
  readonly last: string;
  /** Hands on what was said, and from now on all that is. Until then it is kept: it may be what a failure has to tell. */
  release(): void;
}

export function spokenBy(child: ChildProcess, onLog: (entry: LogEntry) => void): Said {
  let kept = "";
  let released = false;
  const say = (text: string) => text !== "" && onLog({ pid: child.pid!, text });
  const lines = () => kept.trim().split("\n");
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (text: string) => {
      if (released) say(text);
      else kept += text;
    });
  return {
    get lines() {
      return lines().length;
    },
    get last() {
      return lines().at(-1)!;
    },
    release() {
      released = true;
      say(kept);
    },
  };
}
