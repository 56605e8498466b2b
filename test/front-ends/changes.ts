/** What a front end changes on the way, or refuses, and why. Each entry is checked: the cases of the suite that it names have to fail. */
import type { Backend } from "./start.ts";

export interface Change {
  /** Of the gateway suite. */
  readonly cases: RegExp;
  readonly what: string;
  /** Where that is said, or what does it. */
  readonly why: string;
  /** The cases are not run: they wait for ever, or fail by chance. */
  readonly unproved?: "waits for ever" | "depends on timing";
}

/** Of targets as the suite spells them. */
const sent = (...targets: readonly string[]): RegExp =>
  new RegExp(`^the (path|target) "(${targets.map((target) => target.replace(/[\\/.+*?$^|()]/g, "\\$&")).join("|")})" arrives`);

const aboveRoot = sent("/%2E%2E/%2e");
const badEscape = sent("/%zz%4");
const dots = sent("/a/../b/./c");
const asterisk = /^an asterisk stays one$/;
const authority = /^the authority of an absolute target/;
const lowerCase = /^the method get arrives/;
const streamed = /^the handler has the first chunk/;
const left = /^the handler's body is left, once, when the client goes away/;
const broken = /^a body that throws midway, without Content-Length/;

const joined: Change = {
  cases: /^repeated headers arrive apart/,
  what: "header lines of one name become one, joined by commas; Cookie by semicolons, but by Apache with commas too",
  why: "one variable has one value (RFC 3875, 4.1.18)",
};
const noUnderscore: Change = {
  cases: /^a header with an underscore arrives under its own name/,
  what: "a header whose name has another sign than letters, digits and hyphens is dropped",
  why: "as a variable it would be another header's (RFC 3875, 4.1.18)",
};
const cleaned: Change = {
  cases: dots,
  what: "dot segments are resolved, so that there is no raw path; the target is as it was sent",
  why: "the path is the one that locations and aliases were chosen by",
};
const oneSlash: Change = {
  cases: sent("//a//b/"),
  what: "slashes that a path begins with become one; the target of FastCGI, SCGI and uwsgi is as it was sent",
  why: "ap_parse_uri; with AJP, ProxyPass takes them for its own /",
};
const ours: Change = {
  cases: lowerCase,
  what: "methods that node:http does not know are answered 501",
  why: "by the gateway, not by the front end: src/gateways/http1/methods.ts",
};
const lengthRequired: Change = {
  cases: /^a body without Content-Length arrives|^the handler has the first chunk/,
  what: "a body without Content-Length is refused with 411",
  why: "mod_proxy_scgi.c and mod_proxy_uwsgi.c: REQUEST_CHUNKED_ERROR",
};
const whole = (why: string): Change => ({
  cases: streamed,
  what: "a body without Content-Length is kept until it is whole",
  why,
  unproved: "waits for ever",
});
const endIsEnd: Change = {
  cases: broken,
  what: "a response without Content-Length that breaks off is taken for a whole one",
  why: "the end of a CGI program's output is all that is looked at",
};
const endIsEndByChance = (why: string): Change => ({
  cases: broken,
  what: "a response without Content-Length that breaks off is, by chance, taken for a whole one",
  why,
  unproved: "depends on timing",
});
const killed: Change = {
  cases: left,
  what: "when the client goes away, the program is ended, and the application's close() does not run",
  why: "SIGTERM, of mod_cgid.c or mod_cgi.c",
};
const rawBytes: Change = {
  cases: /^the (path|target) "\/(caf\\xc3\\xa9|\\xff\\x80)" arrives|^the query "q=\\xff\\xc3\\xa9"/,
  what: "a target with bytes above 0x7F is refused with 400",
  why: "unless option accept-invalid-http-request, of which the manual says that it opens breaches",
};

