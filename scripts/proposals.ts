/** docs/proposals.md: every declaration as a table, with what obliges each variable. */
import { markdownTable } from "markdown-table";
import { type AnyCodec, isChoice, type Model } from "../src/codec.ts";
import type { Answer, Entry, Profile } from "../src/profile.ts";
import { facts, slotInfo } from "../src/slots.ts";
import { proposalsTable } from "../src/table.ts";

export function proposalsDocument(profiles: readonly Profile[]): string {
  const { columns, rows } = proposalsTable(profiles.filter(({ id }) => !id.includes("@")));
  const summary = markdownTable([
    ["", ...columns.map(({ title }) => title)],
    ...rows.map(({ slot, cells }) => [slot, ...columns.map(({ id }) => cells[id]!)]),
  ]);
  return `# The proposals\n\nRead off the declarations in \`proposals/\`. A variant, \`proposal@reading\`, is another reading of the same sources.\n\n${summary}\n\n${profiles.map(section).join("\n")}`;
}

function section(profile: Profile): string {
  const { id, about, source, convention, keys, response } = profile;
  const key = (name: string) => (keys === "bytes" ? `\`b'${name}'\`` : `\`'${name}'\``);
  const entries = Object.entries(profile.environ).map(([name, entry]) => [key(name), valueOf(entry), aboutOf(entry), sourceOf(entry)]);
  const records = [
    ...new Set(
      Object.values(profile.environ).flatMap((entry) => (entry.is === "variable" && isChoice(entry.codec) ? [entry.codec.recordedIn] : [])),
    ),
  ];
  const headers =
    profile.headers.as === "HTTP_*"
      ? [key("HTTP_*"), codecName(profile.headers.codec), "request headers, merged", profile.headers.source ?? "RFC 3875, 4.1.18"]
      : [
          key(profile.headers.key),
          `pairs of ${codecName(profile.headers.name)}, ${codecName(profile.headers.value)}`,
          "request headers, every line apart",
          profile.headers.source ?? "",
        ];
  const table = markdownTable([
    ["key", "value", "is", "source"],
    ...entries,
    ...records.map((name) => [key(name), "name of a codec", "the codec that was chosen", "this proposal"]),
    headers,
  ]);
  const answers = markdownTable([
    ["answer", "type", "source"],
    ["status", "accepts" in response.status ? accepted(response.status) : "an integer", response.status.source ?? ""],
    ["header name", accepted(response.headerName), response.headerName.source ?? ""],
    ["header value", accepted(response.headerValue), response.headerValue.source ?? ""],
    ["body chunk", accepted(response.body), response.body.source ?? ""],
    [
      "write()",
      "standing" in response.write ? response.write.standing : accepted(response.write),
      "source" in response.write ? (response.write.source ?? "") : "",
    ],
  ]);
  return `## ${id}\n\n${about}\n\nSource: <${source}>. Called by \`${convention}\`.\n\n${table}\n\n${answers}\n`;
}

function valueOf(entry: Entry): string {
  switch (entry.is) {
    case "variable":
      return modelName(entry.codec);
    case "address":
      return `[${codecName(entry.codec)}, number]`;
    case "constant":
      return `\`${JSON.stringify(entry.value)}\``;
    case "fact":
      return { input: "stream of bytes", errors: "stream of text" }[entry.fact as string] ?? "boolean";
  }
}

function aboutOf(entry: Entry): string {
  const remarks = [entry.mirror && "a second spelling", entry.extra && "where the server adds it"].filter(Boolean);
  const about =
    entry.is === "variable"
      ? slotInfo(entry.slot).about
      : entry.is === "fact"
        ? facts[entry.fact].about
        : entry.is === "address"
          ? slotInfo(entry.host).about
          : "a constant";
  return [about, ...remarks].join("; ");
}

function sourceOf(entry: Entry): string {
  if (entry.source) return entry.source;
  if (entry.is === "variable") return slotInfo(entry.slot).section;
  if (entry.is === "address") return slotInfo(entry.host).section;
  return "PEP 3333, environ Variables";
}

const codecName = (codec: AnyCodec): string => (codec.type === "bytes" ? "bytes" : `${codec.type} (${codec.name})`);
const modelName = (model: Model): string => (isChoice(model) ? model.among.map(codecName).join(", else ") : codecName(model));
const accepted = ({ accepts, wording }: Answer): string => accepts.map(codecName).join(wording === "(or)" ? "; tolerated: " : " or ");
