/** The differences that are known: of all applications, and of those of entries.ts. */
import { reasonPhrase } from "../../src/reason-phrases.ts";
import type { Difference } from "./difference.ts";
import { olderDifferences } from "./differences-old.ts";
import type { Exchange } from "./exchange.ts";
import type { Answer } from "./raw-http.ts";

/** Of a server where a request line is a variable for each header. */
const cgi = ["wsgi-1.0", "mod_wsgi", "unicode", "web3", "flat", "pep-3333"];
const allButAsgi = ["none", ...cgi];

/** Paths that are no UTF-8. */
const undecodable = [
  "a path in ISO-8859-1",
  "a path in ISO-8859-1, unescaped",
  "a path with an escaped 0xFF",
  "a path with a 0xFF",
  "a path in UTF-8 and in ISO-8859-1",
  "a path with a surrogate in UTF-8",
  "what is missing, in ISO-8859-1",
];

/** Bodies that Werkzeug does not read by itself as parts. */
const unsized = [
  "a form",
  "a form in UTF-8",
  "a form in UTF-8, unescaped",
  "a form in ISO-8859-1",
  "a form in chunks",
  "an empty form",
  "a body",
  "an empty body",
  "a body with a Content-Type in UTF-8",
  "a body of 1 MiB",
  "a body in chunks",
  "a body of 1 MiB in chunks",
  "an empty body in chunks",
  "a body that waits for 100",
];

const lowerCase = (answer: Answer): Answer => ({
  ...answer,
  headers: answer.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
});
const usualPhrase = (answer: Answer): Answer => ({ ...answer, reason: reasonPhrase(answer.status) });

/** Header lines of one name as one, as every WSGI server hands them on. */
const joined = (exchange: Exchange): Exchange => {
  const lines = new Map<string, string>();
  for (const [name, value] of exchange.headers) {
    const key = name.toLowerCase();
    const before = lines.get(key);
    lines.set(key, before === undefined ? value : `${before}${key === "cookie" ? "; " : ", "}${value}`);
  }
  return { ...exchange, headers: [...lines] };
};

