/** A CGI program that says what it was given: PEP 3333 over `serveCgi`. The query tells what else it does. */

import pep3333 from "../../../proposals/pep-3333.ts";
import { createHandler } from "../../../src/create-handler.ts";
import { serveCgi } from "../../../src/gateways/cgi.ts";
import { byteString, toBytes } from "../../../src/wire.ts";

const bytes = (text: string) => toBytes(byteString(text));

const told = [
  "REQUEST_METHOD",
  "SCRIPT_NAME",
  "PATH_INFO",
  "HTTP_X",
  "wsgi.url_scheme",
  "wsgi.run_once",
  "wsgi.multiprocess",
  "wsgi.multithread",
];

const handler = createHandler(
  (environ, startResponse) => {
    startResponse("200 OK", [["X", "\xe9"]]);
    const all = environ as object as Readonly<Record<string, unknown>>;
    switch (environ.QUERY_STRING) {
      case "break":
        return breaking();
      case "endless":
        return endless(environ["wsgi.errors"]);
      case "body":
        return [environ["wsgi.input"].read()];
      case "little":
        return firstOf(environ["wsgi.input"].chunks());
      case "errors":
        environ["wsgi.errors"].write("caf\u00e9 \u20ac\n");
        return [bytes("hi")];
      case "names":
        return [
          bytes(
            Object.keys(all)
              .filter((name) => /proxy/i.test(name))
              .join(),
          ),
        ];
      default:
        return [bytes(told.map((name) => `${name}=${all[name]}\n`).join(""))];
    }
  },
  pep3333,
  { input: process.env.QUERY_STRING === "little" ? "streamed" : "buffered" },
);

async function* firstOf(chunks: AsyncIterable<Uint8Array>) {
  for await (const chunk of chunks) {
    yield chunk;
    return;
  }
}

function* breaking() {
  yield bytes("one");
  throw new Error("broke off");
}

function* endless(errors: { write(text: string): void }) {
  try {
    for (;;) yield new Uint8Array(1000);
  } finally {
    errors.write("closed\n");
  }
}

process.exitCode = await serveCgi(handler);
