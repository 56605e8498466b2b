/** Rules of the house that the compiler does not know. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const sources = ["src", "proposals"]
  .flatMap((folder) => (readdirSync(folder, { recursive: true }) as string[]).map((file) => join(folder, file)))
  .filter((file) => file.endsWith(".ts"));
const imports = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/(?:^import|^\} from|^(?:import|export) [^"]* from|import\() ?"([^"\s]+)"/gm)].map(
    ([, specifier]) => specifier!,
  );

/** Every file that `entry` reaches, with the packages it imports. */
function reach(entry: string, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(entry)) return seen;
  const all = imports(entry);
  seen.set(
    entry,
    all.filter((specifier) => !specifier.startsWith(".")),
  );
  for (const specifier of all.filter((specifier) => specifier.startsWith("."))) reach(normalize(join(dirname(entry), specifier)), seen);
  return seen;
}

describe("the core", () => {
  test("runs in a browser: it imports no package, and nothing of Node", () => {
    const entries = ["src/index.ts", ...sources.filter((file) => file.startsWith("proposals/"))];
    expect(entries.flatMap((entry) => [...reach(entry)].filter(([, packages]) => packages.length > 0))).toEqual([]);
  });

  test("leaves iconv-lite to one file, and generating cases to the comparison and the test kit", () => {
    const importers = (name: string) => sources.filter((file) => imports(file).includes(name));
    expect(importers("iconv-lite")).toEqual(["src/codecs/charset.ts"]);
    expect(importers("fast-check").filter((file) => !/^src\/(compare|properties|testing)\//.test(file))).toEqual([]);
  });

  test("has no cycles", () => {
    const cyclic: string[] = [];
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) cyclic.push([...path.slice(path.indexOf(file)), file].join(" > "));
      else if (!done.has(file)) {
        for (const specifier of valueImports(file)) visit(normalize(join(dirname(file), specifier)), [...path, file]);
        done.add(file);
      }
    };
    const done = new Set<string>();
    for (const file of sources) visit(file, []);
    expect(cyclic).toEqual([]);
  });
});

/** Imports that exist when the program runs. */
function valueImports(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )([^;]*?) from "(\.[^"]+)";/gm)]
    .filter(([, names]) => !/^\{(\s*type [^,}]+,?)+\s*\}$/.test(names!))
    .map(([, , specifier]) => specifier!);
}

test("nothing branches on a profile's id", () => {
  const ids = /"(wsgi-1\.0|mod_wsgi|web3|flat|pep-3333|asgi-3|unicode@\w+)(@[\w-]+)?"|(?<!typeof )\bprofile\.id (===|!==) "/;
  expect(sources.filter((file) => !file.startsWith("proposals/") && ids.test(readFileSync(file, "utf8")))).toEqual([]);
});
