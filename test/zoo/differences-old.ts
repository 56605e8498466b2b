/** The differences of the applications of entries-old.ts. */
import type { Difference } from "./difference.ts";
import type { Exchange } from "./exchange.ts";
import type { Answer } from "./raw-http.ts";

/** Without what a name with an underscore says. */
const hyphensOnly = (exchange: Exchange): Exchange => ({ ...exchange, headers: exchange.headers.filter(([name]) => !name.includes("_")) });

const withoutLength = (answer: Answer): Answer => ({
  ...answer,
  headers: answer.headers.filter(([name]) => name.toLowerCase() !== "content-length"),
});

/** Without what is of its moment: how long a page took, when a session was signed, and until when an answer is fresh. */
const timeless = (answer: Answer): Answer => ({
  ...answer,
  headers: withoutLength(answer).headers.map(([name, value]) => [name, value.replace(/^session=[^;]+|^\w{3}, .* GMT$/, "")] as const),
  body: answer.body.replace(/Page: [\d.]+ ms/, "").replaceAll(/<updated>.*?</g, "<updated><"),
});

/** A page without the address that it says was asked for. */
const withoutAddress = (answer: Answer): Answer => ({
  ...withoutLength(answer),
  body: answer.body.replace(/<strong>.*<\/strong>/, "<strong></strong>"),
});

export const olderDifferences: readonly Difference[] = [
  {
    what: "A header whose name has an underscore is left out; Twisted takes it for the one with a hyphen, which a proxy may have set or removed.",
    why: "RFC 3875, 4.1.18 has one variable for both; RFC 9110, 17.10: a server should not let one pass for the other",
    whose: "theirs",
    where: { trusted: ["Twisted"], exchanges: ["a header with an underscore", "a header with an underscore beside one with a hyphen"] },
    asked: hyphensOnly,
  },
  {
    what: "A response header that is not Latin-1 is refused where start_response() is called, so that the client gets 500; Twisted finds out later, and the connection ends without an answer.",
    why: "PEP 3333, Unicode Issues: an error that the server should raise",
    whose: "theirs",
    where: { trusted: ["Twisted"], exchanges: ["a cookie in UTF-8 is set"] },
    status: 500,
  },
  {
    what: "A response header that is not Latin-1 is refused, and the status with it, so that the client gets 500; gunicorn keeps the status, and sends it where, as here, the application goes on.",
    why: "PEP 3333, The start_response() Callable: a head that is refused is not a head",
    whose: "theirs",
    where: { entries: ["Webware for Python 3"], exchanges: ["a cookie in UTF-8 is set"] },
    status: 500,
  },
  {
    what: "REQUEST_URI is in the environ of PEP 3333, and Webware shows it; gunicorn calls it RAW_URI.",
    why: "no specification has it; Apache, nginx, uWSGI and waitress do",
    whose: "a choice",
    where: { entries: ["Webware for Python 3"], exchanges: ["what is missing, in UTF-8", "what is missing, in ISO-8859-1"] },
    theirs: withoutAddress,
    ours: withoutAddress,
  },
  {
    what: "MoinMoin says how long a page took to make, signs sessions with the time, and dates a feed.",
    why: "it is never the same",
    whose: "a choice",
    where: { entries: ["MoinMoin 2"] },
    theirs: timeless,
    ours: timeless,
  },
];
