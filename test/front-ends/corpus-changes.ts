/** What front ends change in the requests of the corpus, and refuse of them, as rules. Each has to be needed wherever it is said to hold. */
import type { RawRequest } from "../../src/exchange.ts";
import type { Difference } from "./corpus.ts";
import type { Backend } from "./start.ts";

/** `nginx http`. */
export type Place = `${string} ${Backend}`;

export interface Rule {
  readonly places: readonly Place[];
  /** `answer` is what the client got, where the handler was not called. */
  readonly field: RegExp;
  explains(difference: Difference, request: RawRequest): boolean;
  readonly what: string;
  readonly why: string;
}

const at = (frontEnd: string, ...backends: readonly Backend[]): Place[] => backends.map((backend): Place => `${frontEnd} ${backend}`);

const nginx = at("nginx", "http", "fastcgi", "scgi", "uwsgi");
const apache = at("Apache", "http", "fastcgi", "scgi", "uwsgi", "ajp", "cgi");
const lighttpd = at("lighttpd", "fastcgi", "scgi", "cgi");
const [haproxyHttp, haproxyFastcgi] = at("HAProxy", "http", "fastcgi") as [Place, Place];
/** Where headers are variables. */
const variables = [
  ...at("nginx", "fastcgi", "scgi", "uwsgi"),
  ...at("Apache", "fastcgi", "scgi", "uwsgi", "cgi"),
  ...lighttpd,
  haproxyFastcgi,
];

/** A request that is refused, or answered, before the handler sees it. */
const answered = (places: readonly Place[], status: number, when: (request: RawRequest) => boolean, what: string, why: string): Rule => ({
  places,
  field: /^answer$/,
  explains: ({ seen }, request) => seen === String(status) && when(request),
  what,
  why,
});

const targetOf = ({ target }: RawRequest): string => target ?? "";
const pathOf = ({ scriptName, pathInfo }: RawRequest): string => scriptName + pathInfo;
const isAbsolute = (request: RawRequest): boolean => /^https?:/i.test(targetOf(request));
const isAsterisk = (request: RawRequest): boolean => targetOf(request) === "*";
const isConnect = ({ method }: RawRequest): boolean => method === "CONNECT";
const isUnknown = ({ method }: RawRequest): boolean => method !== method.toUpperCase();
const isChunked = ({ headers }: RawRequest): boolean => headers.some(([name]) => name.toLowerCase() === "transfer-encoding");
const hasBadEscape = (request: RawRequest): boolean => /%(?![0-9a-f]{2})/i.test(targetOf(request).split("?", 1)[0]!);
const hasDots = (request: RawRequest): boolean => pathOf(request).split("/").includes("..");
const hasNul = (request: RawRequest): boolean => pathOf(request).includes("\0");
const hasNoHost = ({ headers }: RawRequest): boolean => !headers.some(([name]) => name.toLowerCase() === "host");

