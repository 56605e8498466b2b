/** What is left of a request when a server hands it over as a Request of the Fetch Standard: tried with the Request of this very Node. */
import type { RawHeader, RawRequest } from "../exchange.ts";
import { toRequest } from "../gateways/fetch/request.ts";

export interface Loss {
  readonly part: string;
  /** As bytes, one character each; absent where there was nothing. */
  readonly sent?: string | undefined;
  readonly seen?: string | undefined;
}

export interface ThroughFetch {
  /** Absent where the Fetch Standard has no Request for it. */
  readonly request?: RawRequest;
  readonly losses: readonly Loss[];
}

/** The request as `babelgate/fetch` has it, and what differs from what was sent. */
export function throughFetch(sent: RawRequest): ThroughFetch {
  const line = `${sent.method} ${sent.target ?? sent.rawPath ?? sent.pathInfo}`;
  let seen: RawRequest;
  try {
    seen = toRequest(requestFor(sent), { remoteAddr: sent.remoteAddr, remotePort: sent.remotePort }, "isomorphic", {
      mount: sent.scriptName,
    });
  } catch (error) {
    return { losses: [{ part: `the request: ${(error as Error).message}`, sent: line }] };
  }
  const parts = ["method", "target", "scriptName", "pathInfo", "query", "protocol", "serverName", "serverPort"] as const;
  const losses = parts.filter((part) => sent[part] !== seen[part]).map((part): Loss => ({ part, sent: sent[part], seen: seen[part] }));
  return { request: { ...seen, body: sent.body }, losses: [...losses, ...headerLosses(sent.headers, seen.headers)] };
}

function requestFor({ method, target = "/" as never, scheme, headers }: RawRequest): Request {
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "localhost";
  // A URL made of two parts would take what follows two slashes for the host.
  const url = target.startsWith("/") ? `${scheme}://${host}${target}` : target === "*" ? `${scheme}://${host}/*` : target;
  return new Request(url, { method, headers: headers.map(([name, value]): [string, string] => [name, value]) });
}

/** Lines by name and place. */
function headerLosses(sent: readonly RawHeader[], seen: readonly RawHeader[]): Loss[] {
  const text = (headers: readonly RawHeader[]) => headers.map(([name, value]) => `${name}: ${value}`);
  const [before, after] = [text(sent), text(seen)];
  const gone = before.filter((line) => !after.includes(line)).map((line): Loss => ({ part: "header", sent: line }));
  const come = after.filter((line) => !before.includes(line)).map((line): Loss => ({ part: "header", seen: line }));
  const kept = before.filter((line) => after.includes(line));
  const moved = kept.join("\n") !== after.filter((line) => before.includes(line)).join("\n");
  return [...gone, ...come, ...(moved ? [{ part: "the order of headers" }] : [])];
}
