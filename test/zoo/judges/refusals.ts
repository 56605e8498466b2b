/** Rows for messages that one hands on and the other refuses, or that both refuse. */
import type { Message } from "./handed.ts";
import { answers, bothCheroots, h11, handsOn, type Row, refuses } from "./row.ts";

const isOne =
  (...names: readonly string[]) =>
  ({ name }: Message): boolean =>
    names.includes(name.replace(/\.http$/, ""));
const targetOf = ({ request }: Message): string => request?.target ?? "";
const pathOf = ({ request }: Message): string => request?.pathInfo ?? "";
const decodes = (path: string): boolean => Buffer.from(Buffer.from(path, "latin1").toString()).toString("latin1") === path;

const cheroots = bothCheroots;

export const refusals: readonly Row[] = [
  handsOn(
    ["wsgiref", "waitress", "uWSGI", ...h11],
    ["asterisk-form-with-get", "authority-form-with-get", "relative-target"],
    ["theirs-wrong", "targets that are no path for a method that has to have one", "RFC 9112, 3.2.1 to 3.2.4"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", ...h11],
    ["fragment-in-target"],
    ["theirs-wrong", "a target with a fragment", "RFC 9112, 3.2; RFC 3986, 3.5"],
  ),
  handsOn(
    ["wsgiref", "waitress", "uWSGI", ...cheroots],
    ["del-in-target", "nul-in-target", "vertical-tab-in-request-line"],
    ["theirs-wrong", "control characters in a target", "RFC 3986, 2; RFC 9112, 3.2"],
  ),
  handsOn(["wsgiref", "uWSGI", ...cheroots], ["bad-method"], ["theirs-wrong", "a method that is no token", "RFC 9110, 9.1"]),
  handsOn(
    ["waitress", "uWSGI"],
    ["empty-target", "no-version"],
    ["theirs-wrong", "a request line that lacks a part, with headers after it", "RFC 9112, 3"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI"],
    ["connect-without-port"],
    ["theirs-wrong", "CONNECT without a port", "RFC 9110, 9.3.6: it MUST be rejected"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", "mod_wsgi"],
    ["connect-authority-form"],
    ["choice", "CONNECT, which we answer 501", "src/gateways/http1/methods.ts: there is no tunnel (RFC 9110, 9.3.6)"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", "mod_wsgi", ...h11],
    ["lower-case-method"],
    ["choice", "methods that llhttp does not know, which we answer 501", "src/gateways/http1/methods.ts (RFC 9110, 15.6.2)"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", "mod_wsgi", ...h11],
    ["version-1-2"],
    ["choice", "HTTP/1.2, which we answer 505, as llhttp does", "RFC 9110, 2.5 would have it taken for HTTP/1.1; no client says it"],
  ),
  handsOn(
    ["waitress", "uWSGI", "mod_wsgi", ...h11],
    ["version-2-in-http1"],
    ["theirs-wrong", "HTTP/2.0 in a request line", "RFC 9110, 15.6.6; HTTP/2 has no request line"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...h11],
    ["bare-lf-everywhere", "bare-lf-header", "bare-lf-request-line"],
    ["choice", "lines that end in LF alone", "docs/decisions.md; RFC 9112, 2.2: a recipient MAY"],
  ),
  handsOn(
    ["wsgiref", ...cheroots],
    ["cr-in-header-value"],
    ["theirs-wrong", "a bare CR, as a line end or in a value", "RFC 9112, 2.2: invalid, or replaced by a space"],
  ),
  handsOn(
    ["wsgiref", "waitress", "uWSGI", ...cheroots, "mod_wsgi", ...h11],
    ["obs-fold", "obs-fold-of-white-space", "obs-fold-splits-host"],
    ["choice", "folded header lines", "docs/decisions.md; RFC 9112, 5.2: 400, or spaces in the fold's place"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...cheroots],
    ["empty-header-name", "header-without-colon", "space-before-colon", "nel-before-header-name", "non-ascii-header-name"],
    ["theirs-wrong", "header lines whose name is no token, or is followed by white space", "RFC 9112, 5.1; RFC 9110, 5.6.2"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...cheroots],
    ["nul-in-header-value", "nul-at-end-of-header-value"],
    ["theirs-wrong", "NUL in a header value", "RFC 9110, 5.5: rejected, or replaced by a space"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...cheroots, ...h11],
    ["control-character-in-header-value"],
    ["choice", "other control characters in a header value", "RFC 9110, 5.5: invalid, and a recipient MAY retain them"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", ...cheroots, ...h11],
    ["host-raw-bytes", "host-raw-utf8", "host-with-path", "host-with-user"],
    ["theirs-wrong", "a Host that is no host and port", "RFC 9112, 3.2: a server MUST respond with 400"],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "waitress", "uWSGI", ...cheroots],
    ["missing-host", "two-hosts"],
    ["theirs-wrong", "HTTP/1.1 without Host, or with two", "RFC 9112, 3.2: a server MUST respond with 400"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...cheroots],
    ["content-length-empty", "content-length-plus", "content-length-underscore-digits"],
    ["theirs-wrong", "a Content-Length of other signs than digits", "RFC 9110, 8.6; int() of Python takes a sign and underscores"],
  ),
  handsOn(
    h11,
    ["content-length-list"],
    ["choice", "a Content-Length that is a list of equal numbers", "docs/decisions.md; RFC 9110, 8.6: both are allowed"],
  ),
  handsOn(
    ["wsgiref", ...cheroots],
    ["repeated-content-length"],
    ["theirs-wrong", "two Content-Length that differ", "RFC 9112, 6.3: an unrecoverable error"],
  ),
  handsOn(
    ["wsgiref", "uWSGI", ...cheroots],
    ["chunk-size-with-prefix", "chunk-longer-than-its-size"],
    ["theirs-wrong", "chunks that are none", "RFC 9112, 7.1"],
  ),
  handsOn(
    ["wsgiref", "waitress", "uWSGI", ...cheroots],
    ["chunked-twice", "no-break-space-around-chunked"],
    ["theirs-wrong", "transfer codings that are none, or chunked twice", "RFC 9112, 6.1 and 7"],
  ),
  handsOn(
    ["wsgiref", "uWSGI"],
    ["te-and-cl"],
    ["theirs-wrong", "both framings at once, and go by Content-Length", "RFC 9112, 6.3: the coding overrides it"],
  ),
  handsOn(
    ["waitress", ...cheroots, "mod_wsgi", ...h11],
    ["te-and-cl"],
    [
      "choice",
      "both framings at once, and go by the coding",
      "docs/decisions.md; RFC 9112, 6.1: a server MAY reject, or go by the coding alone",
    ],
  ),
  handsOn(
    ["wsgiref", "waitress", "uWSGI", ...cheroots, "mod_wsgi", ...h11],
    ["http10-chunked"],
    [
      "choice",
      "a transfer coding in HTTP/1.0",
      "RFC 9112, 6.1: faulty framing; the connection MUST be closed, the message may be processed",
    ],
  ),
  handsOn(
    ["wsgiref", "gunicorn", "uWSGI", ...cheroots],
    ["body-shorter-than-content-length", "chunked-without-end"],
    ["theirs-wrong", "a body that broke off, as if it had ended", "RFC 9112, 8: the message is incomplete"],
  ),
  answers(["node:http", "gunicorn", "waitress", ...cheroots, ...h11], (message) => /[\x80-\xff]/.test(targetOf(message)), [
    "choice",
    "a target with bytes above 0x7F is refused with 400",
    "docs/decisions.md: raw 8-bit bytes are taken, as by Apache",
  ]),
  answers(cheroots, (message) => /^https?:/i.test(targetOf(message)), [
    "theirs-wrong",
    "an absolute target is refused with 400",
    "RFC 9112, 3.2.2: a server MUST accept it",
  ]),
  answers(cheroots, (message) => targetOf(message).startsWith("//"), [
    "theirs-wrong",
    "a path that begins with two slashes is refused with 400",
    "RFC 9112, 3.2.1: a path is one or more of slash and segment",
  ]),
  answers(["mod_wsgi"], (message) => /%(?![0-9a-f]{2})/i.test(targetOf(message)) || pathOf(message).split("/").includes(".."), [
    "choice",
    "a bad escape, and a path that leads above the root, are refused with 400",
    "docs/decisions.md: they stay as they were sent; ap_unescape_url, ap_normalize_path",
  ]),
  answers(["mod_wsgi"], (message) => pathOf(message).includes("\0"), [
    "choice",
    "%00 in a path is answered 404",
    "docs/decisions.md: PATH_INFO is bytes, any of them; ap_unescape_url",
  ]),
  answers(["mod_wsgi"], isOne("asterisk-form"), ["choice", "OPTIONS * is answered by Apache itself", "RFC 9110, 9.3.7"]),
  answers(["gunicorn"], isOne("long-path"), [
    "choice",
    "a request line of more than 4094 bytes is answered 414",
    "RFC 9112, 3 asks for 8000 at least; its option limit_request_line",
  ]),
  answers(["gunicorn"], isOne("script-name-header"), [
    "theirs-wrong",
    "a header spelt SCRIPT_NAME, of a client at 127.0.0.1, is taken for the mount, and answered 500 where the path is not under it",
    "RFC 3875, 4.1.13 and 4.1.18; its options forwarded_allow_ips and forwarder_headers",
  ]),
  answers(["uWSGI"], isOne("content-length-underscore"), [
    "theirs-wrong",
    "a header Content_Length is taken for Content-Length, and its body waited for",
    "RFC 9112, 6.3; RFC 3875, 4.1.18",
  ]),
  {
    verdict: "choice",
    servers: ["uvicorn"],
    explains: ({ variable, ours, theirs }, message) =>
      variable === "answer" && ours === "400" && theirs === "handed on" && message.request !== undefined && !decodes(pathOf(message)),
    what: "a path that is not UTF-8 has U+FFFD in `path`; our asgi-3 refuses it with 400, and asgi-3@replace does as they do",
    why: "docs/decisions.md: a codec refuses",
  },
  refuses(["uWSGI", "wsgiref", "waitress", "mod_wsgi", "node:http", ...h11], /^(closed|0)$/, [
    "choice",
    "of what both refuse, some is answered by closing the connection, or without a status line",
    "RFC 9112, 3: a server SHOULD respond with 400",
  ]),
  refuses(["gunicorn", "waitress", ...cheroots, "mod_wsgi", "node:http", ...h11], /^(400|405|501|505)$/, [
    "choice",
    "of what both refuse, some has another status",
    "docs/errors.md; RFC 9110, 15.5.1, 15.6.2 and 15.6.6",
  ]),
  refuses(["wsgiref", ...cheroots, "mod_wsgi"], /^500$/, [
    "theirs-wrong",
    "of what both refuse, some is answered 500: reading the body, or Content-Length, fails in the application",
    "RFC 9110, 15.5.1: it is the client's fault",
  ]),
];
