/**
 * A second reader of request messages, written for being obviously right and for nothing else: the whole
 * message as one string, the grammar as regular expressions (RFC 9112). It says yes or no, not why.
 */
export interface PlainRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const requestLine = new RegExp(`^(${token}) ([!-"$-~\\x80-\\xff]+) (HTTP/1\\.[01])$`);
const fieldLine = new RegExp(`^(${token}):[ \\t]*([\\t -~\\x80-\\xff]*?)[ \\t]*$`);
const host = /^(?:\[[^\x00-\x20/?#@\\,"<>^`{|}\x7f-\xff[\]]+\]|[^\x00-\x20/?#@\\,"<>^`{|}\x7f-\xff[\]:]+)(?::([0-9]*))?$/;
const chunkLine =
  /^([0-9a-f]+)(?:;[!#$%&'*+\-.^_`|~0-9a-z]+(?:=(?:[!#$%&'*+\-.^_`|~0-9a-z]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*\r\n/i;

/** The request, or undefined where it is refused for whatever reason. */
export function readPlain(wire: string): PlainRequest | undefined {
  const blank = wire.indexOf("\r\n\r\n");
  if (blank === -1) return undefined;
  const [first, ...lines] = wire.slice(0, blank).split("\r\n") as [string, ...string[]];
  const line = requestLine.exec(first);
  const fields = readFields(lines);
  if (!line || !fields) return undefined;
  const [, method, target, version] = line as unknown as [string, string, string, string];
  if (!isTarget(method, target) || !isHost(version, values(fields, "host"))) return undefined;
  const body = readBody(version, fields, wire.slice(blank + 4));
  return body === undefined ? undefined : { method, target, version, headers: fields, body };
}

function readFields(lines: readonly string[]): [string, string][] | undefined {
  const fields = lines.map((line) => fieldLine.exec(line));
  return fields.includes(null) ? undefined : fields.map((field) => [field![1]!, field![2]!]);
}

function values(fields: readonly (readonly [string, string])[], name: string): string[] {
  return fields.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

function isTarget(method: string, target: string): boolean {
  if (method === "CONNECT") return isAuthority(target) && /:[0-9]+$/.test(target);
  if (target === "*") return method === "OPTIONS";
  const url = /^https?:\/\/([^/?]*)/i.exec(target);
  return url ? isAuthority(url[1]!) : target.startsWith("/");
}

function isAuthority(text: string): boolean {
  const match = host.exec(text);
  return match !== null && Number(match[1] ?? 0) <= 65535;
}

function isHost(version: string, hosts: readonly string[]): boolean {
  if (hosts.length === 0) return version === "HTTP/1.0";
  return hosts.length === 1 && (hosts[0] === "" || isAuthority(hosts[0]!));
}

function readBody(version: string, fields: readonly (readonly [string, string])[], rest: string): string | undefined {
  const lengths = values(fields, "content-length");
  const codings = values(fields, "transfer-encoding");
  if (codings.length > 0) {
    const good = version === "HTTP/1.1" && lengths.length === 0 && codings.length === 1 && /^chunked$/i.test(codings[0]!);
    return good ? readChunks(rest) : undefined;
  }
  if (lengths.length === 0) return rest === "" ? "" : undefined;
  const good = lengths.length === 1 && /^[0-9]+$/.test(lengths[0]!) && Number(lengths[0]) === rest.length;
  return good ? rest : undefined;
}

function readChunks(rest: string): string | undefined {
  const line = chunkLine.exec(rest);
  if (!line) return undefined;
  const size = Number.parseInt(line[1]!, 16);
  const after = rest.slice(line[0].length);
  if (size === 0) return isTrailer(after) ? "" : undefined;
  if (after.slice(size, size + 2) !== "\r\n") return undefined;
  const more = readChunks(after.slice(size + 2));
  return more === undefined ? undefined : after.slice(0, size) + more;
}

function isTrailer(section: string): boolean {
  if (section === "\r\n") return true;
  if (section.indexOf("\r\n\r\n") !== section.length - 4) return false;
  const fields = readFields(section.slice(0, -4).split("\r\n"));
  return fields !== undefined && !fields.some(([name]) => /^(?:host|content-length|transfer-encoding)$/i.test(name));
}
