/** Where the package lies, whether it runs from its sources or compiled. Node only. */
import { existsSync, readFileSync } from "node:fs";

/** The folder with package.json, as a URL that ends in a slash. */
export const packageRoot: URL = (() => {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    if (existsSync(new URL("package.json", folder))) return folder;
    if (folder.pathname === "/") throw new Error("package.json not found above the program");
  }
})();

export const packageVersion: string = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")).version;
