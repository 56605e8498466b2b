/** A program of this project and all that it imports, as JavaScript in a folder of its own: Node 20 runs no TypeScript. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { transformSync } from "@swc/wasm-typescript";

export interface Program {
  readonly path: string;
  remove(): void;
}

const importing = /^((?:import|export|\} from)[^"]*)"(\.[^"]+)\.ts";/gm;

export function stripped(entry: string, folder = mkdtempSync(join(tmpdir(), "babelgate-"))): Program {
  const done = new Set<string>();
  const place = (file: string) => join(folder, `${relative(".", file)}`.replace(/\.ts$/, ".mjs"));
  const strip = (file: string) => {
    if (done.has(file)) return;
    done.add(file);
    const { code } = transformSync(readFileSync(file, "utf8"), { mode: "strip-only", filename: file });
    mkdirSync(dirname(place(file)), { recursive: true });
    writeFileSync(place(file), code.replace(importing, '$1"$2.mjs";'));
    for (const [, , to] of code.matchAll(importing)) strip(resolve(dirname(file), `${to}.ts`));
  };
  strip(resolve(entry));
  return { path: place(resolve(entry)), remove: () => rmSync(folder, { recursive: true }) };
}
