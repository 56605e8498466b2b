/** The proposals table, derived from the declarations, in the wording of the proposals page. */
import { type AnyCodec, isChoice, type Model } from "./codec.ts";
import type { Answer, Profile, StatusCode, Write } from "./profile.ts";
import type { Slot } from "./slots.ts";

export interface Table {
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly { readonly slot: string; readonly cells: { readonly [id: string]: string } }[];
}

const cgiSlots: readonly Slot[] = ["method", "protocol", "serverName", "serverPort", "remoteAddr", "remotePort"];
const urlSlots: readonly Slot[] = ["scriptName", "pathInfo", "path", "quotedScriptName", "quotedPathInfo", "query"];

const rows: readonly (readonly [slot: string, cell: (profile: Profile) => string])[] = [
  ["environ keys", ({ keys }) => keys],
  ["CGI values", (profile) => together([...slotCells(profile, cgiSlots), headerCell(profile)])],
  ["SCRIPT_NAME, PATH_INFO, QUERY_STRING", (profile) => together(slotCells(profile, urlSlots))],
  ["wsgi.url_scheme", (profile) => together(slotCells(profile, ["scheme"]))],
  // A body is bytes in every model: nobody proposed another.
  ["wsgi.input", () => "bytes"],
  ["status line", ({ response }) => answerCell(response.status)],
  [
    "headers",
    ({ response }) =>
      together([
        ["names", answerCell(response.headerName)],
        ["values", answerCell(response.headerValue)],
      ]),
  ],
  ["response iterable", ({ response }) => answerCell(response.body)],
  ["write() callback", ({ response }) => writeCell(response.write)],
];

/** One column a profile, one row a part of the interface. */
export function proposalsTable(profiles: readonly Profile[]): Table {
  return {
    columns: profiles.map(({ id, title }) => ({ id, title })),
    rows: rows.map(([slot, cell]) => ({ slot, cells: Object.fromEntries(profiles.map((profile) => [profile.id, cell(profile)])) })),
  };
}

type LabelledCell = readonly [label: string, cell: string];

/** One cell for all when they agree; otherwise the first, and the others by name. */
function together(cells: readonly LabelledCell[]): string {
  const [first] = cells;
  if (!first) return "";
  const others = cells.filter(([, cell], i) => cell !== first[1] && cells.findIndex(([, other]) => other === cell) === i);
  return [first[1], ...others.map(([label, cell]) => `${label} ${cell}`)].join(", ");
}

function slotCells({ environ }: Profile, slots: readonly Slot[]): LabelledCell[] {
  return Object.entries(environ).flatMap(([key, entry]): LabelledCell[] => {
    if (entry.mirror || entry.extra) return [];
    if (entry.is === "address") return slots.includes(entry.host) ? [[key, modelCell(entry.codec)]] : [];
    return entry.is === "variable" && slots.includes(entry.slot) ? [[key, modelCell(entry.codec)]] : [];
  });
}

function headerCell({ headers }: Profile): LabelledCell {
  return ["headers", modelCell(headers.as === "HTTP_*" ? headers.codec : headers.value)];
}

/** "unless otherwise stated, all Unicode strings are decoded using ISO-8859-1" (the proposals table, second note). */
function modelCell(model: Model): string {
  const codec: AnyCodec = isChoice(model) ? model.among[0] : model;
  const remark = codec.note ?? (codec.type === "unicode" && codec.name.toLowerCase() !== "iso-8859-1" ? codec.name : undefined);
  return remark === undefined ? codec.type : `${codec.type} (${remark})`;
}

function answerCell(answer: Answer | StatusCode): string {
  if (!("accepts" in answer)) return "int";
  const [first, ...others] = answer.accepts.map(modelCell) as [string, ...string[]];
  if (others.length === 0) return first;
  return answer.wording === "or" ? [first, ...others].join(" or ") : `${first} (or ${others.join(", ")})`;
}

const writeCell = (write: Write): string => ("standing" in write ? `(${write.standing})` : answerCell(write));
