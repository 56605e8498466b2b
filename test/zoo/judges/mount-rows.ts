/** Where other servers cut a path in two, or do not, otherwise than we do. */
import type { AskedRow } from "./asked-row.ts";

const outside = /^\/(application|App\/x|other\/app\/x)?$/;

export const mountRows: readonly AskedRow[] = [
  {
    verdict: "theirs-wrong",
    servers: ["gunicorn"],
    asked: /^\/application$/,
    what: "/application is lication, under /app",
    why: "RFC 3875, 4.1.5 and 4.1.13: PATH_INFO is empty or begins with a slash",
  },
  {
    verdict: "theirs-wrong",
    servers: ["gunicorn"],
    asked: /%61/,
    gave: /^500$/,
    what: "the mount is compared with the path as it was sent, so that /%61pp/x is answered 500",
    why: "RFC 3986, 6.2.2.2: the same path as /app/x",
  },
  {
    verdict: "theirs-wrong",
    servers: ["waitress"],
    asked: outside,
    what: "a path that is not under the mount is put under it",
    why: "PEP 3333, URL Reconstruction: SCRIPT_NAME and PATH_INFO are the path",
  },
  {
    verdict: "choice",
    servers: ["gunicorn", "cheroot", "mod_wsgi"],
    asked: outside,
    gave: /^(404|500)$/,
    what: "a path that is not under the mount is answered 404, or 500; here, SCRIPT_NAME is empty then",
    why: "docs/decisions.md",
  },
  {
    verdict: "choice",
    servers: ["uWSGI"],
    asked: /^\/$/,
    what: "outside of the mount, there is no SCRIPT_NAME where the path is /",
    why: "PEP 3333, environ Variables: what is empty may be omitted",
  },
  {
    verdict: "choice",
    servers: ["gunicorn", "waitress", "uWSGI", "mod_wsgi"],
    asked: /^\/app%2Fx$/,
    what: "/app%2Fx is /x under /app",
    why: "docs/decisions.md: the cut is at a segment's end, in the path as it was sent",
  },
  {
    verdict: "choice",
    servers: ["cheroot"],
    asked: /%2F/,
    what: "%2F stays an escape, and ends no segment",
    why: "docs/decisions.md; RFC 3875, 4.1.5: PATH_INFO is not URL-encoded",
  },
  {
    verdict: "choice",
    servers: ["mod_wsgi"],
    asked: /^\/app\/\/x$/,
    what: "slashes that PATH_INFO begins with become one",
    why: "docs/decisions.md: they stay",
  },
];
