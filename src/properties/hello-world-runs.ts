import { readChunk, readHeaders, readStatus } from "../answer.ts";
import { send } from "../compare/parts.ts";
import type { PythonProperty } from "../compare/property.ts";
import { StringModelError } from "../errors.ts";
import { denote } from "../notation.ts";

/** The first example of PEP 333 as published, to the letter what a WSGI 1.0 programmer wrote on Python 2. */
const source = `
def simple_app(environ, start_response):
    """Simplest possible application object"""
    status = '200 OK'
    response_headers = [('Content-type', 'text/plain')]
    start_response(status, response_headers)
    return ['Hello world!\\n']
`;

export default {
  id: "hello-world-runs",
  topic: "change",
  claim: 'the WSGI 1.0 "Hello World!" runs unchanged on Python 3',
  source: "the proposals table, notes on mod_wsgi; PEP 333, The Application/Framework Side",
  settle(profile, python) {
    const { request, wire } = send({});
    const answer = python.call(profile, source, "simple_app", request);
    if ("exception" in answer)
      return { verdict: "refuses", reason: answer.exception, exhibit: { requests: [wire], made: { str: answer.exception } } };
    const exhibit = { requests: [wire], answer: { status: answer.status, headers: answer.headers, body: answer.body } };
    try {
      const { status, reason } = readStatus(profile, denote(answer.status) as never);
      const headers = readHeaders(profile, denote(answer.headers) as never);
      const body = answer.body.map((chunk) => new TextDecoder().decode(readChunk(profile, denote(chunk) as never))).join("");
      const same =
        status === 200 && reason === "OK" && JSON.stringify(headers) === '[["Content-type","text/plain"]]' && body === "Hello world!\n";
      return { verdict: same ? "holds" : "corrupts", reason: same ? "ran in CPython" : "the answer is another one", exhibit };
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
      return { verdict: "refuses", reason: error.message, exhibit };
    }
  },
} satisfies PythonProperty;
