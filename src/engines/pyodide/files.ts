/** What Python sees of this machine: some folders, under the names that they have here. */
import { relative } from "node:path";
import type { PyodideAPI } from "pyodide";

/** Python's own; nothing of the machine can take their place. */
const taken = ["/", "/dev", "/lib", "/proc", "/_babelgate"];

/** The folders of which none is inside another. */
export function outermost(folders: readonly string[]): string[] {
  const kept: string[] = [];
  for (const folder of [...new Set(folders)].sort((a, b) => a.length - b.length)) {
    if (!kept.some((outer) => !relative(outer, folder).startsWith(".."))) kept.push(folder);
  }
  return kept;
}

export const canBeSeen = (folder: string): boolean => !taken.some((own) => folder === own || (own !== "/" && folder.startsWith(`${own}/`)));

export function mountAll(FS: PyodideAPI["FS"], folders: readonly string[]): void {
  for (const folder of folders) {
    FS.mkdirTree(folder);
    FS.mount(FS.filesystems.NODEFS, { root: folder }, folder);
  }
}
