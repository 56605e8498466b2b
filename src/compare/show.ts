/**
 * What the text, Markdown and HTML reports show alike: Python's repr, request messages made legible, verdicts
 * in words, counterexamples retold. No markup and no colour.
 */
import type { Notation, NotedEnviron } from "../notation.ts";
import { fromHex } from "../wire.ts";
import type { Counterexample, Result } from "./report.ts";
import { verdictMarks } from "./verdict.ts";

/* ---- Python's repr ----------------------------------------------------------- */

/** `letter`: a character beyond ASCII. `undecoded`: a byte that a decoder escaped (a lone surrogate) or replaced (U+FFFD). */
export interface Piece {
  readonly kind: "plain" | "letter" | "escape" | "undecoded";
  readonly text: string;
}

const plain = (text: string): Piece => ({ kind: "plain", text });

/** What Python's `repr` prints of the value. A tuple cannot be told from a list in the notation, and is shown as one. */
export const repr = (value: Notation): string => joined(reprPieces(value));

/** The same, cut where something else than ASCII stands. */
export function reprPieces(value: Notation): Piece[] {
  if (value === null) return [plain("None")];
  if (typeof value === "boolean") return [plain(value ? "True" : "False")];
  if (typeof value === "number") return [plain(String(value))];
  if ("bytes" in value) return [plain("b"), ...quoted(fromHex(value.bytes), bytePiece)];
  if ("str" in value) return quoted(value.str, characterPiece);
  if ("object" in value) return [plain(`<${legible(value.object)}>`)];
  if ("dict" in value)
    return listed(
      "{",
      value.dict.map(([key, item]) => [...reprPieces(key), plain(": "), ...reprPieces(item)]),
      "}",
    );
  return listed("[", value.map(reprPieces), "]");
}

function quoted(text: string, pieceOf: (character: string) => Piece): Piece[] {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (character) =>
    character === quote || character === "\\" ? plain(`\\${character}`) : pieceOf(character),
  );
  return merged([plain(quote), ...inside, plain(quote)]);
}

const listed = (open: string, items: readonly Piece[][], close: string): Piece[] =>
  merged([plain(open), ...items.flatMap((item, i) => (i === 0 ? item : [plain(", "), ...item])), plain(close)]);

const named: { readonly [character: string]: string } = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

function bytePiece(byte: string): Piece {
  if (byte >= " " && byte <= "~") return plain(byte);
  return { kind: "escape", text: named[byte] ?? `\\x${hex(byte.charCodeAt(0), 2)}` };
}

// str.isprintable(): every category but the C and Z ones, and of those the space.
const unprintable = /^(?! )[\p{C}\p{Z}]/u;

