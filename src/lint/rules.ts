/** What lint checks: one closed table, whose entries are their own documentation. */
import type { ConventionName } from "../profile.ts";

/** Whose mistake it is. */
export type Side = "server" | "application";

export interface LintRule {
  /** What is wrong, as a statement that is true when the rule is broken. */
  readonly about: string;
  readonly side: Side | "either";
  /** The document that says so. A finding may name a narrower place: the slot's, or the declaration's own. */
  readonly source: string;
  readonly conventions: readonly ConventionName[] | "all";
}

const rule = (side: LintRule["side"], about: string, source: string, ...conventions: ConventionName[]): LintRule => ({
  about,
  side,
  source,
  conventions: conventions.length === 0 ? "all" : conventions,
});

const wsgi = ["start_response", "triple"] as const;

export const lintRules = {
  // the environ
  ENVIRON_TYPE: rule(
    "server",
    "the environ is no dictionary with keys of the model's type, or one that cannot be changed",
    "PEP 3333, Specification Details; Rack, The Request Environment",
  ),
  MISSING_VARIABLE: rule("server", "a variable that the profile requires is absent", "PEP 3333, environ Variables"),
  WRONG_TYPE: rule("either", "a value is not of the type that the profile declares", "PEP 3333, A Note On String Types"),
  UNENCODABLE: rule("either", "a value has no bytes in this string model", "PEP 3333, Unicode Issues"),
  UNKNOWN_ENCODING: rule("server", "the environ names an encoding that the profile does not know", "Definition #4, item 10"),
  WRONG_CONSTANT: rule("server", "a variable that is the same in every environ is something else", "PEP 3333, environ Variables"),
  BAD_STREAM: rule("server", "the input or the error stream lacks a method", "PEP 3333, Input and Error Streams"),
  MIRROR_DIFFERS: rule("server", "two variables for one part of the request hold different bytes", "the proposals table, third note"),
  FORBIDDEN_VARIABLE: rule(
    "server",
    "there is an HTTP_CONTENT_TYPE or HTTP_CONTENT_LENGTH: those two are without HTTP_",
    "RFC 3875, 4.1.18; wsgiref.validate; Plack::Middleware::Lint; Rack::Lint",
    ...wsgi,
  ),
  HTTPOXY: rule("server", "there is an HTTP_PROXY, which HTTP clients take for their own setting", "CVE-2016-5388", ...wsgi),
  LONE_SLASH: rule(
    "server",
    "the mount is a lone slash, where the root's is empty",
    "wsgiref.validate; Plack::Middleware::Lint; Rack::Lint",
  ),
  BAD_PATH: rule(
    "server",
    "a path neither is empty nor begins with a slash, or a path that is still percent-encoded holds a ? or a #",
    "wsgiref.validate; Rack, PATH_INFO; ASGI, HTTP Connection Scope",
  ),
  NO_PATH: rule("server", "there is neither a mount nor a path", "wsgiref.validate; PSGI, The Environment; Rack, SCRIPT_NAME"),
  EMPTY_VARIABLE: rule("server", "a variable is empty that never may be", "PEP 3333, environ Variables"),
  BAD_METHOD: rule("server", "the request method is not a token", "RFC 9110, 9.1"),
  BAD_PORT: rule("server", "a port is not a decimal number up to 65535", "RFC 3875, 4.1.15"),
  BAD_PROTOCOL: rule("server", "the protocol version is not HTTP/ and a number", "RFC 3875, 4.1.16; Rack, CGI Variables"),
  BAD_SCHEME: rule("server", "the scheme is neither http nor https", "PEP 3333, environ Variables"),
  REPEATED_HEADER: rule("either", "a header that is sent once is there twice", "RFC 9110, 5.3, 7.2 and 8.3"),
  UPPER_CASE_NAME: rule(
    "either",
    "a header name has upper-case letters where the model has none",
    "ASGI, HTTP Connection Scope and Response Start",
    "asgi",
  ),
  // the call
  CALL_ARGUMENTS: rule("server", "the application is called with too few arguments, or too many", "PEP 3333, Specification Details"),
  NOT_CALLABLE: rule(
    "server",
    "start_response, the write that it returns, wsgi.file_wrapper, receive or send is no function",
    "PEP 3333, Specification Details; ASGI, Applications",
  ),
  EXC_INFO_SWALLOWED: rule(
    "server",
    "start_response with exc_info returns though the head is sent; it has to throw what exc_info holds",
    "PEP 3333, Error Handling",
    "start_response",
  ),
  // the body that the server takes
  ITERATED_TWICE: rule("server", "a body is iterated a second time", "PEP 3333, Specification Details; Rack, The Body", ...wsgi),
  ITERATED_AFTER_CLOSE: rule("server", "a body is iterated after it was closed", "wsgiref.validate", ...wsgi),
  NEXT_AFTER_END: rule("server", "a chunk is asked of a body that is exhausted", "wsgiref.validate", ...wsgi),
  CLOSED_TWICE: rule("server", "close() is called a second time", "PEP 3333, Specification Details", ...wsgi),
  NOT_CLOSED: rule("server", "close() is not called (only lintServer can tell)", "PEP 3333, Specification Details", ...wsgi),
  // the input that the server gives
  INPUT_VALUE: rule("server", "what is read is not bytes, or more than was asked for", "PEP 3333, Input and Error Streams"),
  INPUT_LENGTH: rule(
    "server",
    "the input does not end where Content-Length says (that it ends before, only lintServer can tell)",
    "PEP 3333, Input and Error Streams; ASGI, Request",
  ),
  MESSAGE_ORDER: rule(
    "server",
    "after the last http.request comes a message other than http.disconnect",
    "ASGI, Request and Disconnect",
    "asgi",
  ),
  // the head
  BAD_STATUS: rule("application", "a status is not three digits, a space and a reason phrase", "PEP 3333, The start_response() Callable"),
  STATUS_SPACES: rule(
    "application",
    "more than one space follows the status number, or one ends the line",
    "PEP 3333, The start_response() Callable",
    ...wsgi,
  ),
  INTERIM_STATUS: rule("application", "the status of a whole response is one of an interim response, 1xx", "RFC 9110, 15.2"),
  BAD_HEADER: rule("application", "a response header name is not a token", "RFC 9110, 5.1"),
  ODD_HEADER_NAME: rule(
    "application",
    "a header name does not begin with a letter, ends in - or _, or holds more than letters, digits and these two",
    "wsgiref.validate; Plack::Middleware::Lint",
    ...wsgi,
  ),
  STATUS_HEADER: rule(
    "application",
    "there is a header called Status, which a CGI gateway takes for the status",
    "RFC 3875, 6.3.3; wsgiref.validate",
  ),
  HEAD_INJECTION: rule(
    "either",
    "a head holds CR, LF, NUL or another control character",
    "RFC 9110, 5.5; PEP 3333, The start_response() Callable",
  ),
  TAB_IN_VALUE: rule(
    "application",
    "a header value holds a TAB: every server passes it, and the documents allow no control character",
    "PEP 3333, The start_response() Callable; Plack::Middleware::Lint",
    ...wsgi,
  ),
  HOP_BY_HOP: rule(
    "application",
    "a header is about the connection, which is the server's",
    "PEP 3333, Other HTTP Features; RFC 2616, 13.5.1; ASGI, Response Start",
  ),
  BAD_CONTENT_LENGTH: rule("either", "Content-Length is repeated or not a decimal number", "RFC 9110, 8.6"),
  NO_CONTENT_TYPE: rule(
    "application",
    "a 200, or another response with a body, has no Content-Type",
    "RFC 9110, 8.3; wsgiref.validate; Plack::Middleware::Lint",
  ),
  FORBIDDEN_CONTENT_TYPE: rule(
    "application",
    "a 204 or 304, which has no content, has a Content-Type",
    "wsgiref.validate; PSGI, Content-Type; Rack, The content-type Header",
  ),
  FORBIDDEN_CONTENT_LENGTH: rule(
    "application",
    "a 204 or 304, which has no content, has a Content-Length",
    "RFC 9110, 8.6; PSGI, Content-Length; Rack, The content-length Header",
  ),
  FORBIDDEN_BODY: rule("application", "a 204 or 304 has a body", "RFC 9110, 6.4.1"),
  // the calls of the application
  START_ARGUMENTS: rule(
    "application",
    "start_response is called with other than two or three arguments",
    "PEP 3333, The start_response() Callable",
    "start_response",
  ),
  BAD_EXC_INFO: rule(
    "application",
    "exc_info is neither an Error nor [type, value, traceback]",
    "PEP 3333, The start_response() Callable",
    "start_response",
  ),
  NOT_STARTED: rule("application", "there is a body, or an end, without a start", "PEP 3333, Specification Details; ASGI, Response Start"),
  STARTED_TWICE: rule(
    "application",
    "a response is started that was started already",
    "PEP 3333, The start_response() Callable; ASGI, Response Start",
    "start_response",
    "asgi",
  ),
  AFTER_THE_END: rule(
    "application",
    "the application calls back after its response has ended",
    "PEP 3333, Specification Details; ASGI, Response Body",
    "start_response",
    "asgi",
  ),
  NO_WRITE: rule("application", "write() is called, which the model has not", "the proposals table", "start_response"),
  DEPRECATED_WRITE: rule("application", "write() is called, which the model deprecates", "Ronacher's draft", "start_response"),
  WRITE_WHILE_ITERATED: rule(
    "application",
    "write() is called from inside the iterable",
    "PEP 3333, The write() Callable",
    "start_response",
  ),
  LEGACY_ORDER: rule(
    "application",
    "the answer is (body, status, headers), the order that the second revision gave up",
    "PEP 444, Change History of 2010-09-19",
    "triple",
  ),
  NOT_AWAITABLE: rule("application", "the application returns no promise", "ASGI, Applications", "asgi"),
  BAD_MESSAGE: rule("either", "a message is not one that the convention knows", "ASGI, Events", "asgi"),
  UNSUPPORTED: rule("application", "a message belongs to an extension that the server has not announced", "ASGI, Extensions", "asgi"),
  // the body that the application gives
  BODY_IS_STRING: rule(
    "application",
    "the body is one string, which would be taken character by character",
    "wsgiref.validate; PEP 3333, The Server/Gateway Side",
    ...wsgi,
  ),
  NOT_ITERABLE: rule("application", "the body is no iterable", "PEP 3333, Specification Details", ...wsgi),
  WRONG_LENGTH: rule("application", "the body's length is not the number of its chunks", "PEP 3333, Specification Details", ...wsgi),
  BODY_TOO_LONG: rule("application", "there are more bytes than Content-Length says", "PEP 3333, Handling the Content-Length Header"),
  BODY_TOO_SHORT: rule(
    "application",
    "there are fewer bytes than Content-Length says, or no last message",
    "PEP 3333, Handling the Content-Length Header; ASGI, Response Body",
  ),
  // the streams that the application uses
  INPUT_ARGUMENT: rule(
    "application",
    "a read is given more than one argument, or one that is no integer",
    "PEP 3333, Input and Error Streams",
    ...wsgi,
  ),
  INPUT_CLOSED: rule("application", "the input is read after the response has ended", "PEP 3333, Specification Details", ...wsgi),
  CLOSED_STREAM: rule(
    "application",
    "the application closes the input or the error stream",
    "wsgiref.validate; PEP 3333, Input and Error Streams",
    ...wsgi,
  ),
  ERRORS_TEXT: rule(
    "application",
    "something that is no text is written to the error stream",
    "PEP 3333, Input and Error Streams",
    ...wsgi,
  ),
} as const satisfies Record<string, LintRule>;

/** Codes are API; messages are not. */
export type LintCode = keyof typeof lintRules;