/** Without empty segments and dot segments, so that two ways to clean a path come to the same. */
function resolved(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

const headerOf = (field: string): string => field.slice("header ".length);

export const rules: readonly Rule[] = [
  {
    places: [...variables, ...at("Apache", "http", "ajp")],
    field: /^header /,
    explains({ sent, seen }) {
      const lines = sent?.split("\n") ?? [];
      const full = lines.filter((line) => line !== "");
      return lines.length > 1 && [lines.join(", "), lines.join("; "), full.join(", ")].includes(seen ?? "");
    },
    what: "header lines of one name become one, joined by commas; Cookie by semicolons, but by Apache with commas too",
    why: "one variable has one value (RFC 3875, 4.1.18); in Apache, ap_get_mime_headers",
  },
  {
    places: variables.filter((place) => !lighttpd.includes(place)),
    field: /^header .*[^a-z0-9-]/,
    explains: ({ seen }) => seen === undefined,
    what: "a header whose name has another sign than letters, digits and hyphens is dropped",
    why: "as a variable it would be another header's (RFC 3875, 4.1.18)",
  },
  {
    places: lighttpd,
    field: /^header /,
    explains: ({ field, seen }, { headers }) =>
      (seen === undefined && /[^a-z0-9-]/.test(headerOf(field))) ||
      headers.some(([name]) => /[^a-z0-9-]/i.test(name) && name.toLowerCase().replace(/[^a-z0-9]/g, "-") === headerOf(field)),
    what: "any other sign than a letter or digit in a header's name becomes a hyphen: Transfer_Encoding is taken for Transfer-Encoding",
    why: "in a variable, both are an underscore: http_cgi.c",
  },
  {
    places: variables,
    field: /^header proxy$/,
    explains: ({ seen }) => seen === undefined,
    what: "Proxy is dropped",
    why: "CVE-2016-5388; where the front end does not, the gateway does",
  },
  {
    places: lighttpd,
    field: /^header /,
    explains: ({ sent, seen }) => sent === "" && seen === undefined,
    what: "an empty header is dropped",
    why: "request.c",
  },
  {
    places: [...nginx, ...at("Apache", "http", "fastcgi", "scgi"), ...lighttpd, haproxyFastcgi],
    field: /^header content-length$/,
    explains: ({ sent, seen }, { body }) => sent === undefined && seen === String(lengthOf(body)),
    what: "Content-Length is there also for a body that came without, or for none",
    why: "the front end knows it when it has the whole body; SCGI wants it always",
  },
  {
    places: [...at("nginx", "http"), ...at("Apache", "http", "fastcgi"), ...lighttpd, haproxyFastcgi],
    field: /^header transfer-encoding$/,
    explains: ({ sent, seen }) => sent === "chunked" && seen === undefined,
    what: "Transfer-Encoding is dropped",
    why: "hop-by-hop (RFC 9112, 6.1)",
  },
  {
    places: [...at("nginx", "http"), ...at("Apache", "http"), haproxyHttp, haproxyFastcgi, ...at("lighttpd", "cgi")],
    field: /^header (connection|upgrade)$/,
    explains: () => true,
    what: "Connection and Upgrade are the front end's own, or dropped",
    why: "hop-by-hop (RFC 9110, 7.6.1)",
  },
  {
    places: [...at("nginx", "http"), ...lighttpd, haproxyFastcgi],
    field: /^header expect$/,
    explains: ({ sent, seen }) => sent === "100-continue" && seen === undefined,
    what: "Expect is dropped",
    why: "the front end has answered it (RFC 9110, 10.1.1)",
  },
  {
    places: at("Apache", "http"),
    field: /^header x-forwarded-(for|host|server)$/,
    explains: ({ sent = "", seen }) => seen?.startsWith(sent) ?? false,
    what: "X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Server are added, or what they say is added to",
    why: "mod_proxy, ProxyAddHeaders",
  },
  {
    places: [...nginx, ...lighttpd],
    field: /^target$/,
    explains: ({ sent, seen }, request) => isAbsolute(request) && seen === sent?.replace(/^https?:\/\/[^/]*/i, ""),
    what: "of an absolute target, the path and the query are left",
    why: "RFC 9112, 3.2.1: it is sent to an origin server",
  },
  {
    places: at("Apache", "http", "ajp"),
    field: /^target$/,
    explains: ({ seen = "" }, request) => isAbsolute(request) && seen.startsWith("/"),
    what: "of an absolute target, the path and the query are left, and the path is decoded and encoded again",
    why: "nocanon is ignored where the target is no path",
  },
  {
    places: apache,
    field: /^header host$/,
    explains: ({ sent, seen }, request) => isAbsolute(request) && seen === sent?.toLowerCase(),
    what: "the authority of an absolute target, now Host, is in lower case",
    why: "fix_hostname in vhost.c",
  },
  {
    places: [haproxyHttp, haproxyFastcgi],
    field: /^(target|header host)$/,
    explains: ({ sent, seen }, request) => isAbsolute(request) && seen === sent?.replace(":80", ""),
    what: "the scheme's own port is dropped from an absolute target, and from Host",
    why: "h1.c, http_get_host_port (RFC 3986, 6.2.3)",
  },
  answered(
    [...lighttpd, haproxyHttp, haproxyFastcgi],
    400,
    isAbsolute,
    "an absolute target with another Host is refused with 400",
    "RFC 9112, 3.2.2 would have the target count",
  ),
  ...(
    [
      [at("nginx", "fastcgi", "scgi", "uwsgi"), "dot segments are resolved, so that there is no raw path; the target is as it was sent"],
      [
        at("Apache", "fastcgi", "scgi", "uwsgi", "cgi"),
        "dot segments are resolved, so that there is no raw path; the target is as it was sent",
      ],
      [lighttpd, "dot segments are resolved, and slashes that follow one another become one"],
    ] as const
  ).map(
    ([places, what]): Rule => ({
      places,
      field: /^path$/,
      explains: ({ sent = "", seen = "" }, request) => !isConnect(request) && resolved(sent) === resolved(seen),
      what,
      why: "the path is the one that locations and aliases were chosen by",
    }),
  ),
  {
    places: at("Apache", "ajp"),
    field: /^(path|target)$/,
    explains: (_, request) => targetOf(request).startsWith("//"),
    what: "a path that begins with two slashes is cleaned, decoded and encoded again, %2F in it even twice",
    why: "ProxyPass ignores nocanon where the path does not match as it was sent",
  },
  {
    places: lighttpd,
    field: /^path$/,
    explains: ({ sent, seen }) => seen === sent?.replace(/[\0-\x1f\x7f]/g, "_"),
    what: "control characters, escaped in a path, become underscores",
    why: "buffer_urldecode_path",
  },
  answered(
    [...nginx, ...apache],
    400,
    hasDots,
    "a path that leads above the root is refused with 400",
    "ngx_http_parse_complex_uri; ap_normalize_path",
  ),
  answered(
    [...nginx, ...apache],
    400,
    hasBadEscape,
    "a percent sign that begins no escape is refused with 400",
    "ngx_http_parse_complex_uri; ap_unescape_url",
  ),
  answered(
    [haproxyFastcgi],
    500,
    hasBadEscape,
    "a percent sign that begins no escape is answered 500",
    "the path is decoded for path-info: mux_fcgi.c",
  ),
  answered(nginx, 400, hasNul, "%00 is refused with 400", "ngx_http_parse_complex_uri"),
  answered(apache, 404, hasNul, "%00 is answered 404", "ap_unescape_url"),
  answered(
    [haproxyFastcgi],
    500,
    (request) => /[\0\r\n]/.test(pathOf(request)),
    "%00, %0D and %0A are answered 500",
    "path-info does not match them: mux_fcgi.c",
  ),
  answered(
    [haproxyHttp, haproxyFastcgi],
    400,
    (request) => /[\x80-\xff]/.test(targetOf(request)),
    "a target with bytes above 0x7F is refused with 400",
    "configuration manual, option accept-invalid-http-request",
  ),
  answered(nginx, 400, isAsterisk, "OPTIONS * is refused with 400", "ngx_http_parse_request_line"),
  answered([...apache, ...lighttpd], 200, isAsterisk, "OPTIONS * is answered by the front end itself", "RFC 9110, 9.3.7"),
  answered([haproxyFastcgi], 500, isAsterisk, "OPTIONS * is answered 500", "it is no path: mux_fcgi.c"),
  answered([...nginx, ...lighttpd], 400, isConnect, "CONNECT is refused with 400", "no tunnels (RFC 9110, 9.3.6)"),
  answered(at("Apache", "http"), 400, isConnect, "CONNECT is answered 400, by the gateway", "it comes with a path as its target"),
  answered([haproxyHttp], 501, isConnect, "CONNECT is answered 501, by the gateway", "src/gateways/http1/methods.ts"),
  answered([haproxyFastcgi], 502, isConnect, "CONNECT is answered 502", "HAProxy expects a tunnel"),
  {
    places: apache.slice(1),
    field: /^(path|target)$/,
    explains: ({ seen }, request) => isConnect(request) && seen === "/",
    what: "CONNECT asks for the path /",
    why: "the authority is no path, and an empty one is /",
  },
  answered(nginx, 400, isUnknown, "methods in lower case are refused with 400", "ngx_http_parse_request_line"),
  answered(
    [...at("Apache", "http"), haproxyHttp],
    501,
    isUnknown,
    "methods that node:http does not know are answered 501",
    "src/gateways/http1/methods.ts",
  ),
  answered(lighttpd, 501, isUnknown, "methods that it does not know are answered 501", "http_kv.c"),
  answered(
    at("Apache", "scgi", "uwsgi"),
    411,
    isChunked,
    "a body without Content-Length is refused with 411",
    "ap_setup_client_block(r, REQUEST_CHUNKED_ERROR)",
  ),
  answered(
    at("nginx", "http"),
    400,
    hasNoHost,
    "HTTP/1.0 without Host is answered 400, by the gateway",
    "nginx makes it HTTP/1.1, without one (RFC 9112, 3.2)",
  ),
  {
    places: at("nginx", "fastcgi", "scgi", "uwsgi"),
    field: /^header host$/,
    explains: ({ seen }, request) => hasNoHost(request) && seen === "",
    what: "without Host, there is an empty one",
    why: "a variable is empty where it has no value",
  },
  {
    places: at("Apache", "http"),
    field: /^header host$/,
    explains: ({ seen }, request) => hasNoHost(request) && seen === "localhost",
    what: "without Host, it is ServerName",
    why: "mod_proxy_http speaks HTTP/1.1",
  },
];

function lengthOf(body: RawRequest["body"]): number {
  let length = 0;
  for (const chunk of body as Iterable<Uint8Array>) length += chunk.length;
  return length;
}
