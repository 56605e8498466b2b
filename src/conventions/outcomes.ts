/** What a client sees of an application that breaks a rule: one table, the same on its own server and through every adapter. */
import type { ErrorCode } from "../errors.ts";
import type { ConventionName } from "../profile.ts";

/** What the client gets. */
export const clientSees = {
  "400": "400 Bad Request; the application is not called",
  "413": "413 Content Too Large; the application is not called",
  "500": "500 Internal Server Error, and nothing of why; the error goes to `onError`",
  broken: "the head and the bytes so far, then the connection breaks off",
  cut: "the head and as many bytes as Content-Length says, then the connection breaks off",
  whole: "the whole response, and nothing of it",
} as const;

export interface Outcome {
  readonly does: string;
  /** Where it can be done; in every convention unless told. */
  readonly where?: readonly ConventionName[];
  readonly client: keyof typeof clientSees;
  /** Of the error; where there is none, it is what the application threw itself. */
  readonly code?: ErrorCode;
  readonly source: string;
}

const startResponse = "PEP 3333, The start_response() Callable";
const details = "PEP 3333, Specification Details";
const errors = "PEP 3333, Error Handling";
const length = "PEP 3333, Handling the Content-Length Header";
const start = "ASGI, Response Start";
const body = "ASGI, Response Body";

const wsgi: readonly ConventionName[] = ["start_response", "triple"];
const asgi: readonly ConventionName[] = ["asgi"];
const starting: readonly ConventionName[] = ["start_response"];