const ofEveryFramework: readonly Difference[] = [
  {
    what: "Two lines of cookies are joined with `; `; gunicorn and Twisted join them with a comma, which is then part of a value.",
    why: "RFC 6265, 4.2.1: pairs are separated by `; `; RFC 9113, 8.2.3 says how lines become one",
    whose: "theirs",
    where: { trusted: ["gunicorn", "Twisted"], exchanges: ["two lines of cookies"] },
    asked: joined,
  },
  {
    what: "Lines of a header are joined with `, `; gunicorn and Twisted join them with a comma alone.",
    why: "RFC 9110, 5.3: a comma, followed by optional white space",
    whose: "a choice",
    where: { trusted: ["gunicorn", "Twisted"], exchanges: ["a header that comes twice"] },
    asked: joined,
  },
  {
    what: "Lines of a header are one variable for a server whose requests are an environ; ASGI servers hand on each.",
    why: "RFC 3875, 4.1.18",
    whose: "the model's",
    where: { trusted: ["uvicorn"], serverProfiles: cgi, exchanges: ["two lines of cookies", "a header that comes twice"] },
    asked: joined,
  },
  {
    what: "A path that is not UTF-8 is refused with 400; uvicorn hands on U+FFFD. `asgi-3@replace` does as it does.",
    why: "ASGI, HTTP Connection Scope: the path is percent-decoded and UTF-8 text; U+FFFD is another path than the one that was sent",
    whose: "a choice",
    where: { profiles: ["asgi-3"], trusted: ["uvicorn"], exchanges: undecodable },
    status: 400,
  },
  {
    what: "A path that is not UTF-8 is refused with 400 by the server profile asgi-3, though the application could read it.",
    why: "ASGI, HTTP Connection Scope: the path is UTF-8 text",
    whose: "the model's",
    where: { profiles: [...cgi, "asgi-3@replace"], serverProfiles: ["asgi-3"], exchanges: undecodable },
    status: 400,
  },
  {
    what: "A path that is not UTF-8 is refused with 400 where the application is written to ASGI; the same one, written to PEP 3333, answers.",
    why: "ASGI, HTTP Connection Scope: the path is UTF-8 text",
    whose: "the model's",
    where: { entries: ["the idiom of asgi-3"], exchanges: undecodable },
    status: 400,
  },
  {
    what: "Names of response headers are sent as the application spells them; Twisted sends them in a case of its own.",
    why: "RFC 9110, 5.1: names are case-insensitive",
    whose: "a choice",
    where: { trusted: ["Twisted"] },
    theirs: lowerCase,
    ours: lowerCase,
  },
  {
    what: "Names of response headers are in lower case and the reason phrase is the usual one behind the server profile asgi-3.",
    why: "ASGI, Response Start: names are lower-cased, and there is no place for a reason phrase",
    whose: "the model's",
    where: { profiles: ["pep-3333", "mod_wsgi"], serverProfiles: ["asgi-3"] },
    theirs: (answer) => usualPhrase(lowerCase(answer)),
  },
  {
    what: "Names of response headers are sent as the application spells them; uvicorn sends them in lower case.",
    why: "RFC 9110, 5.1: names are case-insensitive",
    whose: "a choice",
    where: { trusted: ["uvicorn"], serverProfiles: allButAsgi },
    ours: lowerCase,
  },
  {
    what: "The reason phrase of 416 is Range Not Satisfiable; uvicorn's is of an older RFC.",
    why: "RFC 9110, 15.5.17",
    whose: "a choice",
    where: { trusted: ["uvicorn"], exchanges: ["a range that a file has not"] },
    theirs: usualPhrase,
  },
  {
    what: "White space after a value is not part of it; uvicorn (httptools) leaves a tab there.",
    why: "RFC 9110, 5.5",
    whose: "theirs",
    where: { trusted: ["uvicorn"], exchanges: ["a header with white space around it"] },
    asked: (exchange) => ({ ...exchange, headers: exchange.headers.map(([name, value]) => [name, value.trim()] as const) }),
  },
  {
    what: "Bytes that are not ASCII are taken in a target; uvicorn (httptools) answers 400.",
    why: "RFC 9112, 3 has 400 for them; Apache and others pass them on, and so does the wire reader (decisions.md)",
    whose: "a choice",
    where: { trusted: ["uvicorn"], exchanges: ["a path in UTF-8, unescaped", "a query in UTF-8, unescaped"] },
    status: 200,
  },
  {
    what: "Bytes that are not ASCII are taken in a target, also those that Django's URLs cannot have; uvicorn (httptools) answers 400 itself.",
    why: "RFC 9112, 3 has 400 for them; Apache and others pass them on, and so does the wire reader (decisions.md)",
    whose: "a choice",
    where: { entries: ["Django, ASGI"], exchanges: ["a query in ISO-8859-1, unescaped"] },
    status: 400,
  },
  {
    what: "Bytes that are not ASCII are taken in a target, as U+FFFD where they are no UTF-8; uvicorn (httptools) answers 400.",
    why: "RFC 9112, 3 has 400 for them; Apache and others pass them on, and so does the wire reader (decisions.md)",
    whose: "a choice",
    where: {
      profiles: ["asgi-3@replace"],
      serverProfiles: allButAsgi,
      exchanges: ["a path in ISO-8859-1, unescaped", "a path with a 0xFF"],
    },
    status: 200,
  },
  {
    what: "Bytes that are not ASCII are taken in a target, also those that these frameworks fail at; uvicorn (httptools) answers 400.",
    why: "RFC 9112, 3 has 400 for them; Apache and others pass them on, and so does the wire reader (decisions.md)",
    whose: "a choice",
    where: { entries: ["Falcon, ASGI", "Starlette", "Starlette, replacing", "FastAPI"], exchanges: ["a query in ISO-8859-1, unescaped"] },
    status: 500,
  },
  {
    what: "wsgiref.validate wants read() to be called with a size, and Werkzeug calls it without one where `wsgi.input_terminated` says that the input ends: 500, under gunicorn too.",
    why: "PEP 3333, Input and Error Streams: the size of read() is optional; wsgiref.validate is of PEP 333",
    whose: "theirs",
    where: { entries: ["Flask", "MoinMoin 2"], validated: true, exchanges: [...unsized, "a login that fails"] },
    status: 500,
  },
];

export const differences: readonly Difference[] = [...ofEveryFramework, ...olderDifferences];
