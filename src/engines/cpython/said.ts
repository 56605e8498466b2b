/** What a process itself says: before it is connected, and where something does not go through `sys.stderr`. */
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { LogEntry } from "./options.ts";

/** Milliseconds for what a process has said before it ended. */
const lastWords = 100;

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
  child.once("exit", () => setTimeout(() => letGo(child), lastWords));
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

/** Programs that it has started may keep its streams: what they say is heard as long as this process lives, but it does not live for that. */
function letGo(child: ChildProcess): void {
  for (const stream of child.stdio) (stream as Socket | null)?.unref();
}
