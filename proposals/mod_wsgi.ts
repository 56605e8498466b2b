import { bytes } from "../src/codecs/bytes.ts";
import { latin1 } from "../src/codecs/latin1.ts";
import { cgiVariables, constant, defineProfile, gatewayVariables, prefer, variable } from "../src/profile.ts";

const note = "the proposals table, third note";

/** What mod_wsgi 3 did: native strings in, bytes or native strings out. */
const modWsgi = defineProfile({
  id: "mod_wsgi",
  title: "mod_wsgi",
  about: "The roadmap's Definition #3, as in mod_wsgi 3: native strings that spell bytes in, bytes or such strings out.",
  source: "https://blog.dscpl.com.au/2009/09/roadmap-for-python-wsgi-specification.html",
  since: "2009-09",
  convention: "start_response",
  keys: "native",
  environ: {
    ...cgiVariables(latin1),
    "wsgi.script_name": variable("scriptName", bytes, { optional: true, mirror: true, source: note }),
    "wsgi.path_info": variable("pathInfo", bytes, { optional: true, mirror: true, source: note }),
    "wsgi.version": constant([1, 0], "mod_wsgi 3.4 (3.0 to 3.3 had 1, 1)"),
    "wsgi.url_scheme": variable("scheme", latin1),
    ...gatewayVariables("wsgi"),
  },
  headers: { as: "HTTP_*", codec: latin1 },
  response: {
    status: prefer([bytes, latin1], "Definition #3, item 5"),
    headerName: prefer([bytes, latin1], "Definition #3, item 6"),
    headerValue: prefer([bytes, latin1], "Definition #3, item 6"),
    body: prefer([bytes, latin1], "Definition #3, item 7"),
    write: prefer([bytes, latin1], "mod_wsgi wiki, SupportForPython3X"),
  },
});
export default modWsgi;

export const variants = [
  defineProfile({
    ...modWsgi,
    id: "mod_wsgi@raw",
    about: "The note's raw values read as still percent-encoded, present when the gateway saw them.",
    environ: {
      ...modWsgi.environ,
      "wsgi.script_name": variable("rawScriptName", bytes, { source: note }),
      "wsgi.path_info": variable("rawPathInfo", bytes, { source: note }),
    },
  }),
] as const;
