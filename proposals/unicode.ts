import { bytes } from "../src/codecs/bytes.ts";
import { firstOf } from "../src/codecs/first-of.ts";
import { iso88591 } from "../src/codecs/latin1.ts";
import { utf8 } from "../src/codecs/utf8.ts";
import { cgiVariables, constant, defineProfile, either, gatewayVariables, only, prefer, variable } from "../src/profile.ts";

const note = "the proposals table, third note";
const item9 = "Definition #4, item 9";

/** The codec that reads all three of the URL's parts, on record. */
const url = firstOf("wsgi.uri_encoding", utf8, iso88591);

/** Text everywhere; the URL in UTF-8, or in ISO-8859-1 when any part of it is not UTF-8. */
const unicode = defineProfile({
  id: "unicode",
  title: "Unicode",
  about: "Text everywhere. The path and the query are UTF-8, or all of them ISO-8859-1 when one is not; the environ says which.",
  source: "https://blog.dscpl.com.au/2009/09/roadmap-for-python-wsgi-specification.html",
  since: "2009-09",
  convention: "start_response",
  keys: "native",
  environ: {
    ...cgiVariables(iso88591),
    SCRIPT_NAME: variable("scriptName", url, { optional: true, source: item9 }),
    PATH_INFO: variable("pathInfo", url, { optional: true, source: item9 }),
    QUERY_STRING: variable("query", url, { optional: true, source: item9 }),
    REQUEST_URI: variable("target", iso88591, { source: "the proposals table, notes on Unicode" }),
    "wsgi.script_name": variable("scriptName", bytes, { optional: true, mirror: true, source: note }),
    "wsgi.path_info": variable("pathInfo", bytes, { optional: true, mirror: true, source: note }),
    "wsgi.version": constant([1, 1], "Definition #4"),
    "wsgi.url_scheme": variable("scheme", iso88591),
    ...gatewayVariables("wsgi"),
  },
  headers: { as: "HTTP_*", codec: iso88591 },
  response: {
    status: prefer([iso88591, bytes], "Definition #4, item 5"),
    headerName: either([iso88591, bytes], "Definition #4, item 6"),
    headerValue: either([iso88591, bytes], "Definition #4, item 6"),
    body: only(bytes, "the proposals table; Ronacher's draft"),
    write: { standing: "deprecated", answer: only(bytes, "Ronacher's draft") },
  },
});
export default unicode;

const armGroup = firstOf("wsgi.uri_encoding", utf8, iso88591);
const cherrypyGroup = firstOf("wsgi.url_encoding", utf8, { ...iso88591, name: "ISO-8859-1" });

export const variants = [
  defineProfile({
    ...unicode,
    id: "unicode@arm",
    about: "Ronacher's draft of 2009: SCRIPT_NAME, PATH_INFO and REQUEST_URI share the codec, QUERY_STRING is ISO-8859-1.",
    source: "https://mail.python.org/pipermail/web-sig/2009-September/004020.html",
    environ: {
      ...unicode.environ,
      SCRIPT_NAME: variable("scriptName", armGroup, { optional: true }),
      PATH_INFO: variable("pathInfo", armGroup, { optional: true }),
      QUERY_STRING: variable("query", iso88591, { optional: true }),
      REQUEST_URI: variable("target", armGroup),
    },
  }),
  defineProfile({
    ...unicode,
    id: "unicode@raw",
    about: "The note's raw values read as still percent-encoded, present when the gateway saw them.",
    environ: {
      ...unicode.environ,
      "wsgi.script_name": variable("rawScriptName", bytes, { source: note }),
      "wsgi.path_info": variable("rawPathInfo", bytes, { source: note }),
    },
  }),
  defineProfile({
    ...unicode,
    id: "unicode@cherrypy",
    about: "cheroot's Gateway_u0: PATH_INFO and QUERY_STRING share the codec, the record is wsgi.url_encoding, answers are str.",
    source: "https://github.com/cherrypy/cheroot/blob/main/cheroot/wsgi.py",
    environ: {
      ...unicode.environ,
      SCRIPT_NAME: variable("scriptName", iso88591, { optional: true }),
      PATH_INFO: variable("pathInfo", cherrypyGroup, { optional: true }),
      QUERY_STRING: variable("query", cherrypyGroup, { optional: true }),
      "wsgi.version": constant(["u", 0]),
    },
    response: { ...unicode.response, status: only(iso88591), headerName: only(iso88591), headerValue: only(iso88591) },
  }),
] as const;
