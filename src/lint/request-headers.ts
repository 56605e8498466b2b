/** The headers of a request, where the profile has them. */
import { encodeWith } from "../codec.ts";
import { inPlace } from "../errors.ts";
import type { HeaderPlacement, Profile } from "../profile.ts";
import { checked, type Note } from "./finding.ts";

/** Variables that RFC 3875 names without HTTP_, which some servers make twice. */
const twice: readonly string[] = ["HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"];
/** Headers of which there is one, whoever sent the request. */
const single: readonly string[] = ["content-length", "host"];

/**
 * A variable of RFC 3875, 4.1 that the profile does not declare: a header's, or one of the server's own.
 * Gives its bytes, undefined where it is none.
 */
export function checkMetaVariable({ headers }: Profile, key: string, value: unknown, note: Note): string | undefined {
  if (headers.as !== "HTTP_*" || !/^[A-Z][A-Z0-9_]*$/.test(key)) return undefined;
  if (twice.includes(key)) note("FORBIDDEN_VARIABLE", "is without HTTP_ in CGI", { key });
  if (key === "HTTP_PROXY") note("HTTPOXY", "is a setting of HTTP clients", { key });
  const wire = checked(note, sourceOf(headers), () => inPlace({ key }, () => encodeWith(headers.codec, value)));
  if (wire === undefined) return undefined;
  const offset = /^(HTTP|CONTENT)_/.test(key) ? wire.search(/[\0\r\n]/) : wire.search(/\0/);
  if (offset >= 0) note("HEAD_INJECTION", "holds a control character", { key, offset });
  if (key === "CONTENT_LENGTH" && !/^\d*$/.test(wire))
    note("BAD_CONTENT_LENGTH", "is not a decimal number", { key, source: "RFC 3875, 4.1.2" });
  return wire;
}

const sourceOf = ({ source }: HeaderPlacement): string => source ?? "PEP 3333, environ Variables";

/** Header lines of a scope, in wire bytes. Gives what Content-Length says. */
export function checkLines(
  { headers }: Profile,
  key: string,
  lines: readonly (readonly [name: string, value: string])[],
  note: Note,
): string | undefined {
  const found = new Map<string, string>();
  lines.forEach(([name, value], i) => {
    const at = `${key}[${i}]`;
    const lower = name.toLowerCase();
    const letter = name.search(/[A-Z]/);
    if (headers.as === "pairs" && headers.name.python.lower && letter >= 0)
      note("UPPER_CASE_NAME", "the name is not in lower case", { key: at, offset: letter });
    if (single.includes(lower) && found.has(lower)) note("REPEATED_HEADER", `there is a second ${lower}`, { key: at });
    found.set(lower, value);
    const offset = value.search(/[\0\r\n]/);
    if (offset >= 0) note("HEAD_INJECTION", "the value holds a control character", { key: at, offset });
    if (lower === "content-length" && !/^\d+$/.test(value)) note("BAD_CONTENT_LENGTH", "is not a decimal number", { key: at });
  });
  return found.get("content-length");
}
