/** Meta-variables of RFC 3875 as the hub's request: what CGI, SCGI, FastCGI and uwsgi have in common. */
import { plainServer } from "../../cgi/server-facts.ts";
import { StringModelError } from "../../errors.ts";
import type { Body, RawHeader, RawRequest } from "../../exchange.ts";
import { serverNameOf, serverPortOf } from "../../slots.ts";
import { type ByteString, empty } from "../../wire.ts";
import type { PeerFacts } from "../connection.ts";
import { limitsOf } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { pathOf } from "./mount.ts";
import { badVariable, sorted, type Variables, valueOf } from "./variables.ts";

/**
 * The request that the variables describe.
 *
 * Header names come in lower case, in the order of the map. What no slot of the hub takes is in `variables`. `facts` are of
 * the connection to the web server, of which only our own address is used, where neither SERVER_NAME nor Host is there: who
 * is at its other end is not the client.
 *
 * @throws {StringModelError} MISSING_VARIABLE for REQUEST_METHOD alone; BAD_VARIABLE, with the key; BAD_HEADER_VALUE;
 *   TOO_LARGE, by `limits.headers` and `limits.target`
 */
export function requestOf(variables: Variables, body: Body, options: GatewayOptions, facts?: PeerFacts): RawRequest {
  const { headers, others } = sorted(variables);
  const method = shaped(variables, "REQUEST_METHOD", token);
  if (method === undefined) throw new StringModelError("MISSING_VARIABLE", "is required", { key: "REQUEST_METHOD" });
  const target = valueOf(variables, "REQUEST_URI");
  refuseLarge(headers, target, options);
  const scheme = schemeIn(variables);
  const { scriptName, pathInfo, rawPath } = pathOf(variables, method, options.mount);
  return {
    method,
    target,
    scriptName,
    pathInfo,
    rawPath,
    query: variables.get("QUERY_STRING" as ByteString) ?? queryIn(target),
    // The least that a client can speak, where nobody says.
    protocol: shaped(variables, "SERVER_PROTOCOL", protocol) ?? ("HTTP/1.0" as ByteString),
    scheme,
    ...serverOf(variables, scheme, headers, facts),
    remoteAddr: valueOf(variables, "REMOTE_ADDR"),
    remotePort: shaped(variables, "REMOTE_PORT", port),
    headers,
    body,
    server: options.server ?? plainServer,
    variables: others.size > 0 ? others : undefined,
  };
}

function refuseLarge(headers: readonly RawHeader[], target: ByteString | undefined, { limits }: GatewayOptions): void {
  const most = limitsOf(limits);
  if (most.headers !== null && headers.length > most.headers)
    throw new StringModelError("TOO_LARGE", `more than ${most.headers} headers`, { key: "head" });
  if (most.target !== null && target !== undefined && target.length > most.target)
    throw new StringModelError("TOO_LARGE", `a target of more than ${most.target} bytes`, { key: "target" });
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 3875, 4.1.16, INCLUDED among them; nginx and Apache write HTTP/2.0. */
const protocol = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(\/\d+(\.\d+)?)?$/;
const port = /^\d{1,5}$/;

/** The value, undefined where it is missing. @throws {StringModelError} BAD_VARIABLE */
function shaped(variables: Variables, name: string, shape: RegExp): ByteString | undefined {
  const value = valueOf(variables, name);
  if (value === undefined) return undefined;
  if (!shape.test(value) || (shape === port && Number(value) > 65535)) throw badVariable(name, "is not of the form that RFC 3875 gives");
  return value;
}

/**
 * `on` and `1` say https, in lower case alone (PEP 3333, The Server/Gateway Side); where HTTPS is missing, what Apache, nginx
 * and lighttpd call REQUEST_SCHEME, and uWSGI UWSGI_SCHEME.
 */
function schemeIn(variables: Variables): ByteString {
  const https = valueOf(variables, "HTTPS");
  const named = valueOf(variables, "REQUEST_SCHEME") ?? valueOf(variables, "UWSGI_SCHEME");
  const secure = https === undefined ? named === "https" : https === "on" || https === "1";
  return (secure ? "https" : "http") as ByteString;
}

function serverOf(
  variables: Variables,
  scheme: ByteString,
  headers: RawHeader[],
  facts: PeerFacts | undefined,
): Pick<RawRequest, "serverName" | "serverPort"> {
  const told = { scheme, headers, serverName: valueOf(variables, "SERVER_NAME"), serverPort: shaped(variables, "SERVER_PORT", port) };
  const named = told.serverName !== undefined || headers.some(([name]) => name === "host");
  if (named || facts?.localAddr === undefined) return { serverName: serverNameOf(told), serverPort: serverPortOf(told) };
  return { serverName: facts.localAddr, serverPort: told.serverPort ?? facts.localPort ?? serverPortOf(told) };
}

function queryIn(target: ByteString | undefined): ByteString {
  const mark = target?.indexOf("?") ?? -1;
  return mark === -1 ? empty : (target!.slice(mark + 1) as ByteString);
}
