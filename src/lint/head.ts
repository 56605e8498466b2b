/** The head of an answer: what the readers of `answer.ts` refuse, and what they let pass and the documents do not. */
import { readHeaders, readStatus } from "../answer.ts";
import { StringModelError } from "../errors.ts";
import type { RawHeader } from "../exchange.ts";
import type { Answer, Profile, StatusCode } from "../profile.ts";
import { checked, type Note } from "./finding.ts";

/** What the rules about the body need to know of the head. */
export interface Head {
  readonly status: number;
  readonly hasType: boolean;
  readonly length: number | undefined;
}

/** A response whose body HTTP forbids (RFC 9110, 6.4.1). */
export const bodiless = (status: number): boolean => status < 200 || status === 204 || status === 304;

/** Holds status and headers to the profile. Undefined where the status has no number. */
export function checkHead(profile: Profile, status: unknown, headers: unknown, note: Note): Head | undefined {
  const number = checkStatus(profile, status, note);
  const lines = checkLines(profile, headers, note);
  for (const [name, value, key] of lines) checkLine(profile, name, value, key, note);
  const length = checkLength(lines, note);
  // Of what is no list it is not known.
  const hasType = checkType(lines, note) || !Array.isArray(headers);
  if (number === undefined) return undefined;
  if (bodiless(number)) forbidContent(number, length !== undefined, hasType, note);
  else if (number === 200 && !hasType) note("NO_CONTENT_TYPE", "a 200 without a Content-Type", { key: "headers" });
  return { status: number, hasType, length };
}

/** A header line in wire bytes, and its name in findings. */
type Line = readonly [...RawHeader, key: string];

function checkStatus(profile: Profile, value: unknown, note: Note): number | undefined {
  const read = checked(note, sourceOf(profile.response.status), () => readStatus(profile, value as never));
  if (read === undefined) return undefined;
  if (/^ | $/.test(read.reason ?? "")) note("STATUS_SPACES", "one space stands between number and phrase", { key: "status" });
  if (read.status < 200) note("INTERIM_STATUS", `${read.status} is followed by another response`, { key: "status" });
  return read.status;
}

/** The lines that can be read; each is read alone, so that one bad line does not hide the next. */
function checkLines(profile: Profile, headers: unknown, note: Note): Line[] {
  const source = sourceOf(profile.response.headerName);
  if (!Array.isArray(headers)) {
    checked(note, source, () => readHeaders(profile, headers as never));
    return [];
  }
  return headers.flatMap((pair: unknown, i) => {
    const read = checked(note, source, () => readLine(profile, pair, i));
    return read === undefined ? [] : [[...read, `headers[${i}]`] as const];
  });
}

function readLine(profile: Profile, pair: unknown, i: number): RawHeader {
  try {
    return readHeaders(profile, [pair] as never)[0]!;
  } catch (error) {
    throw error instanceof StringModelError ? error.at({ key: error.where.key?.replace("headers[0]", `headers[${i}]`) }) : error;
  }
}

const sourceOf = (answer: Answer | StatusCode): string | undefined => answer.source;

/** RFC 2616, 13.5.1, with the name that RFC 9110 gives Trailers. */
const hopByHop: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
];

function checkLine(profile: Profile, name: string, value: string, key: string, note: Note): void {
  const lower = name.toLowerCase();
  const cgiShaped = profile.headers.as === "HTTP_*";
  if (lower === "status") note("STATUS_HEADER", "is called Status", { key });
  if (hopByHop.includes(lower)) note("HOP_BY_HOP", `${name} is the server's`, { key });
  if (cgiShaped && !/^[A-Za-z]([\w-]*[A-Za-z0-9])?$/.test(name)) note("ODD_HEADER_NAME", `${name} is no name for a CGI variable`, { key });
  const letter = name.search(/[A-Z]/);
  if (profile.response.headerName.accepts[0].python.lower && letter >= 0)
    note("UPPER_CASE_NAME", "the name is not in lower case", { key, offset: letter });
  const tab = value.indexOf("\t");
  if (cgiShaped && tab >= 0) note("TAB_IN_VALUE", "the value holds a TAB", { key: `${key} ${name}`, offset: tab });
}

/** What Content-Length says: a decimal number, once. */
function checkLength(lines: readonly Line[], note: Note): number | undefined {
  const [first, second] = lines.filter(([name]) => name.toLowerCase() === "content-length");
  if (first === undefined) return undefined;
  if (second !== undefined) note("BAD_CONTENT_LENGTH", "is there twice", { key: second[2] });
  if (/^\d{1,15}$/.test(first[1])) return Number(first[1]);
  note("BAD_CONTENT_LENGTH", "is not a decimal number", { key: first[2] });
  return undefined;
}

function checkType(lines: readonly Line[], note: Note): boolean {
  const [first, second] = lines.filter(([name]) => name.toLowerCase() === "content-type");
  if (second !== undefined) note("REPEATED_HEADER", "there is a second Content-Type", { key: second[2] });
  return first !== undefined;
}

function forbidContent(status: number, hasLength: boolean, hasType: boolean, note: Note): void {
  if (hasType) note("FORBIDDEN_CONTENT_TYPE", `a ${status} with a Content-Type`, { key: "headers" });
  if (hasLength) note("FORBIDDEN_CONTENT_LENGTH", `a ${status} with a Content-Length`, { key: "headers" });
}