/** By front end; `*` holds for all that it speaks. */
export const changes: Readonly<Record<string, { readonly [B in Backend | "*"]?: readonly Change[] }>> = {
  nginx: {
    "*": [
      { cases: lowerCase, what: "methods in lower case are refused with 400", why: "ngx_http_parse_request_line" },
      { cases: aboveRoot, what: "a path that leads above the root is refused with 400", why: "ngx_http_parse_complex_uri" },
      { cases: badEscape, what: "a percent sign that begins no escape is refused with 400", why: "ngx_http_parse_complex_uri" },
      { cases: asterisk, what: "OPTIONS * is refused with 400", why: "ngx_http_parse_request_line" },
    ],
    fastcgi: [cleaned, joined, noUnderscore],
    scgi: [cleaned, joined, noUnderscore, whole("ngx_http_scgi_module.c and ngx_http_uwsgi_module.c, where it is chunked")],
    uwsgi: [cleaned, joined, noUnderscore, whole("ngx_http_scgi_module.c and ngx_http_uwsgi_module.c, where it is chunked")],
  },
  Apache: {
    "*": [
      { cases: aboveRoot, what: "a path that leads above the root is refused with 400", why: "ap_normalize_path" },
      { cases: badEscape, what: "a percent sign that begins no escape is refused with 400", why: "ap_unescape_url" },
      { cases: asterisk, what: "OPTIONS * is answered by the front end itself", why: "RFC 9110, 9.3.7; http_core.c, http_send_options" },
      { ...joined, why: "ap_get_mime_headers, apr_table_compress" },
    ],
    http: [ours],
    fastcgi: [oneSlash, cleaned, noUnderscore],
    scgi: [oneSlash, cleaned, noUnderscore, lengthRequired],
    uwsgi: [
      oneSlash,
      cleaned,
      noUnderscore,
      lengthRequired,
      endIsEndByChance("mod_proxy_uwsgi.c does not always see that the connection was reset"),
    ],
    ajp: [oneSlash],
    cgi: [
      {
        ...oneSlash,
        what: "slashes that follow one another become one",
        why: "the path is looked up as a file's name, and what is left of that is PATH_INFO",
      },
      cleaned,
      noUnderscore,
      endIsEnd,
      killed,
    ],
  },
  lighttpd: {
    "*": [
      {
        cases: /^the method (M-SEARCH|get) arrives/,
        what: "methods that it does not know are answered 501",
        why: "http_kv.c",
      },
      { cases: authority, what: "an absolute target with another Host is refused with 400", why: "request.c: duplicate Host header" },
      { cases: asterisk, what: "OPTIONS * is answered by the front end itself", why: "RFC 9110, 9.3.7; response.c" },
      {
        ...cleaned,
        cases: sent("//a//b/", "/a/../b/./c", "/%2E%2E/%2e"),
        what: "dot segments are resolved, and slashes that follow one another become one",
        why: "buffer_path_simplify, whatever server.http-parseopts says",
      },
      { cases: /^a header value that is empty/, what: "an empty header is dropped", why: "request.c" },
      joined,
      {
        cases: /^a header with an underscore/,
        what: "**X_A and X-A are the same variable: a client can put words into a header that you trust**",
        why: "http_cgi.c makes an underscore of everything, and there is no option against it; refuse such names with a condition on $REQUEST_HEADER, or trust no header",
      },
      { cases: /^a reason phrase of/, what: "the reason phrase is the registered one", why: "http_status_append" },
      { cases: /^a response header value that is empty/, what: "an empty header of a response is dropped", why: "http-header-glue.c" },
      whole("server.stream-request-body = 0; with 1 and 2, such a body is refused with 411"),
    ],
    fastcgi: [endIsEndByChance("mod_fastcgi.c does not always see that the connection was reset")],
    cgi: [endIsEnd, killed],
  },
  HAProxy: {
    "*": [
      rawBytes,
      {
        cases: authority,
        what: "an absolute target with another Host is refused with 400",
        why: "h1.c, h1_headers_to_hdr_list; RFC 9112, 3.2",
      },
    ],
    http: [ours],
    fastcgi: [
      {
        cases: badEscape,
        what: "a percent sign that begins no escape is answered 500",
        why: "the path is decoded for path-info: mux_fcgi.c",
      },
      { cases: asterisk, what: "OPTIONS * is answered 500", why: "it is no path: mux_fcgi.c" },
      joined,
      noUnderscore,
      whole("mux_fcgi.c: the length of a body has to be known, or the message whole"),
    ],
  },
};

export function changeOf(frontEnd: string, backend: Backend, name: string): Change | undefined {
  const of = changes[frontEnd] ?? {};
  return [...(of["*"] ?? []), ...(of[backend] ?? [])].find(({ cases }) => cases.test(name));
}
