/** What the calls of `wsgi.input` give on other servers, where that is not what ours give. */

import type { AskedRow } from "./asked-row.ts";
import type { Framing } from "./input.ts";
import { bothCheroots, type ServerName } from "./row.ts";

/** It waits for ever in them, and its threads with it. */
export const unproved: Readonly<{ [S in ServerName]?: Framing }> = { cheroot: "a chunked body", "cheroot u0": "a chunked body" };

const asDocumented = "PEP 3333, Input and Error Streams: the semantics of the Python Library Reference";

export const inputRows: readonly AskedRow[] = [
  {
    verdict: "theirs-wrong",
    servers: ["wsgiref", "uWSGI"],
    asked: /^a chunked body: (?!.*None)/,
    what: "of a chunked body, they give its framing, or nothing",
    why: "RFC 9112, 7.1: a recipient MUST be able to parse it",
  },
  {
    verdict: "theirs-wrong",
    servers: ["wsgiref"],
    asked: /^a chunked body: .*None/,
    what: "of a chunked body, they give its framing, or nothing",
    why: "RFC 9112, 7.1: a recipient MUST be able to parse it",
  },
  {
    verdict: "theirs-wrong",
    servers: ["uWSGI"],
    asked: /^a Content-Length: read\(0\)/,
    what: "read(0) gives all of it",
    why: asDocumented,
  },
  {
    verdict: "theirs-wrong",
    servers: bothCheroots,
    asked: /^a Content-Length: readlines\((1?)\)/,
    what: "readlines() gives no line, and readlines(1) a part of one; on a chunked body, lines are waited for in vain (not proved here)",
    why: asDocumented,
  },
  {
    verdict: "theirs-wrong",
    servers: ["uvicorn wsgi", "a2wsgi"],
    asked: /: (readline\(2\)|readlines\((1?)\)|for line in)/,
    what: "readlines() adds a line feed that nobody sent, without a body it throws, or there is one empty line; readline(2) gives nothing",
    why: asDocumented,
  },
  {
    verdict: "choice",
    servers: ["gunicorn", "uWSGI"],
    asked: /^a (Content-Length|chunked body): readlines\(1\)$/,
    what: "the hint of readlines() is ignored",
    why: "PEP 3333, Input and Error Streams: servers may",
  },
  {
    verdict: "choice",
    servers: ["uWSGI", ...bothCheroots, "mod_wsgi", "uvicorn wsgi", "a2wsgi"],
    asked: /\(None\)$/,
    what: "read(None) or readlines(None) is a TypeError",
    why: "Python's files take it; PEP 3333 speaks of a size or none",
  },
];