/** In the order of an exchange. An iterable that the application has given is closed exactly once in each of them. */
export const outcomes = {
  "undecodable request": {
    does: "is sent a request that its model has no value for",
    client: "400",
    code: "UNDECODABLE",
    source: "nothing is substituted",
  },
  "large request": {
    does: "reads at once, and the body is longer than `maxBuffered`",
    where: wsgi,
    client: "413",
    code: "TOO_LARGE",
    source: "RFC 9110, 15.5.14",
  },
  "body not at hand": {
    does: "reads at once a body that is streamed to it",
    where: wsgi,
    client: "500",
    code: "INPUT_NOT_AT_HAND",
    source: "PEP 3333, Input and Error Streams",
  },
  "throws before the head": {
    does: "throws before its head is sent; what a function has written is sent when it returns, unless it is async",
    client: "500",
    source: errors,
  },
  "throws at the first chunk": { does: "throws when it is asked for its first chunk", where: wsgi, client: "500", source: errors },
  "returns no iterable": {
    does: "returns a str, bytes, a number, null or nothing in the place of an iterable",
    where: wsgi,
    client: "500",
    code: "WRONG_TYPE",
    source: details,
  },
  "returns no triple": {
    does: "returns anything but three values",
    where: ["triple"],
    client: "500",
    code: "NOT_STARTED",
    source: "PEP 444, Specification Details",
  },
  "never starts": {
    does: "ends, or gives bytes, without a start",
    where: ["start_response", "asgi"],
    client: "500",
    code: "NOT_STARTED",
    source: details,
  },
  "goes on after a refused start": {
    does: "catches the refusal of its start, and goes on without another",
    where: ["start_response", "asgi"],
    client: "500",
    code: "NOT_STARTED",
    source: startResponse,
  },
  "starts twice": {
    does: "starts twice, without exc_info, before its head is sent",
    where: ["start_response", "asgi"],
    client: "500",
    code: "STARTED_TWICE",
    source: startResponse,
  },
  "starts twice, late": {
    does: "starts again after its head is sent",
    where: ["start_response", "asgi"],
    client: "broken",
    code: "STARTED_TWICE",
    source: startResponse,
  },
  "exc_info, late": {
    does: "starts again with exc_info after its head is sent: that is thrown",
    where: starting,
    client: "broken",
    source: startResponse,
  },
  "bad status": {
    does: "gives a status that is not three digits from 100, a space and a phrase; or not a number from 100 to 999",
    client: "500",
    code: "BAD_STATUS",
    source: `${startResponse}; ${start}`,
  },
  "bad header name": { does: "gives a header name that is no token", client: "500", code: "BAD_HEADER", source: "RFC 9110, 5.1" },
  "head injection": {
    does: "gives CR, LF, NUL or another control character in a status, a header name or a value",
    client: "500",
    code: "HEAD_INJECTION",
    source: `${startResponse}; RFC 9110, 5.5`,
  },
  "head of a wrong type": {
    does: "gives a status, a list of headers, a name or a value of a type that its model has not",
    client: "500",
    code: "WRONG_TYPE",
    source: "PEP 3333, A Note On String Types",
  },
  "bad Content-Length": {
    does: "gives a Content-Length that is no number, or two",
    client: "500",
    code: "BAD_CONTENT_LENGTH",
    source: "RFC 9110, 8.6",
  },
  trailers: { does: "announces or sends trailers", where: asgi, client: "500", code: "UNSUPPORTED", source: "ASGI, HTTP Trailers" },
  "unknown message": {
    does: "sends a message of a type that nobody knows",
    where: asgi,
    client: "500",
    code: "BAD_MESSAGE",
    source: "ASGI, Events",
  },
  "no write()": {
    does: "calls write(), which its model has removed",
    where: starting,
    client: "500",
    code: "NO_WRITE",
    source: "the proposals table, last row",
  },
  "wrong first chunk": {
    does: "gives a number, null or another model's string as its first chunk",
    client: "500",
    code: "WRONG_TYPE",
    source: details,
  },
  "wrong later chunk": { does: "gives such a chunk after others", client: "broken", code: "WRONG_TYPE", source: details },
  "throws after the head": { does: "throws after its head is sent", client: "broken", source: errors },
  "too long": {
    does: "gives more bytes than its Content-Length says, and even if it catches the refusal",
    client: "cut",
    code: "BODY_TOO_LONG",
    source: length,
  },
  "too long for nothing": {
    does: "gives bytes although its Content-Length is 0, and even if it catches the refusal",
    client: "500",
    code: "BODY_TOO_LONG",
    source: length,
  },
  "too short": { does: "gives bytes, and fewer than its Content-Length says", client: "broken", code: "BODY_TOO_SHORT", source: length },
  "too short by all": {
    does: "gives no byte at all although its Content-Length is not 0",
    client: "500",
    code: "BODY_TOO_SHORT",
    source: length,
  },
  "returns before the body": {
    does: "returns after its start, without a body",
    where: asgi,
    client: "500",
    code: "BODY_TOO_SHORT",
    source: body,
  },
  "returns in the body": {
    does: "returns while its body is to go on",
    where: asgi,
    client: "broken",
    code: "BODY_TOO_SHORT",
    source: body,
  },
  "fails to close": { does: "throws in the close() of its body", where: wsgi, client: "broken", source: details },
  "fails to close later": {
    does: "gives an iterable that is not async, and its close() returns a promise that fails: the log alone has it",
    where: wsgi,
    client: "whole",
    source: details,
  },
  "goes on after the end": {
    does: "writes, sends or starts after its response has ended: it is refused",
    where: ["start_response", "asgi"],
    client: "whole",
    code: "AFTER_THE_END",
    source: `${details}; ${body}`,
  },
  "reads after the end": {
    does: "reads its input after its response has ended: it is refused",
    where: wsgi,
    client: "whole",
    code: "INPUT_CLOSED",
    source: "PEP 3333, Input and Error Streams",
  },
  "receives after the end": {
    does: "waits for a message after its response has ended: it gets `http.disconnect`",
    where: asgi,
    client: "whole",
    source: "ASGI, Disconnect",
  },
} as const satisfies Record<string, Outcome>;

export type OutcomeName = keyof typeof outcomes;
