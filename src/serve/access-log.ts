/** A line a request: Apache's combined format, or JSON. */
import type { RawRequest } from "../exchange.ts";
import type { ExchangeRecord } from "../gateways/options.ts";

export const logFormats = ["combined", "json"] as const;
export type LogFormat = (typeof logFormats)[number];

/** The line, without its end. `at` is when the exchange ended. */
export function logLine(format: LogFormat, record: ExchangeRecord, at: Date): string {
  return format === "json" ? jsonLine(record, at) : combinedLine(record, at);
}

/**
 * `host - user [time] "request line" status bytes "referer" "user agent"`.
 *
 * What is not visible ASCII is written `\xHH`, as Apache does, so that nobody writes lines of his own into the log.
 */
function combinedLine({ request, status, bytes }: ExchangeRecord, at: Date): string {
  const line = request === undefined ? "-" : `${request.method} ${targetOf(request)} ${request.protocol}`;
  const remote = request?.remoteAddr ?? "-";
  const user = request?.variables?.get("REMOTE_USER" as never) ?? "-";
  const of = (name: string) => visible(headerOf(request, name) ?? "-");
  return `${visible(remote)} - ${visible(user)} [${clfTime(at)}] "${visible(line)}" ${status} ${bytes || "-"} "${of("referer")}" "${of("user-agent")}"`;
}

/** One object a line. A string's characters are bytes, U+0000 to U+00FF. */
function jsonLine({ request, status, bytes, milliseconds, ended }: ExchangeRecord, at: Date): string {
  return JSON.stringify({
    time: at.toISOString(),
    remote: request?.remoteAddr,
    method: request?.method,
    target: request && targetOf(request),
    protocol: request?.protocol,
    host: headerOf(request, "host"),
    status,
    bytes,
    milliseconds: Math.round(milliseconds * 1000) / 1000,
    ended,
    referer: headerOf(request, "referer"),
    agent: headerOf(request, "user-agent"),
  });
}

/** As it was sent, where that was seen. */
const targetOf = ({ target, scriptName, pathInfo, query }: RawRequest): string =>
  target ?? `${scriptName}${pathInfo}${query === "" ? "" : `?${query}`}`;

const headerOf = (request: RawRequest | undefined, name: string): string | undefined =>
  request?.headers.find(([other]) => other.toLowerCase() === name)?.[1];

const visible = (wire: string): string =>
  wire.replace(/["\\]|[^\x20-\x7e]/g, (one) =>
    one === '"' || one === "\\" ? `\\${one}` : `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number: number): string => String(number).padStart(2, "0");

/** In UTC, whatever the machine's zone. */
const clfTime = (at: Date): string =>
  `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
