/** A Node that every user may run: a web server starts programs as a user of its own. */
import { copyFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** This very Node, or where only its owner reaches it, a copy in `folder`. */
export function everyonesNode(folder: string): string {
  const node = process.execPath;
  if (openToAll(node)) return node;
  const copy = join(folder, "node");
  copyFileSync(node, copy);
  return copy;
}

function openToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
