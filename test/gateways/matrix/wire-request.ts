/** A case's request as a client sends it, and what of a request does not travel with it. */
import { percentEncode } from "../../../src/cgi/percent.ts";
import type { RawHeader, RawRequest } from "../../../src/exchange.ts";
import { drain, type WireRequest } from "../../../src/testing/testing.ts";
import type { Case } from "../../matrix/observe.ts";

/** Less than the shortest chunk of the bodies that clients leave. */
const bytesOfChunk = 65_000;

/** Host and framing are the client's to give. */
export async function wireRequest({ take }: Case, sent: RawRequest): Promise<WireRequest> {
  const length = has(sent, "content-length");
  const none = Array.isArray(sent.body) && !length;
  return {
    method: sent.method,
    target: sent.target ?? targetOf(sent),
    headers: sent.headers.filter(([name]) => !clients.has(name.toLowerCase())),
    body: none ? undefined : length ? await drain(sent.body) : sent.body,
    leaveAfter: take === undefined ? undefined : take * bytesOfChunk,
  };
}

const clients = new Set(["host", "content-length", "transfer-encoding"]);

/** As somebody spelt it, of whom the application hears nothing. */
const targetOf = ({ scriptName, pathInfo, query }: RawRequest) =>
  percentEncode(scriptName) + percentEncode(pathInfo) + (query && `?${query}`);

/** The request that has arrived, with what the connection, and not the request, decides: as the case has it. */
export const asSent = (arrived: RawRequest, sent: RawRequest): RawRequest => ({
  ...arrived,
  headers: arrived.headers.filter((line) => !isTheClients(line, sent)),
  // An address of a test's own, and a port that the system chose.
  scheme: sent.scheme,
  serverName: sent.serverName,
  serverPort: sent.serverPort,
  remoteAddr: sent.remoteAddr,
  remotePort: sent.remotePort,
  // The clients speak HTTP/1.1.
  protocol: sent.protocol,
  // What a web server adds of itself, and what a middleware does: neither is sent.
  variables: sent.variables,
  extra: sent.extra,
  // All these web servers tell the target.
  target: sent.target && arrived.target,
  rawPath: sent.rawPath && arrived.rawPath,
});

/** A Host that the case does without, and the length of no body. */
function isTheClients([name, value]: RawHeader, sent: RawRequest): boolean {
  if (name.toLowerCase() === "host") return !has(sent, "host");
  return name.toLowerCase() === "content-length" && value === "0" && !has(sent, "content-length");
}

const has = ({ headers }: RawRequest, wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
