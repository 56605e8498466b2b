import { bytes } from "../src/codecs/bytes.ts";
import { latin1 } from "../src/codecs/latin1.ts";
import { surrogateescape } from "../src/codecs/surrogateescape.ts";
import { cgiVariables, constant, defineProfile, gatewayVariables, only, variable } from "../src/profile.ts";

/** One string type for every input, as os.environ has it; bytes for every output. */
const flat = defineProfile({
  id: "flat",
  title: "flat",
  about: "Native strings in UTF-8 with surrogateescape (PEP 383) in, bytes out; no write().",
  source: "https://wsgi.readthedocs.io/en/latest/python3.html",
  since: "2010-09",
  convention: "start_response",
  keys: "native",
  environ: {
    ...cgiVariables(surrogateescape),
    "wsgi.version": constant([1, 0], "PEP 333, environ Variables"),
    "wsgi.url_scheme": variable("scheme", latin1),
    ...gatewayVariables("wsgi"),
  },
  headers: { as: "HTTP_*", codec: surrogateescape },
  response: { status: only(bytes), headerName: only(bytes), headerValue: only(bytes), body: only(bytes), write: { standing: "removed" } },
});
export default flat;

export const variants = [
  defineProfile({
    ...flat,
    id: "flat@triple",
    about: "The same strings, with the answer returned as (status, headers, body).",
    source: "https://mail.python.org/pipermail/web-sig/2009-September/004089.html",
    convention: "triple",
  }),
] as const;
