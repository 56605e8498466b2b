import { bytes } from "../src/codecs/bytes.ts";
import { latin1 } from "../src/codecs/latin1.ts";
import { cgiVariables, constant, defineProfile, gatewayVariables, only, prefer, variable } from "../src/profile.ts";

/** WSGI as Python 2 had it, read literally on Python 3: every `str` was bytes, the keys too. */
const wsgi10 = defineProfile({
  id: "wsgi-1.0",
  title: "WSGI 1.0",
  about: "PEP 333 read literally: every string is a byte string, the dictionary's keys too.",
  source: "https://peps.python.org/pep-0333/",
  since: "2003-12",
  convention: "start_response",
  keys: "bytes",
  environ: {
    ...cgiVariables(bytes),
    "wsgi.version": constant([1, 0], "PEP 333, environ Variables"),
    "wsgi.url_scheme": variable("scheme", bytes),
    ...gatewayVariables("wsgi"),
  },
  headers: { as: "HTTP_*", codec: bytes },
  response: {
    status: only(bytes, "PEP 333, The start_response() Callable"),
    headerName: only(bytes, "PEP 333, The start_response() Callable"),
    headerValue: only(bytes, "PEP 333, The start_response() Callable"),
    body: only(bytes, "PEP 333, Specification Details"),
    write: only(bytes, "PEP 333, The write() Callable"),
  },
});
export default wsgi10;

const roadmap = "https://blog.dscpl.com.au/2009/09/roadmap-for-python-wsgi-specification.html";

export const variants = [
  defineProfile({
    ...wsgi10,
    id: "wsgi-1.0@native-keys",
    about: "The roadmap's Definition #2: bytes values under native keys, and a native scheme.",
    source: roadmap,
    keys: "native",
    environ: { ...wsgi10.environ, "wsgi.url_scheme": variable("scheme", latin1) },
  }),
  defineProfile({
    ...wsgi10,
    id: "wsgi-1.0@latin-1",
    about: "PEP 333's Unicode Issues and the amendments of 2007: str that spells bytes; answers in bytes, or in such str.",
    source: "https://wsgi.readthedocs.io/en/latest/amendments-1.0.html",
    keys: "native",
    environ: { ...wsgi10.environ, ...cgiVariables(latin1), "wsgi.url_scheme": variable("scheme", latin1) },
    headers: { as: "HTTP_*", codec: latin1 },
    response: {
      ...wsgi10.response,
      status: prefer([bytes, latin1]),
      headerName: prefer([bytes, latin1]),
      headerValue: prefer([bytes, latin1]),
    },
  }),
] as const;
