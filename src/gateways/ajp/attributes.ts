/** The attributes of a request: what HTTP has no header for (mod_proxy_ajp, Attributes). */
import type { ByteString } from "../../wire.ts";
import { empty } from "../../wire.ts";
import { isTarget } from "../http1/syntax.ts";
import { attribute } from "./codes.ts";
import type { Fields } from "./fields.ts";

export interface Attributes {
  /** Absent where the target had no "?". */
  readonly query?: ByteString | undefined;
  readonly storedMethod?: ByteString | undefined;
  readonly secret?: ByteString | undefined;
  readonly remotePort?: ByteString | undefined;
  /** What becomes a variable of the environ, by its name there. */
  readonly variables: ReadonlyMap<ByteString, ByteString>;
}

/** What an attribute with a code is called in CGI (RFC 3875, 4.1; mod_ssl). Others of the web server's keep their names. */
const variableOf: Readonly<Record<number, string>> = {
  [attribute.remoteUser]: "REMOTE_USER",
  [attribute.authType]: "AUTH_TYPE",
  [attribute.jvmRoute]: "JVM_ROUTE",
  [attribute.sslCert]: "SSL_CLIENT_CERT",
  [attribute.sslCipher]: "SSL_CIPHER",
  [attribute.sslSession]: "SSL_SESSION_ID",
  [attribute.sslKeySize]: "SSL_CIPHER_USEKEYSIZE",
};

/** Attributes that mod_proxy_ajp itself adds by name, since the protocol forgot them. */
const forgotten: Readonly<Record<string, string>> = { AJP_LOCAL_ADDR: "SERVER_ADDR", AJP_SSL_PROTOCOL: "SSL_PROTOCOL" };

/** Variables that a request has of its own: nobody's attribute takes their place, least of all a header's. */
const own =
  /^(?:HTTPS?|HTTP_.*|CONTENT_(?:LENGTH|TYPE)|GATEWAY_INTERFACE|PATH_(?:INFO|TRANSLATED)|QUERY_STRING|RE(?:MOTE_(?:ADDR|HOST|PORT)|QUEST_(?:METHOD|URI))|SCRIPT_NAME|SERVER_(?:ADDR|NAME|PORT|PROTOCOL))$/;

/** @throws {StringModelError} BAD_PACKET, BAD_TARGET for a query that no target has */
export function readAttributes(fields: Fields): Attributes {
  const variables = new Map<ByteString, ByteString>();
  const read: { -readonly [K in keyof Attributes]: Attributes[K] } = { variables };
  for (let code = fields.byte(); code !== attribute.done; code = fields.byte()) {
    if (code === attribute.named) readNamed(fields, read, variables);
    else if (code === attribute.queryString) once(fields, read, "query");
    else if (code === attribute.secret) once(fields, read, "secret");
    else if (code === attribute.storedMethod) once(fields, read, "storedMethod");
    else readCoded(fields, code, variables);
  }
  return read;
}

function once(fields: Fields, read: { [K in "query" | "secret" | "storedMethod"]?: ByteString | undefined }, key: keyof typeof read): void {
  if (read[key] !== undefined) throw fields.refusal("BAD_PACKET", "an attribute for the second time", 1);
  const value = fields.string() ?? empty;
  for (let i = 0; key === "query" && i < value.length; i++) {
    if (isTarget[value.charCodeAt(i)] === 0)
      throw fields.refusal("BAD_TARGET", "a control character or # in the query", value.length + 1 - i);
  }
  read[key] = value;
}

function readCoded(fields: Fields, code: number, variables: Map<ByteString, ByteString>): void {
  const name = variableOf[code];
  // Nobody sends them, and what they would mean nobody has written down.
  const dropped = code === attribute.context || code === attribute.servletPath;
  if (name === undefined && !dropped) throw fields.refusal("BAD_PACKET", "a code that stands for no attribute", 1);
  const value = code === attribute.sslKeySize ? (String(fields.integer()) as ByteString) : fields.string();
  if (name !== undefined && value !== undefined) variables.set(name as ByteString, value);
}

function readNamed(fields: Fields, read: { remotePort?: ByteString | undefined }, variables: Map<ByteString, ByteString>): void {
  const name = fields.string() ?? empty;
  const value = fields.string();
  if (value === undefined) return;
  if (name === "AJP_REMOTE_PORT") {
    if (!/^\d{1,5}$/.test(value)) throw fields.refusal("BAD_PACKET", "no port", value.length + 1);
    read.remotePort = value;
    return;
  }
  const known = forgotten[name] as ByteString | undefined;
  if (known !== undefined) variables.set(known, value);
  // What has a code comes before what is named, and is not taken its place.
  else if (/^[A-Z][A-Z0-9_]*$/.test(name) && !own.test(name) && !variables.has(name)) variables.set(name, value);
}
