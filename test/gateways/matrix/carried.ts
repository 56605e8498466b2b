/** What becomes of header lines and answers on their way: one function each, applied to both sides of a comparison. */
import { cgiName, mergeHeaders } from "../../../src/cgi/headers.ts";
import type { RawHeader } from "../../../src/exchange.ts";
import { isHopByHop } from "../../../src/gateways/response-head.ts";
import { reasonPhrase } from "../../../src/reason-phrases.ts";
import type { ByteString } from "../../../src/wire.ts";
import type { Observation } from "../../matrix/observe.ts";

export type Lines = readonly RawHeader[];

/* ---- what becomes of requests ------------------------------------------------------ */

export const asIs = (lines: Lines) => lines;

/** One variable a name, in no order; an empty CONTENT_TYPE is none (RFC 3875, 4.1). */
export function asVariables(lines: Lines): Lines {
  const named = lines.filter(([name]) => cgiName(name) !== undefined);
  return sorted([...mergeHeaders(named)].filter(([key, value]) => value !== "" || key.startsWith("HTTP_")).map(unmerged));
}

const unmerged = ([key, value]: RawHeader): RawHeader => [
  key
    .replace(/^HTTP_/, "")
    .replaceAll("_", "-")
    .toLowerCase() as ByteString,
  value,
];

/** Lower case, joined, in the order of the alphabet (Fetch Standard, sort and combine). */
export const asHeaders = (lines: Lines) => [...new Headers(lines as unknown as [string, string][])] as unknown as Lines;

/** The names that have a code come in the spelling of the container (AJPv13, Request Headers). */
export const inLowerCase = (lines: Lines): Lines => lines.map(([name, value]) => [name.toLowerCase() as ByteString, value]);

const sorted = (lines: Lines): Lines => [...lines].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/* ---- what becomes of answers ------------------------------------------------------- */

const inAnswer =
  (change: (lines: Observation["headers"]) => Observation["headers"]) =>
  (answer: Observation): Observation => ({ ...answer, headers: change(answer.headers) });

export const plain = inAnswer((lines) => lines);

/** Content-Length comes last: Node takes no Content-Disposition of bytes after it. */
export const lengthLast = inAnswer((lines) => {
  const isLength = ([name]: readonly [string, string]) => name.toLowerCase() === "content-length";
  return [...lines.filter((line) => !isLength(line)), ...lines.filter(isLength)];
});

export const lowerCase = inAnswer((lines) => lines.map(([name, value]) => [name.toLowerCase(), value]));

/** A Response without a phrase has an empty one. */
export const asResponse = (answer: Observation): Observation => ({
  ...answer,
  status: answer.status.replace(/^(\d+) $/, (_, code) => `${code} ${reasonPhrase(Number(code))}`),
  headers: [...new Headers(answer.headers as unknown as [string, string][])],
});

/** What belongs to a connection no gateway passes on (RFC 9110, 7.6.1). */
export const passedOn = inAnswer((lines) => lines.filter((line) => !isHopByHop(line as RawHeader)));

/** White space around a value is none of it (RFC 9112, 5.1). */
export const trimmed = inAnswer((lines) => lines.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, "")]));