function characterPiece(character: string): Piece {
  const code = character.codePointAt(0)!;
  if (code === 0xfffd) return { kind: "undecoded", text: character };
  if (!unprintable.test(character)) return { kind: code < 0x80 ? "plain" : "letter", text: character };
  const kind = character.isWellFormed() ? "escape" : "undecoded";
  if (code < 0x100) return { kind, text: named[character] ?? `\\x${hex(code, 2)}` };
  return { kind, text: code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}` };
}

/** A text for people with whatever cannot be printed escaped, so that it is well-formed and stays on its line. */
export const legible = (text: string): string => joined(Array.from(text, characterPiece));

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join("");

function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === piece.kind) result[result.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    else result.push(piece);
  }
  return result;
}

/* ---- requests ---------------------------------------------------------------- */

/** The lines of a request message, without the empty ones at its end; other bytes than ASCII as `\xNN`, a backslash as two. */
export const requestLines = (message: string): string[] => requestPieces(message).map(joined);

/** The same, cut where something else than ASCII stands. */
export function requestPieces(message: string): Piece[][] {
  const lines = fromHex(message).split("\r\n");
  while (lines.at(-1) === "") lines.pop();
  return lines.map((line) => merged(Array.from(line, (byte) => (byte === "\\" ? plain("\\\\") : bytePiece(byte)))));
}

/** On one line: method, target, and the headers but the usual host. */
function requestInShort(message: string): string {
  const [first = "", ...headers] = requestLines(message);
  return [first.replace(/ HTTP\/1\.[01]$/, ""), ...headers.filter((line) => line !== "Host: example.org").map((line) => line.trim())].join(
    ", ",
  );
}

/* ---- counterexamples ---------------------------------------------------------- */

export interface Row {
  readonly key: Notation;
  readonly value: Notation;
}

/** What came back of a value that was sent through other models. */
export interface Trip {
  readonly through: readonly string[];
  readonly value?: Notation;
  readonly refusal?: string;
}

/** One step of a counterexample: what was given, and what became of it. */
export interface Scene {
  /** A request message, in hex. */
  readonly request?: string;
  readonly behind?: "cgi";
  readonly mount?: Notation;
  readonly expected?: Notation;
  /** What the application answered, or wrote into the environ, by part. */
  readonly values?: readonly Row[];
  readonly environ?: readonly Row[];
  /** The bytes that went out. */
  readonly wire?: Notation;
  readonly trips?: readonly Trip[];
  readonly refusal?: string;
}

/** A counterexample as scenes. `profile` is whose it is: messages do not repeat its name. */
export function scenesOf({ requests, behind, mount, expected, answer, made }: Counterexample, profile: string): Scene[] {
  const values = answer && { values: Object.entries(answer).map(([key, value]): Row => ({ key: { str: key }, value })) };
  const seen = { ...(behind && { behind }), ...(mount && { mount }), ...(expected !== undefined && { expected }) };
  if (requests && Array.isArray(made)) {
    return requests.map((request, i) => ({ request, ...seen, ...environOf((made as readonly NotedEnviron[])[i] ?? [], profile) }));
  }
  const outcome = outcomeOf(made as Notation | undefined, profile);
  return requests ? requests.map((request) => ({ request, ...seen, ...values, ...outcome })) : [{ ...values, ...outcome }];
}

/** A refusal's message without the name of the profile it is about. */
export const withoutProfile = (message: string, profile: string): string =>
  message.startsWith(`${profile} `) ? message.slice(profile.length + 1) : message;

const textIn = (value: Notation | undefined): string | undefined =>
  typeof value === "object" && value !== null && "str" in value ? value.str : undefined;

function environOf(pairs: NotedEnviron, profile: string): Pick<Scene, "environ" | "refusal"> {
  const [only, ...others] = pairs;
  if (only && others.length === 0 && textIn(only[0]) === "error")
    return { refusal: withoutProfile(textIn(only[1]) ?? repr(only[1]), profile) };
  return { environ: pairs.map(([key, value]) => ({ key, value })) };
}

function outcomeOf(made: Notation | undefined, profile: string): Pick<Scene, "wire" | "trips" | "refusal"> {
  if (made === undefined) return {};
  const message = textIn(made);
  if (message !== undefined) return { refusal: withoutProfile(message, profile) };
  return Array.isArray(made) ? { trips: tripsOf(made as readonly (readonly [Notation, Notation])[]) } : { wire: made };
}

/** Models that gave the same value back stand together. */
function tripsOf(pairs: readonly (readonly [Notation, Notation])[]): Trip[] {
  const trips = new Map<string, Trip>();
  for (const [model, back] of pairs) {
    const name = textIn(model) ?? repr(model);
    const message = textIn(back);
    const refusal = message?.startsWith(`${name} `) ? withoutProfile(message, name) : undefined;
    const found = refusal === undefined ? { value: back } : { refusal };
    const key = JSON.stringify(found);
    trips.set(key, { through: [...(trips.get(key)?.through ?? []), name], ...found });
  }
  return [...trips.values()];
}

/** A counterexample on one line: `GET /%E9 → PATH_INFO '/é'; GET /%C3%A9 → PATH_INFO '/é'`. */
export const counterexampleLine = (counterexample: Counterexample, profile: string): string =>
  scenesOf(counterexample, profile).map(sceneLine).join("; ");

/** A result on one line: its counterexample, and the reason where that does not show it. Undefined when it just holds. */
export function resultLine({ verdict, counterexample, reason }: Result, profile: string): string | undefined {
  // Only a refusal, and what is not applicable, has a reason of its own.
  const why = reason === verdictMarks[verdict].meaning ? undefined : legible(withoutProfile(reason, profile));
  if (!counterexample) return why;
  const line = counterexampleLine(counterexample, profile);
  const shown = scenesOf(counterexample, profile).some(
    ({ refusal, trips }) => refusal !== undefined || trips?.some((trip) => trip.refusal !== undefined),
  );
  return why === undefined || shown ? line : `${line} → ${why}`;
}

function sceneLine({ request, behind, mount, expected, values, environ, wire, trips, refusal }: Scene): string {
  const given =
    request === undefined ? [] : [`${requestInShort(request)}${behind ? " (CGI)" : ""}${mount ? ` (mounted at ${repr(mount)})` : ""}`];
  const outcome = [
    ...(environ ? [`${rowsLine(environ)}${expected === undefined ? "" : `, not ${repr(expected)}`}`] : []),
    ...(wire === undefined ? [] : [`${repr(wire)} on the wire`]),
    ...(trips ?? []).map(
      ({ through, value, refusal }) =>
        `${value === undefined ? `refused (${legible(refusal ?? "")})` : repr(value)} through ${through.join(", ")}`,
    ),
    ...(refusal === undefined ? [] : [`refused: ${legible(refusal)}`]),
  ];
  return [...given, ...(values ? [rowsLine(values)] : []), ...(outcome.length > 0 ? [outcome.join(", ")] : [])].join(" → ");
}

/** Keys and values; empty ones only where there is nothing else. */
function rowsLine(rows: readonly Row[]): string {
  const telling = rows.filter(({ value }) => !/^b?''$/.test(repr(value)));
  return (telling.length > 0 ? telling : rows).map(({ key, value }) => `${keyText(key)} ${repr(value)}`).join(", ");
}

/** A key as people write it; one of bytes shows that it is. */
export function keyText(key: Notation): string {
  const text = textIn(key);
  return text === undefined ? repr(key) : legible(text);
}
