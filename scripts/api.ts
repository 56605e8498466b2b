/** docs/api.md: the public face from its docstrings, by way of API Extractor's model of dist/src/index.d.ts. */
import { readFileSync } from "node:fs";

interface Member {
  readonly kind: string;
  readonly name: string;
  readonly docComment?: string;
  readonly excerptTokens?: readonly { readonly text: string }[];
  readonly members?: readonly Member[];
}

const chapters: readonly (readonly [title: string, kinds: readonly string[]])[] = [
  ["Functions", ["Function"]],
  ["Values", ["Variable"]],
  ["Classes", ["Class"]],
  ["Types", ["Interface", "TypeAlias"]],
];

export function apiDocument(model: URL): string {
  const [entryPoint] = (JSON.parse(readFileSync(model, "utf8")) as Member).members!;
  const sections = chapters.map(
    ([title, kinds]) =>
      `## ${title}\n\n${entryPoint!
        .members!.filter(({ kind }) => kinds.includes(kind))
        .map(described)
        .join("\n")}`,
  );
  return `# API\n\nWhat \`import ... from "babelgate"\` gives. Sub-paths: \`babelgate/proposals/<id>\` (a profile, and its \`variants\`), \`babelgate/charset\` (\`charset(name)\`, any encoding of iconv-lite), \`babelgate/catalog\` and \`babelgate/compare\` (Node only).\n\n${sections.join("\n")}`;
}

function described(member: Member): string {
  const inner = (member.members ?? []).filter(({ docComment, kind }) => docComment || kind === "Constructor");
  const lines = inner.map(
    ({ docComment = "", excerptTokens = [] }) => `- \`${signature(excerptTokens)}\` ${prose(docComment).replace(/\s*\n\s*/g, " ")}`,
  );
  return `### ${member.name.replace(/_\d+$/, "")}\n\n\`\`\`ts\n${signature(member.excerptTokens ?? [])}\n\`\`\`\n\n${prose(member.docComment ?? "")}\n${lines.length > 0 ? `\n${lines.join("\n")}\n` : ""}`.replace(
    /\n{3,}/g,
    "\n\n",
  );
}

const signature = (tokens: readonly { text: string }[]): string =>
  tokens
    .map(({ text }) => text)
    .join("")
    .replace(/^export (?:declare |default )?/, "")
    .trim();

/** A docstring without its stars, tags as words. */
function prose(comment: string): string {
  const text = comment
    .replace(/^\/\*\*|\*\/\s*$/g, "")
    .replace(/^ ?\* ?/gm, "")
    .trim();
  return text
    .replace(/@throws\s+\{(\w+)\}\s*/g, "\n\nThrows `$1`: ")
    .replace(/@throws\s*/g, "\n\nThrows: ")
    .replace(/@param (\w+)\s*-?\s*/g, "\n- `$1`: ")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
