/** Environs of one request beside each other: a row a part of the request, a line for the models that agree on it. */

import { isChoice } from "../codec.ts";
import { repr } from "../compare/show.ts";
import type { Notation, NotedEnviron } from "../notation.ts";
import type { Entry, Profile } from "../profile.ts";
import { fromHex } from "../wire.ts";
import { colours } from "./output.ts";

interface Shown {
  readonly profile: Profile;
  readonly environ?: NotedEnviron;
  readonly error?: { readonly message: string };
}

interface Line {
  readonly part: string;
  readonly key: string;
  readonly value: string;
  readonly profiles: readonly string[];
}

/** Lines grouped by part, in the order in which the first model has them. */
export function sideBySide(shown: readonly Shown[]): string {
  const lines: Line[] = [];
  for (const { profile, environ = [] } of shown) {
    for (const [key, value] of environ)
      add(lines, { part: partOf(profile, spelt(key)), key: repr(key), value: repr(value), profiles: [profile.id] });
  }
  const parts = [...new Set(lines.map(({ part }) => part))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const sorted = parts.flatMap((part) => lines.filter((line) => line.part === part));
  const width = (cells: readonly string[]) => Math.max(...cells.map((cell) => cell.length), 0);
  const keys = width(sorted.map(({ key }) => key));
  const values = Math.min(60, width(sorted.map(({ value }) => value)));
  const body = sorted.map(({ key, value, profiles }) => {
    const all = profiles.length === shown.length ? "all" : profiles.join(", ");
    return `${colours.bold(key.padEnd(keys))}  ${highlight(value)}${" ".repeat(Math.max(0, values - value.length))}  ${colours.dim(all)}`;
  });
  const refused = shown.flatMap(({ profile, error }) => (error ? [`${colours.red("refused")}  ${profile.id}: ${error.message}`] : []));
  return `${[...body, ...(refused.length ? ["", ...refused] : [])].join("\n")}\n`;
}

function add(lines: Line[], line: Line): void {
  const at = lines.findIndex(({ part, key, value }) => part === line.part && key === line.key && value === line.value);
  if (at < 0) lines.push(line);
  else lines[at] = { ...line, profiles: [...lines[at]!.profiles, ...line.profiles] };
}

const spelt = (key: Notation): string =>
  typeof key === "object" && key && "bytes" in key ? fromHex(key.bytes) : (key as { str: string }).str;

/** What a variable stands for, so that `path` comes beside `PATH_INFO`. */
function partOf(profile: Profile, key: string): string {
  const entry: Entry | undefined = profile.environ[key];
  if (entry?.is === "variable") return entry.slot;
  if (entry?.is === "fact") return `~${entry.fact}`;
  if (entry?.is === "address") return entry.host;
  if (entry?.is === "constant") return `~${key}`;
  const choice = Object.values(profile.environ).find(
    (other) => other.is === "variable" && isChoice(other.codec) && other.codec.recordedIn === key,
  );
  return choice ? "pathInfo" : key;
}

const order = [
  "method",
  "target",
  "scriptName",
  "rawScriptName",
  "quotedScriptName",
  "path",
  "pathInfo",
  "quotedPathInfo",
  "rawPath",
  "rawPathInfo",
  "query",
  "protocol",
  "scheme",
  "serverName",
  "serverPort",
  "remoteAddr",
  "remotePort",
];

/** Parts of the request line first, then headers, then what is no string. */
const rank = (part: string): number =>
  part.startsWith("~") ? order.length + 1 : order.includes(part) ? order.indexOf(part) : order.length;

/** What is no plain ASCII stands out: escapes, and characters beyond ASCII. */
const highlight = (value: string): string =>
  value.replace(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)|[^\x20-\x7e]+/g, (odd) => colours.yellow(odd));
