/** A Request of the Fetch Standard as the hub's request; what it has lost by then, `losses.ts` tells. */
import { defaultPort, splitAuthority } from "../../cgi/authority.ts";
import { splitMount } from "../../cgi/path.ts";
import { plainServer } from "../../cgi/server-facts.ts";
import { contentLengthOf } from "../../conventions/content-length.ts";
import { StringModelError } from "../../errors.ts";
import type { Body, RawHeader, RawRequest } from "../../exchange.ts";
import { type ByteString, byteString, empty } from "../../wire.ts";
import type { PeerFacts } from "../connection.ts";
import { limitsOf } from "../limits.ts";
import type { GatewayOptions } from "../options.ts";
import { type HeaderValues, spellings } from "./header-values.ts";
import { RequestBody } from "./request-body.ts";

/**
 * `target` and `rawPath` are those of the normalised URL. The protocol is HTTP/1.1, since a Request does not say.
 *
 * @throws {StringModelError} NOT_BYTES for a header value that is no ByteString, BAD_CONTENT_LENGTH, TOO_LARGE
 */
export function toRequest(request: Request, facts: Partial<PeerFacts>, values: HeaderValues, options: GatewayOptions): RawRequest {
  const { scheme, authority, target } = splitUrl(request.url);
  const mark = target.indexOf("?");
  const rawPath = (mark === -1 ? target : target.slice(0, mark)) as ByteString;
  const { host, port } = splitAuthority(authority);
  const headers = headersOf(request, authority, values);
  return {
    method: byteString(request.method),
    target,
    ...splitMount(rawPath, options.mount ?? empty),
    rawPath,
    query: (mark === -1 ? "" : target.slice(mark + 1)) as ByteString,
    protocol: "HTTP/1.1" as ByteString,
    scheme: (facts.scheme ?? scheme) as ByteString,
    serverName: host,
    serverPort: port || defaultPort(scheme),
    remoteAddr: facts.remoteAddr,
    remotePort: facts.remotePort,
    headers,
    body: bodyOf(request, headers, limitsOf(options.limits).body ?? Infinity),
    server: options.server ?? plainServer,
  };
}

interface UrlParts {
  readonly scheme: string;
  readonly authority: ByteString;
  readonly target: ByteString;
}

/** A serialised URL, taken apart where it stands: `URL` cannot tell `/?` from `/`. */
function splitUrl(url: string): UrlParts {
  // What is serialised is ASCII; whoever hands over something else has not parsed it.
  const { href } = /^https?:\/\/[^/?#]+\/[!-~]*$/.test(url) ? { href: url } : new URL(url);
  const start = href.indexOf("://") + 3;
  const path = href.indexOf("/", start);
  const fragment = href.indexOf("#");
  return {
    scheme: href.slice(0, start - 3),
    authority: href.slice(start, path) as ByteString,
    target: href.slice(path, fragment === -1 ? undefined : fragment) as ByteString,
  };
}

/** Host is added where the runtime has left it out: a Request made by hand has none. */
function headersOf({ headers }: Request, authority: ByteString, values: HeaderValues): RawHeader[] {
  const { read } = spellings[values];
  const lines = [...headers].map(([name, value]): RawHeader => [byteString(name), read(value)]);
  return headers.has("host") ? lines : [["host" as ByteString, authority], ...lines];
}

function bodyOf({ body }: Request, headers: readonly RawHeader[], most: number): Body {
  const length = contentLengthOf(headers, "request");
  if (length !== Infinity && length > most) throw new StringModelError("TOO_LARGE", `more than ${most} bytes`, { key: "body" });
  return body === null ? [] : new RequestBody(body, most);
}
