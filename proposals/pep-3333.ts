import { bytes } from "../src/codecs/bytes.ts";
import { latin1 } from "../src/codecs/latin1.ts";
import { cgiVariables, constant, defineProfile, gatewayVariables, only, variable } from "../src/profile.ts";

const strings = "PEP 3333, A Note On String Types";

/** What was adopted: native strings that are bytes in disguise, both ways; bodies are bytes. */
export default defineProfile({
  id: "pep-3333",
  title: "PEP 3333",
  about: "WSGI 1.0.1: native strings that spell bytes, in the environ and in the response head; bodies are bytes.",
  source: "https://peps.python.org/pep-3333/#unicode-issues",
  since: "2010-09",
  adopted: true,
  convention: "start_response",
  keys: "native",
  environ: {
    ...cgiVariables(latin1),
    "wsgi.version": constant([1, 0], "PEP 3333, environ Variables"),
    "wsgi.url_scheme": variable("scheme", latin1),
    ...gatewayVariables("wsgi"),
  },
  headers: { as: "HTTP_*", codec: latin1 },
  response: {
    status: only(latin1, strings),
    headerName: only(latin1, strings),
    headerValue: only(latin1, strings),
    body: only(bytes, strings),
    write: only(bytes, "PEP 3333, The write() Callable"),
  },
});
