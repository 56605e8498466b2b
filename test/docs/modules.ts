/**
 * The TypeScript of a document, as programs. All blocks under one heading of the second level are one module, in their
 * order; what a user imports from the package is imported from its sources, under lint.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export interface Section {
  readonly heading: string;
  readonly text: string;
}

export const sections = (document: string): Section[] =>
  readFileSync(document, "utf8")
    .split(/^(?=## )/m)
    .map((text) => ({ heading: /^#+ (.*)/.exec(text)![1]!, text }));

export const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language).map(([, , block]) => block!);

/** The sections of a document that have code, as one module each. */
export const modules = (document: string): { readonly heading: string; readonly source: string }[] =>
  sections(document)
    .map(({ heading, text }) => ({ heading, source: blocks(text, "ts").join("\n") }))
    .filter(({ source }) => source !== "");

/** A folder in the project for modules that are compiled, and imported. */
export class Folder {
  readonly path: string;

  constructor() {
    mkdirSync("dist", { recursive: true });
    this.path = mkdtempSync("dist/docs-");
  }

  /** A module, and the file that it is in. */
  write(name: string, source: string): string {
    const file = join(this.path, `${name}.ts`);
    writeFileSync(file, source.replace(/(?<=from ")babelgate[^"]*(?=")/g, sourceOf));
    return file;
  }

  /** What the compiler finds in these modules, under this project's own options: `file(line,column): error TS...`. */
  compile(): string[] {
    const config = join(this.path, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({ extends: resolve("tsconfig.json"), compilerOptions: { noUnusedLocals: false }, include: ["*.ts"] }),
    );
    const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", config, "--pretty", "false"], {
      encoding: "utf8",
    });
    return stdout.split(/^(?=\S+\(\d+,\d+\): error TS)/m).filter((error) => error.startsWith(this.path));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** `babelgate/proposals/flat` as the file that it is built from: what package.json exports, without `dist/`. */
function sourceOf(specifier: string): string {
  if (specifier === "babelgate") return "../../test/docs/linted.ts";
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, { default: string }> };
  const path = specifier.replace("babelgate", ".");
  const file = path.slice(path.lastIndexOf("/") + 1);
  const built = (exports[path] ?? exports[path.replace(/[^/]+$/, "*")])?.default ?? `./dist/src/${file}/${file}.js`;
  return built.replace("./dist/", "../../").replace("*", file).replace(/\.js$/, ".ts");
}

export const load = (file: string): Promise<Record<string, unknown>> => import(pathToFileURL(resolve(file)).href);

/**
 * What a source announces, `// @ts-expect-error TS2339: Property 'get' does not exist`, and what the compiler says there when
 * the announcements are taken out. Three dots in an announcement stand for any text.
 */
export function announcements(source: string): { readonly line: number; readonly announced: RegExp; readonly given: string }[] {
  const folder = new Folder();
  folder.write("errors", source.replaceAll("@ts-expect-error", "expected:"));
  const errors = folder.compile();
  folder.remove();
  return source.split("\n").flatMap((text, i) => {
    const [, announced] = /@ts-expect-error (.*)/.exec(text) ?? [];
    if (announced === undefined) return [];
    const given = errors.find((error) => error.includes(`.ts(${i + 2},`)) ?? "nothing";
    return { line: i + 1, announced: pattern(announced), given: given.replace(/.*: error /, "") };
  });
}

const pattern = (announced: string): RegExp =>
  new RegExp(
    `^${announced
      .split("...")
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join("[^]*")}`,
  );
