/** Rows for what is handed on in other variables, or with other values. */
import type { Difference, Message } from "./handed.ts";
import { bothCheroots, bridges, differs, type Row } from "./row.ts";

const always = (): boolean => true;
const added = ({ ours }: Difference): boolean => ours === undefined;
const missing = ({ theirs }: Difference): boolean => theirs === undefined;
const isAbsolute = ({ request }: Message): boolean => /^https?:/i.test(request?.target ?? "");
const linesOf = (name: string, { request }: Message): number =>
  request!.headers.filter((header) => `HTTP_${header[0].toUpperCase().replaceAll("-", "_")}` === name).length;
/** Header names that two spellings meet in. */
const isOdd = (variable: string, { request }: Message): boolean =>
  request!.headers.some(([name]) => /[^a-z0-9-]/i.test(name) && `HTTP_${name.toUpperCase().replaceAll("-", "_")}` === variable);
const isChunked = ({ request }: Message): boolean => request!.headers.some(([name]) => name.toLowerCase() === "transfer-encoding");
/** Without empty segments at the start, as `str "..."`. */
const oneSlash = (value: string | undefined): string | undefined => value?.replace(/^str "\/+/, 'str "/');

const cheroots = bothCheroots;

export const variables: readonly Row[] = [
  // ---- the path and the host
  differs(["wsgiref", "uWSGI", "uvicorn", ...bridges], /^(PATH_INFO|path|raw_path)$/, (_, message) => isAbsolute(message), [
    "theirs-wrong",
    "of an absolute target, all of it is the path",
    "RFC 9112, 3.2.2; RFC 3875, 4.1.5",
  ]),
  differs(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", "uvicorn", ...bridges],
    /^(HTTP_HOST|header host)$/,
    (_, message) => isAbsolute(message),
    ["theirs-wrong", "of an absolute target and another Host, Host counts", "RFC 9112, 3.2.2: an origin server MUST ignore Host"],
  ),
  differs(
    ["mod_wsgi"],
    /^(HTTP_HOST|SERVER_NAME)$/,
    ({ ours, theirs }, message) => isAbsolute(message) && ours!.toLowerCase() === theirs!.toLowerCase(),
    ["choice", "the host of an absolute target is in lower case", "RFC 3986, 3.2.2: the case means nothing; `fix_hostname` in vhost.c"],
  ),
  differs(["wsgiref", "waitress", "mod_wsgi"], /^PATH_INFO$/, ({ ours, theirs }) => oneSlash(ours) === theirs, [
    "choice",
    "slashes that a path begins with become one",
    "docs/decisions.md: they stay (RFC 3986, 3.3)",
  ]),
  differs(cheroots, /^PATH_INFO$/, ({ ours, theirs }) => oneSlash(ours) === theirs, [
    "theirs-wrong",
    "a path that begins with three slashes begins with one",
    "RFC 9112, 3.2.1: the first two are taken for an authority's",
  ]),
  differs(["uWSGI", "mod_wsgi"], /^PATH_INFO$/, (_, { request }) => /\/\.\.?\/|\/\//.test(request!.pathInfo), [
    "choice",
    "dot segments are resolved, and by Apache slashes joined",
    "docs/decisions.md: they stay as they are; the application decides",
  ]),
  differs(["uWSGI"], /^PATH_INFO$/, (_, { request }) => /%(?![0-9a-f]{2})/i.test(request!.target!), [
    "theirs-wrong",
    "a bad escape becomes NUL, or something else",
    "RFC 3986, 2.1; uwsgi_url_decode",
  ]),
  differs(bridges, /^PATH_INFO$/, ({ theirs }) => theirs!.includes("\u00ef\u00bf\u00bd"), [
    "theirs-wrong",
    "bytes of a path that are not UTF-8 arrive as those of U+FFFD",
    "PEP 3333, Unicode Issues: the bytes of the path; the scope has lost them",
  ]),
  differs(cheroots, /^PATH_INFO$/, ({ theirs }) => theirs!.toUpperCase().includes("%2F"), [
    "choice",
    "%2F stays an escape, so that %252F and %2F are the same",
    "docs/decisions.md; RFC 3875, 4.1.5: PATH_INFO is not URL-encoded",
  ]),
  differs(cheroots, /^PATH_INFO$/, (_, { request }) => request!.target === "*", [
    "choice",
    "OPTIONS * asks for the path /*",
    "docs/decisions.md: it stays *",
  ]),
  // ---- headers
  differs(["wsgiref", "gunicorn", "waitress", "uWSGI", ...cheroots, ...bridges], /^HTTP_PROXY$/, added, [
    "theirs-wrong",
    "Proxy becomes HTTP_PROXY",
    "CVE-2016-5388; RFC 3875, 4.1.18: the server may leave out what harms",
  ]),
  differs(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", "mod_wsgi", ...bridges],
    /^HTTP_COOKIE$/,
    (_, message) => linesOf("HTTP_COOKIE", message) > 1,
    ["theirs-wrong", "Cookie lines are joined with commas, so that a cookie parser reads one broken cookie", "RFC 9113, 8.2.3: with `; `"],
  ),
  differs(cheroots, /^HTTP_/, ({ variable }, message) => linesOf(variable, message) > 1, [
    "theirs-wrong",
    "of repeated lines of a field that it does not know for a list, and of Cookie, only the last arrives",
    "RFC 9110, 5.3; RFC 3875, 4.1.18",
  ]),
  differs(
    ["wsgiref", "gunicorn", ...bridges],
    /^HTTP_/,
    ({ variable, ours, theirs }, message) =>
      linesOf(variable, message) > 1 && !isOdd(variable, message) && ours!.replaceAll(", ", ",") === theirs!.replaceAll(", ", ","),
    ["choice", "repeated lines are joined with a comma alone", "docs/decisions.md: with `, `, as RFC 9110, 5.3 has it"],
  ),
  differs(
    ["wsgiref", "uWSGI", ...cheroots, ...bridges],
    /^(HTTP_.*|CONTENT_LENGTH)$/,
    ({ variable }, message) => isOdd(variable, message) || isOdd(`HTTP_${variable}`, message),
    [
      "theirs-wrong",
      "a header with an underscore in its name becomes the variable of the one with a hyphen, and adds to it, or takes its place; Content_Length and Transfer_Encoding too",
      "RFC 3875, 4.1.18 has no such name; CVE-2015-0219",
    ],
  ),
  differs(["gunicorn", "waitress"], /^HTTP_.*[^A-Z0-9_]/, added, [
    "choice",
    "a header with a dot or another sign in its name is a variable with that sign",
    "docs/decisions.md: names of letters, digits and hyphens alone",
  ]),
  differs(
    ["wsgiref"],
    /^HTTP_/,
    (difference, { name }) => missing(difference) && ["cgi-names-as-headers.http", "http-prefix-in-header-name.http"].includes(name),
    [
      "choice",
      "headers named as variables are dropped: Path-Info, Http-Host",
      "RFC 3875, 4.1.18: with HTTP_ before it, a name is no other's",
    ],
  ),
  differs(["wsgiref"], /^HTTP_/, (_, { name }) => ["nel-around-value.http", "no-break-space-at-end-of-value.http"].includes(name), [
    "theirs-wrong",
    "0x85 and 0xA0 at the ends of a value are removed",
    "RFC 9110, 5.5 and 5.6.3: white space is space and tab; str.strip()",
  ]),
  differs(["uWSGI"], /^HTTP_/, ({ ours, theirs }) => spaceless(ours) === spaceless(theirs), [
    "theirs-wrong",
    "white space around a value stays",
    "RFC 9112, 5.1: it is not part of the value",
  ]),
  differs(["waitress"], /^HTTP_X_FORWARDED_FOR$/, missing, [
    "choice",
    "X-Forwarded-For is dropped",
    "it is for the application, or its option: trusted_proxy_headers",
  ]),
  // ---- the body
  differs(["waitress"], /^(CONTENT_LENGTH|HTTP_TRANSFER_ENCODING)$/, (_, message) => isChunked(message), [
    "choice",
    "a chunked body is read whole, so that there is a CONTENT_LENGTH, and no Transfer-Encoding",
    "docs/python.md: bodies stream",
  ]),
  differs(["wsgiref", "uWSGI"], /^body$/, (_, message) => isChunked(message), [
    "theirs-wrong",
    "a chunked body arrives with its framing, or not at all",
    "RFC 9112, 7.1: a recipient MUST be able to parse it",
  ]),
  differs(cheroots, /^wsgi\.input_terminated$/, always, ["choice", "it is False where the body is not chunked", "no part of PEP 3333"]),
  differs(["wsgiref", "uWSGI", ...bridges], /^wsgi\.input_terminated$/, missing, [
    "choice",
    "there is no `wsgi.input_terminated`, with which ours says that `wsgi.input` has an end",
    "no part of PEP 3333; werkzeug.wsgi.get_input_stream",
  ]),
  differs(cheroots, /^wsgi\.input$/, (_, message) => isChunked(message), [
    "theirs-wrong",
    "the input of a chunked body cannot be iterated over",
    "PEP 3333, Input and Error Streams: __iter__()",
  ]),
  differs(["wsgiref"], /^CONTENT_LENGTH$/, ({ theirs }) => theirs === 'str ""', [
    "choice",
    "without a body, CONTENT_LENGTH is empty",
    "PEP 3333, environ Variables: may be empty or absent",
  ]),
  differs(["wsgiref"], /^CONTENT_TYPE$/, ({ theirs }) => theirs === 'str "text/plain"', [
    "theirs-wrong",
    "without Content-Type, there is one all the same: text/plain",
    "RFC 3875, 4.1.3; RFC 9110, 8.3",
  ]),
  // ---- who serves
  differs(["wsgiref", "gunicorn", "waitress", "uWSGI", ...cheroots, ...bridges, "uvicorn"], /^(SERVER_NAME|SERVER_PORT|server)$/, always, [
    "choice",
    "SERVER_NAME and SERVER_PORT, and `server` of a scope, are those that the server listens on; ours, and Apache's, are those that the client asked for",
    "RFC 3875, 4.1.14 and 4.1.15: of the URL; ASGI, HTTP Connection Scope means the listening address, and the hub has one place for both",
  ]),
  differs(["mod_wsgi"], /^SERVER_(NAME|PORT)$/, (_, { request }) => !request!.headers.some(([name]) => name.toLowerCase() === "host"), [
    "choice",
    "without Host, they are ServerName and the port of the scheme",
    "RFC 3875, 4.1.14; ours are the address and port of the connection",
  ]),
  differs(["wsgiref", "uWSGI", "asgiref"], /^REMOTE_PORT$/, missing, ["choice", "there is no REMOTE_PORT", "no variable of RFC 3875"]),
  differs(["wsgiref", ...bridges], /^REQUEST_URI$/, missing, [
    "choice",
    "there is no REQUEST_URI: %2F and / cannot be told apart",
    "docs/decisions.md, Verdicts: it is there where the gateway saw the target",
  ]),
  differs(["gunicorn"], /^REQUEST_URI$/, missing, [
    "choice",
    "the target is RAW_URI, not REQUEST_URI",
    "docs/decisions.md, Verdicts: many servers add the latter",
  ]),
  differs(
    ["wsgiref", "gunicorn", "waitress", ...cheroots, "mod_wsgi"],
    /^(SERVER_SOFTWARE|SERVER_SIGNATURE|GATEWAY_INTERFACE|REMOTE_HOST)$/,
    added,
    [
      "choice",
      "SERVER_SOFTWARE, and what else a CGI program is told of its server",
      "docs/gateways.md: behind a web server, what that says is handed on",
    ],
  ),
  differs(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", ...cheroots, "mod_wsgi", "uvicorn wsgi", "a2wsgi"],
    /^(ACTUAL_SERVER_PROTOCOL|RAW_URI|PATH|LANG|PYTHONDONTWRITEBYTECODE|(CONTEXT|DOCUMENT|SCRIPT|PATH|SERVER|REQUEST)_(DOCUMENT_ROOT|PREFIX|ROOT|FILENAME|TRANSLATED|ADDR|ADMIN|SCHEME)|(gunicorn|uwsgi|waitress|apache|mod_wsgi|asgi)\..*|wsgi\.early_hints)$/,
    added,
    ["choice", "variables of their own; of wsgiref, those of its process", "PEP 3333, environ Variables: a server may add some"],
  ),
  differs([...cheroots, ...bridges], /^wsgi\.file_wrapper$/, missing, [
    "choice",
    "there is no `wsgi.file_wrapper`",
    "PEP 3333, Optional Platform-Specific File Handling",
  ]),
  differs(["wsgiref", "gunicorn", "uWSGI", ...bridges], /^wsgi\.multi(thread|process)$/, always, [
    "choice",
    "one thread, or several processes, as they were started, or as it may be; ours say what is so",
    "PEP 3333, environ Variables",
  ]),
  // ---- the Unicode proposal
  differs(["cheroot u0"], /^wsgi\.(script_name|path_info)$/, missing, [
    "choice",
    "there are no `wsgi.script_name` and `wsgi.path_info`",
    "proposals/unicode.ts: the note of the proposals table has them",
  ]),
  differs(["cheroot u0"], /^wsgi\.(ur[il]_encoding|version)$/, always, [
    "choice",
    "the codec is on record in `wsgi.url_encoding`, and the version is ('u', 0)",
    "proposals/unicode.ts: unicode@cherrypy is that reading, and there these are the same",
  ]),
  // ---- ASGI
  differs(["uvicorn"], /^(asgi|state)$/, always, [
    "choice",
    "another `spec_version`; there is a `state`, empty where the lifespan gave none",
    "ASGI, Lifespan State: optional",
  ]),
];

function spaceless(value: string | undefined): string | undefined {
  return value?.replace(/\\t| /g, "").replace(/^str" /, "");
}
