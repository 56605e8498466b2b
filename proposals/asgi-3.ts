import { bytes } from "../src/codecs/bytes.ts";
import { lowerCase } from "../src/codecs/lower-case.ts";
import { prefixed } from "../src/codecs/prefixed.ts";
import { utf8Replacing } from "../src/codecs/replacing.ts";
import { utf8 } from "../src/codecs/utf8.ts";
import { address, constant, defineProfile, only, variable } from "../src/profile.ts";

const scope = "ASGI, HTTP Connection Scope";
const start = "ASGI, Response Start";

/** Text where HTTP has structure, bytes where it has none. */
const asgi3 = defineProfile({
  id: "asgi-3",
  title: "ASGI 3",
  about: "Text where HTTP has structure, bytes where it has none: a UTF-8 path beside the raw one, headers as pairs of bytes.",
  source: "https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope",
  since: "2019-03",
  adopted: true,
  convention: "asgi",
  keys: "unicode",
  environ: {
    type: constant("http", scope),
    asgi: constant({ version: "3.0", spec_version: "2.5" }, scope),
    http_version: variable("protocol", prefixed("HTTP/", utf8), { source: scope }),
    method: variable("method", utf8, { source: scope }),
    scheme: variable("scheme", utf8, { optional: true, source: scope }),
    path: variable("path", utf8, { source: scope }),
    raw_path: variable("rawPath", bytes, { none: true, source: scope }),
    query_string: variable("query", bytes, { source: scope }),
    root_path: variable("scriptName", utf8, { optional: true, source: scope }),
    client: address("remoteAddr", "remotePort", utf8, scope),
    server: address("serverName", "serverPort", utf8, scope),
  },
  headers: { as: "pairs", key: "headers", name: lowerCase(bytes), value: bytes, source: scope },
  response: {
    status: { is: "code", source: start },
    headerName: only(lowerCase(bytes), start),
    headerValue: only(bytes, start),
    body: only(bytes, "ASGI, Response Body"),
    write: { standing: "removed" },
  },
});
export default asgi3;

export const variants = [
  defineProfile({
    ...asgi3,
    id: "asgi-3@replace",
    about: "What uvicorn and hypercorn ship: an undecodable path holds U+FFFD, and only raw_path still has the bytes.",
    environ: {
      ...asgi3.environ,
      path: variable("path", utf8Replacing, { source: "uvicorn 0.17, hypercorn 0.13" }),
      root_path: variable("scriptName", utf8Replacing, { optional: true, source: "uvicorn 0.17, hypercorn 0.13" }),
    },
  }),
] as const;
