/** What lint finds: each case breaks one rule and no other. A name ends in the vector that the case is. */
import { BytesDict, b } from "../../src/bytes-dict.ts";
import { forPython } from "../../src/python-version.ts";
import { bytes } from "../spec/helpers.ts";
import {
  type Any,
  answer,
  answering,
  application,
  type Case,
  chunk,
  environ,
  kase,
  lines,
  ok,
  plain,
  post,
  reading,
  request,
  serve,
  served,
  server,
  takeAll,
} from "./fake.ts";
import {
  asgi3,
  flat,
  flatTriple,
  modWsgi,
  pep3333,
  unicode,
  web3,
  web3Async,
  web3R2,
  wsgi10,
  wsgi10Latin1,
  wsgi10NativeKeys,
} from "./profiles.ts";

const flat2 = forPython(flat, 2);
const pep2 = forPython(pep3333, 2);

/** A content type and a line with these values. */
const withLine = (profile: typeof pep3333 | Any, name: unknown, value: unknown) => ({ headers: [...plain(profile), [name, value]] });

/* ---- the environ ------------------------------------------------------------------ */

const dictionaries: readonly Case[] = [
  kase("ENVIRON_TYPE", "an instance of a class is no dictionary [wsgi-1.0 vector 23, stated]", (options) =>
    serve(wsgi10NativeKeys, answering(wsgi10NativeKeys), options, {
      environ: Object.assign(new (class Environ {})(), environ(wsgi10NativeKeys)),
    }),
  ),
  kase("ENVIRON_TYPE", "bytes keys are not native ones", (options) =>
    serve(pep3333, answering(pep3333), options, { environ: new BytesDict() }),
  ),
  kase("ENVIRON_TYPE", "native keys are not bytes", (options) => serve(wsgi10, answering(wsgi10), options, { environ: environ(pep3333) })),
  kase("ENVIRON_TYPE", "on Python 2 native keys are bytes", (options) =>
    serve(pep2, answering(pep2), options, { environ: environ(pep3333) }),
  ),
  kase("ENVIRON_TYPE", "a Map is no dictionary", (options) =>
    serve(web3, answering(web3), options, { environ: new Map(Object.entries(environ(web3))) }),
  ),
  kase("ENVIRON_TYPE", "a frozen dictionary cannot be changed [rack vector 26, stated]", (options) =>
    serve(pep3333, answering(pep3333), options, { environ: Object.freeze(environ(pep3333)) }),
  ),
];

const presence: readonly Case[] = [
  kase("MISSING_VARIABLE", "REQUEST_METHOD is required", request(pep3333, { REQUEST_METHOD: undefined })),
  kase("MISSING_VARIABLE", "SERVER_NAME is required", request(flat, { SERVER_NAME: undefined })),
  kase("MISSING_VARIABLE", "wsgi.version is required", request(modWsgi, { "wsgi.version": undefined })),
  kase("MISSING_VARIABLE", "wsgi.input is required", request(wsgi10, { "wsgi.input": undefined })),
  kase("MISSING_VARIABLE", "QUERY_STRING is never absent [web3 vector 24, stated]", request(web3, { QUERY_STRING: undefined })),
  kase("MISSING_VARIABLE", "neither is an empty SCRIPT_NAME", request(web3, { SCRIPT_NAME: undefined })),
  kase(
    "MISSING_VARIABLE",
    "the record of the encoding is required [unicode vector 21, stated]",
    request(unicode, { "wsgi.uri_encoding": undefined }),
  ),
  kase("MISSING_VARIABLE", "a scope has headers, be they none", request(asgi3, { headers: undefined })),
  kase("MISSING_VARIABLE", "a scope has a path", request(asgi3, { path: undefined })),
  kase(
    "UNKNOWN_ENCODING",
    "nobody guesses what an unknown encoding was [unicode vector 22, derived]",
    request(unicode, { "wsgi.uri_encoding": "klingon" }),
  ),
  kase("NO_PATH", "without a mount there is a path", request(pep3333, { SCRIPT_NAME: undefined, PATH_INFO: undefined })),
  kase("NO_PATH", "under an empty mount too", request(flat, { SCRIPT_NAME: "", PATH_INFO: undefined })),
  kase("FORBIDDEN_VARIABLE", "CONTENT_LENGTH is without HTTP_ [psgi vector 25, stated]", request(pep3333, { HTTP_CONTENT_LENGTH: "0" })),
  kase("FORBIDDEN_VARIABLE", "in bytes too [rack vector 25, stated]", request(wsgi10, { HTTP_CONTENT_LENGTH: b("0") })),
  kase("FORBIDDEN_VARIABLE", "CONTENT_TYPE is without HTTP_", request(flat, { HTTP_CONTENT_TYPE: "text/plain" })),
  kase("HTTPOXY", "a header called Proxy makes no variable", request(pep3333, { HTTP_PROXY: "http://evil" })),
  kase("HTTPOXY", "in bytes neither", request(web3, { HTTP_PROXY: b("http://evil") })),
];

const types: readonly Case[] = [
  kase("WRONG_TYPE", "SERVER_PORT is a string [pep-3333 vector 25, stated]", request(pep3333, { SERVER_PORT: 80 })),
  kase("WRONG_TYPE", "a header is no None [pep-3333 vector 25, stated]", request(pep3333, { HTTP_X: null })),
  kase("WRONG_TYPE", "SERVER_PORT is bytes [wsgi-1.0 vector 22, stated]", request(wsgi10, { SERVER_PORT: 80 })),
  kase("WRONG_TYPE", "a variable without a value is left out [wsgi-1.0 vector 22, stated]", request(wsgi10, { REMOTE_ADDR: null })),
  kase("WRONG_TYPE", "a value in web3 is no str [web3 vector 23, stated]", request(web3, { PATH_INFO: "/" })),
  kase("WRONG_TYPE", "nor an int [web3 vector 23, stated]", request(web3, { SERVER_PORT: 80 })),
  kase("WRONG_TYPE", "REMOTE_USER, which no profile declares, is a string too", request(pep3333, { REMOTE_USER: null })),
  kase("WRONG_TYPE", "a flag is a boolean", request(pep3333, { "wsgi.multithread": 1 })),
  kase("WRONG_TYPE", "the scheme of wsgi-1.0 is bytes", request(wsgi10, { "wsgi.url_scheme": "http" })),
  kase("WRONG_TYPE", "the raw script name is bytes", request(modWsgi, { "wsgi.script_name": "" })),
  kase("WRONG_TYPE", "the query of a scope is bytes", request(asgi3, { query_string: "q" })),
  kase("WRONG_TYPE", "an address is a host and a port", request(asgi3, { client: ["127.0.0.1"] })),
  kase("WRONG_TYPE", "a port of a scope is an integer", request(asgi3, { server: ["h", "80"] })),
  kase("WRONG_TYPE", "a header line of a scope is a pair", request(asgi3, { headers: [[b("host")]] })),
  kase("WRONG_TYPE", "of bytes", request(asgi3, { headers: [["host", "h"]] })),
  kase("UNENCODABLE", "a native string spells bytes [pep-3333 vector 24, stated]", request(pep3333, { PATH_INFO: "/\u20ac" })),
  kase(
    "UNENCODABLE",
    "a path has bytes in the encoding on record [unicode vector 23, derived]",
    request(unicode, {
      PATH_INFO: "/\u20ac",
      "wsgi.uri_encoding": "iso-8859-1",
      "wsgi.path_info": undefined,
    }),
  ),
  kase("UNENCODABLE", "U+DC7F escapes no byte [flat vector 21, verified]", request(flat, { PATH_INFO: "/\udc7f" })),
  kase("UNENCODABLE", "neither does U+D800 [flat vector 21, verified]", request(flat, { PATH_INFO: "/\ud800" })),
  kase("UNENCODABLE", "nor U+DBFF [flat vector 21, verified]", request(flat, { HTTP_X: "\udbff" })),
  kase(
    "UNENCODABLE",
    "a surrogate that escapes nothing has no bytes [cgi-os-environ vector 17, observed]",
    request(flat, { QUERY_STRING: "\ud800" }),
  ),
  kase("UNENCODABLE", "a path of a scope is text", request(asgi3, { path: "/\udcff", raw_path: b("/%FF") })),
  kase("UNENCODABLE", "a key is made of bytes", (options) =>
    serve(pep3333, answering(pep3333), options, { environ: Object.assign(environ(pep3333), { "my.\u20ac": 1 }) }),
  ),
  kase("HEAD_INJECTION", "NUL cannot be in a variable [cgi-os-environ vector 18, derived]", request(pep3333, { HTTP_X: "a\0b" })),
  kase("HEAD_INJECTION", "a header has no NUL [node-and-fetch vector 24, observed]", request(asgi3, { headers: [[b("x"), b("a\0b")]] })),
  kase("HEAD_INJECTION", "a folded line is unfolded", request(wsgi10, { HTTP_X: b("a\r\n b") })),
];

const forms: readonly Case[] = [
  kase("WRONG_CONSTANT", "wsgi.version is (1, 0)", request(pep3333, { "wsgi.version": [1, 1] })),
  kase("WRONG_CONSTANT", "and a pair", request(flat, { "wsgi.version": [1, 0, 1] })),
  kase("WRONG_CONSTANT", "asgi.version is 3.0", request(asgi3, { asgi: { version: "2.0", spec_version: "2.5" } })),
  kase("WRONG_CONSTANT", "web3.async is false where it is declared so", request(web3, { "web3.async": true })),
  kase("BAD_STREAM", "the input can be read", request(pep3333, { "wsgi.input": {} })),
  kase(
    "BAD_STREAM",
    "and read by lines",
    request(web3, { "web3.input": { read: () => b(""), readlines: () => [], *[Symbol.iterator]() {} } }),
  ),
  kase("BAD_STREAM", "errors can be flushed", request(modWsgi, { "wsgi.errors": { write() {}, writelines() {} } })),
  kase("BAD_STREAM", "and are there", request(flat, { "wsgi.errors": null })),
  kase("MIRROR_DIFFERS", "wsgi.path_info is the bytes of PATH_INFO", request(modWsgi, { "wsgi.path_info": b("/other") })),
  kase("MIRROR_DIFFERS", "in the encoding on record", request(unicode, { PATH_INFO: "/\xe9", "wsgi.path_info": bytes("/\xe9") })),
  kase("LONE_SLASH", "the mount of the root is empty [psgi vector 25, stated]", request(pep3333, { SCRIPT_NAME: "/" })),
  kase("LONE_SLASH", "in bytes too [rack vector 23, stated]", request(wsgi10, { SCRIPT_NAME: b("/") })),
  kase("LONE_SLASH", "in a scope too", request(asgi3, { root_path: "/" })),
  kase("BAD_PATH", "a path begins with a slash [cgi-os-environ vector 20, stated]", request(pep3333, { PATH_INFO: "a" })),
  kase("BAD_PATH", "so does one of bytes [rack vector 24, stated]", request(wsgi10, { PATH_INFO: b("a") })),
  kase("BAD_PATH", "what is still encoded holds no fragment [rack vector 24, stated]", request(web3R2, { PATH_INFO: b("/a#b") })),
  kase("BAD_PATH", "* is the path of OPTIONS only [rack vector 24, stated]", request(pep3333, { PATH_INFO: "*" })),
  kase("BAD_PATH", "so does a mount", request(flat, { SCRIPT_NAME: "app" })),
  kase("BAD_PATH", "so does the path of a scope", request(asgi3, { path: "a", raw_path: undefined })),
  kase("BAD_PATH", "raw_path is without the query", request(asgi3, { raw_path: b("/?q") })),
  kase("EMPTY_VARIABLE", "REQUEST_METHOD is never empty", request(pep3333, { REQUEST_METHOD: "" })),
  kase("EMPTY_VARIABLE", "nor is SERVER_NAME", request(wsgi10, { SERVER_NAME: b("") })),
  kase("EMPTY_VARIABLE", "nor is SERVER_PORT", request(unicode, { SERVER_PORT: "" })),
  kase("BAD_METHOD", "a method is a token", request(pep3333, { REQUEST_METHOD: "GET /" })),
  kase("BAD_METHOD", "in a scope too", request(asgi3, { method: "G\xc9T" })),
  kase("BAD_PORT", "a port is decimal", request(pep3333, { SERVER_PORT: "http" })),
  kase("BAD_PORT", "and 16 bits", request(web3, { SERVER_PORT: b("65536") })),
  kase("BAD_PORT", "so is the client's", request(flat, { REMOTE_PORT: "x" })),
  kase("BAD_PROTOCOL", "a protocol has a version", request(pep3333, { SERVER_PROTOCOL: "HTTP" })),
  kase("BAD_PROTOCOL", "which is a number", request(asgi3, { http_version: "one" })),
  kase("BAD_SCHEME", "a request came by http or https", request(pep3333, { "wsgi.url_scheme": "ftp" })),
  kase("BAD_SCHEME", "in lower case", request(web3, { "web3.url_scheme": b("HTTP") })),
  kase("BAD_SCHEME", "and never by nothing", request(asgi3, { scheme: "" })),
  kase("BAD_CONTENT_LENGTH", "CONTENT_LENGTH is decimal", request(pep3333, { CONTENT_LENGTH: "1e3" })),
  kase("BAD_CONTENT_LENGTH", "and not negative", request(flat, { CONTENT_LENGTH: "-1" })),
  kase("BAD_CONTENT_LENGTH", "in a scope too", request(asgi3, { headers: [[b("content-length"), b("x")]] })),
  kase(
    "REPEATED_HEADER",
    "there is one host",
    request(asgi3, {
      headers: [
        [b("host"), b("a")],
        [b("host"), b("b")],
      ],
    }),
  ),
  kase(
    "REPEATED_HEADER",
    "and one content-length",
    request(asgi3, {
      headers: [
        [b("content-length"), b("1")],
        [b("content-length"), b("1")],
      ],
    }),
  ),
  kase("UPPER_CASE_NAME", "the names of a scope are in lower case", request(asgi3, { headers: [[b("Host"), b("a")]] })),
  kase("NOT_CALLABLE", "wsgi.file_wrapper is called", request(pep3333, { "wsgi.file_wrapper": true })),
];

/* ---- the server's calls -------------------------------------------------------------- */

const ignoring = () => {};
const failing = () => {
  throw new Error("it cannot be called");
};
const twice = (body: Any) => {
  [...body];
  [...body];
};
const pastTheEnd = (body: Any) => {
  const iterator = body[Symbol.iterator]();
  while (!iterator.next().done);
  iterator.next();
};
const closing = (profile: Any, chunks: unknown[] = [chunk(profile, "hi")]) =>
  answering(profile, {
    body: {
      *[Symbol.iterator]() {
        yield* chunks;
      },
      close() {},
    },
  });

const calls: readonly Case[] = [
  kase("CALL_ARGUMENTS", "start_response takes two arguments", server(pep3333, { args: ([environ, start]) => [environ, start, {}] })),
  kase("CALL_ARGUMENTS", "triple takes one", server(web3, { args: ([environ]) => [environ, () => {}] })),
  kase("CALL_ARGUMENTS", "asgi takes three", server(asgi3, { args: (args) => [...args, 1] })),
  kase("NOT_CALLABLE", "start_response is called", application(pep3333, failing, { args: ([environ]) => [environ, {}] })),
  kase("NOT_CALLABLE", "what it returns is called too", server(pep3333, { startResponse: () => undefined })),
  kase("NOT_CALLABLE", "receive is called", server(asgi3, { args: ([scope, , send]) => [scope, null, send] })),
  kase(
    "NOT_CALLABLE",
    "send is called",
    application(asgi3, async () => failing(), { args: ([scope, receive]) => [scope, receive, null] }),
  ),
  kase(
    "EXC_INFO_SWALLOWED",
    "start_response throws what exc_info holds when the head is sent",
    application(
      pep3333,
      (_environ, start) => {
        start("200 OK", plain(pep3333))(b("a"));
        start("500 Oops", plain(pep3333), new Error("too late"));
        return [];
      },
      { startResponse: () => () => {} },
    ),
  ),
  kase("ITERATED_TWICE", "a body is iterated once", server(pep3333, { take: twice }, closing(pep3333))),
  kase("ITERATED_TWICE", "in triple too", server(web3, { take: twice }, closing(web3))),
  kase(
    "ITERATED_AFTER_CLOSE",
    "a closed body is not iterated",
    server(
      pep3333,
      {
        take: (body) => {
          body.close();
          [...body];
        },
      },
      closing(pep3333),
    ),
  ),
  kase(
    "ITERATED_AFTER_CLOSE",
    "nor asked for more",
    server(
      web3,
      {
        take: (body) => {
          const iterator = body[Symbol.iterator]();
          body.close();
          iterator.next();
        },
      },
      closing(web3),
    ),
  ),
  kase("NEXT_AFTER_END", "an exhausted body is not asked again", server(pep3333, { take: pastTheEnd }, closing(pep3333))),
  kase(
    "CLOSED_TWICE",
    "close() is called once",
    server(
      pep3333,
      {
        take: (body) => {
          body.close();
          body.close();
        },
      },
      closing(pep3333),
    ),
  ),
  kase(
    "CLOSED_TWICE",
    "in triple too",
    server(
      web3,
      {
        take: async (body) => {
          await takeAll(body);
          body.close();
        },
      },
      closing(web3),
    ),
  ),
  kase("NOT_CLOSED", "close() is called", served(pep3333, { take: (body) => [...body] }, ["read"])),
  kase("NOT_CLOSED", "in triple too", served(web3, { take: (body) => [...body] }, ["read"])),
  kase(
    "BAD_MESSAGE",
    "receive gives http.request or http.disconnect",
    server(asgi3, { messages: [{ type: "http.response.start" }] }, receiver()),
  ),
  kase("BAD_MESSAGE", "and never nothing", server(asgi3, { messages: [null] }, receiver())),
  kase("BAD_MESSAGE", "a body is bytes", server(asgi3, { messages: [{ type: "http.request", body: "x" }] }, receiver())),
  kase("BAD_MESSAGE", "more_body is a boolean", server(asgi3, { messages: [{ type: "http.request", more_body: 0 }] }, receiver())),
  kase(
    "MESSAGE_ORDER",
    "after the last http.request comes http.disconnect",
    server(asgi3, { messages: [{ type: "http.request" }, { type: "http.request" }] }, receiver(2)),
  ),
  kase(
    "MESSAGE_ORDER",
    "after http.disconnect nothing else",
    server(asgi3, { messages: [{ type: "http.disconnect" }, { type: "http.request" }] }, receiver(2)),
  ),
];

/** An application that asks so many times before it answers. */
function receiver(times = 1) {
  return async (scope: Any, receive: Any, send: Any) => {
    for (let i = 0; i < times; i++) await receive();
    await answering(asgi3)(scope, receive, send);
  };
}

/** An input of somebody else's. */
const file = (methods: object): object => ({
  read: () => b(""),
  readline: () => b(""),
  readlines: () => [],
  *[Symbol.iterator]() {},
  ...methods,
});

const inputs: readonly Case[] = [
  kase(
    "INPUT_VALUE",
    "read() gives bytes",
    reading(pep3333, (input) => input.read(1), file({ read: () => "a" })),
  ),
  kase(
    "INPUT_VALUE",
    "no more than was asked for",
    reading(web3, (input) => input.read(1), file({ read: () => b("ab") })),
  ),
  kase(
    "INPUT_VALUE",
    "readline() gives one line",
    reading(flat, (input) => input.readline(), file({ readline: () => b("a\nb") })),
  ),
  kase(
    "INPUT_VALUE",
    "readlines() gives a list",
    reading(modWsgi, (input) => input.readlines(), file({ readlines: () => b("a") })),
  ),
  kase(
    "INPUT_VALUE",
    "iteration gives bytes",
    reading(
      wsgi10,
      (input) => [...input],
      file({
        *[Symbol.iterator]() {
          yield 1;
        },
      }),
    ),
  ),
  kase(
    "INPUT_LENGTH",
    "the input ends where Content-Length says",
    reading(pep3333, (input) => input.read(), file({ read: () => b("abc\nd") })),
  ),
  kase(
    "INPUT_LENGTH",
    "by chunks too",
    reading(
      flat,
      async (input) => {
        for await (const _ of input.chunks());
      },
      file({
        async *chunks() {
          yield b("abc");
          yield b("\nd");
        },
      }),
    ),
  ),
  kase("INPUT_LENGTH", "in messages too", (options) =>
    serve(asgi3, receiver(), options, { environ: environ(asgi3, {}, post("a")), messages: [{ type: "http.request", body: b("ab") }] }),
  ),
  kase("INPUT_LENGTH", "and not before", served(pep3333, { environ: environ(pep3333, { CONTENT_LENGTH: "5" }) }, ["read"])),
  kase(
    "INPUT_ARGUMENT",
    "a size is an integer",
    reading(pep3333, (input) => input.read(1.5), file({})),
  ),
  kase(
    "INPUT_ARGUMENT",
    "and no string",
    reading(web3, (input) => input.read("1"), file({})),
  ),
  kase(
    "INPUT_ARGUMENT",
    "and alone",
    reading(flat, (input) => input.readline(1, 2)),
  ),
  kase(
    "INPUT_ARGUMENT",
    "so is a hint",
    reading(wsgi10, (input) => input.readlines({}), file({})),
  ),
  kase(
    "CLOSED_STREAM",
    "the input is the server's to close",
    reading(pep3333, (input) => input.close()),
  ),
  kase(
    "CLOSED_STREAM",
    "so are the errors",
    application(
      pep3333,
      (environ, start) => {
        environ["wsgi.errors"].close();
        return answering(pep3333)(environ, start);
      },
      { environ: environ(pep3333, { "wsgi.errors": { write() {}, writelines() {}, flush() {}, close() {} } }) },
    ),
  ),
  kase(
    "INPUT_CLOSED",
    "the input ends with the response",
    late(pep3333, (input) => input.read(1)),
  ),
  kase(
    "INPUT_CLOSED",
    "in triple too",
    late(web3, (input) => input.readline()),
  ),
  kase(
    "INPUT_CLOSED",
    "for iteration too",
    late(wsgi10, (input) => [...input]),
  ),
  kase(
    "ERRORS_TEXT",
    "errors are text [web3 vector 26, stated]",
    errors(web3, (stream) => stream.write(b("oops"))),
  ),
  kase(
    "ERRORS_TEXT",
    "for writelines too",
    errors(pep3333, (stream) => stream.writelines(["a", b("b")])),
  ),
  kase(
    "ERRORS_TEXT",
    "where strings are bytes too",
    errors(wsgi10, (stream) => stream.write(b("oops"))),
  ),
];

/** The application keeps the input, and reads it when the server is done with the response. */
function late(profile: Any, read: (input: Any) => unknown) {
  return async (options: Any) => {
    const key = Object.keys(profile.environ).find((name) => name.endsWith(".input"))!;
    const given = environ(profile);
    await serve(profile, answering(profile), options, { environ: given });
    return read(given instanceof BytesDict ? given.getOther(bytes(key)) : given[key]);
  };
}

function errors(profile: Any, use: (stream: Any) => unknown) {
  const key = Object.keys(profile.environ).find((name) => name.endsWith(".errors"))!;
  const silent = { write() {}, writelines() {}, flush() {} };
  const app = (...args: Any[]) => {
    use(args[0] instanceof BytesDict ? args[0].getOther(bytes(key)) : args[0][key]);
    return answering(profile)(...args);
  };
  return application(profile, app, { environ: environ(profile, { [key]: silent }) });
}

/* ---- the head ------------------------------------------------------------------------ */

const statuses: readonly Case[] = [
  kase("HEAD_INJECTION", "a status is one line [wsgi-1.0 vector 16, stated]", answer(wsgi10, { status: b("200 OK\r\nX: y") })),
  kase("WRONG_TYPE", "a str is no status of bytes [wsgi-1.0 vector 20, stated]", answer(wsgi10, { status: "200 \u20ac" })),
  kase("UNENCODABLE", "beyond U+00FF there are no bytes [wsgi-1.0 vector 20, stated]", answer(wsgi10Latin1, { status: "200 \u20ac" })),
  kase("UNENCODABLE", "a status is bytes, or spells them [mod-wsgi vector 20, observed]", answer(modWsgi, { status: "200 \u20ac" })),
  kase("WRONG_TYPE", "a status is no int [mod-wsgi vector 21, stated]", answer(modWsgi, { status: 200 })),
  kase("WRONG_TYPE", "nor None [mod-wsgi vector 21, stated]", answer(modWsgi, { status: null })),
  kase("BAD_STATUS", "a status begins with a number [mod-wsgi vector 22, stated]", answer(modWsgi, { status: "OK" })),
  kase("BAD_STATUS", "of three digits [mod-wsgi vector 22, stated]", answer(modWsgi, { status: "20 OK" })),
  kase("BAD_STATUS", "and no more [mod-wsgi vector 22, stated]", answer(modWsgi, { status: "2000 OK" })),
  kase("UNENCODABLE", "text is ISO-8859-1 [unicode vector 19, stated]", answer(unicode, { status: "200 \u20ac" })),
  kase("WRONG_TYPE", "a str is no status in web3 [web3 vector 17, stated]", answer(web3, { status: "200 OK" })),
  kase("BAD_STATUS", "there is a space [web3 vector 19, stated]", answer(web3, { status: b("200") })),
  kase("BAD_STATUS", "after three digits [web3 vector 19, stated]", answer(web3, { status: b("20 OK") })),
  kase("BAD_STATUS", "which are digits [web3 vector 19, stated]", answer(web3, { status: b("abc OK") })),
  kase("WRONG_TYPE", "a str is no status in flat [flat vector 22, stated]", answer(flat, { status: "200 OK" })),
  kase("WRONG_TYPE", "nor on Python 2, where it would be unicode [flat vector 26, derived]", answer(flat2, { status: "200 OK" })),
  kase("WRONG_TYPE", "nor in a triple", answer(flatTriple, { status: "200 OK" })),
  kase("UNENCODABLE", "a status is latin-1 [pep-3333 vector 17, stated]", answer(pep3333, { status: "200 \u20ac" })),
  kase("WRONG_TYPE", "bytes are no status [pep-3333 vector 18, stated]", answer(pep3333, { status: b("200 OK") })),
  kase("BAD_STATUS", "a number alone is no status [pep-3333 vector 22, stated]", answer(pep3333, { status: "200" })),
  kase("BAD_STATUS", "nor are two digits [pep-3333 vector 22, stated]", answer(pep3333, { status: "20 OK" })),
  kase("BAD_STATUS", "nor four [pep-3333 vector 22, stated]", answer(pep3333, { status: "2000 OK" })),
  kase("BAD_STATUS", "nor letters [pep-3333 vector 22, stated]", answer(pep3333, { status: "abc OK" })),
  kase("WRONG_TYPE", "a status of ASGI is an integer [asgi vector 19, derived]", answer(asgi3, { status: "200" })),
  kase("BAD_STATUS", "of three digits [asgi vector 19, derived]", answer(asgi3, { status: 99 })),
  kase("BAD_STATUS", "a status is at least 100 [psgi vector 21, stated]", answer(asgi3, { status: 99 })),
  kase("BAD_STATUS", "and no word [psgi vector 21, stated]", answer(pep3333, { status: "abc" })),
  kase("WRONG_TYPE", "a string is no integer [rack vector 26, stated]", answer(asgi3, { status: "201" })),
  kase("BAD_STATUS", "a status is at most 999 [node-and-fetch vector 22, observed]", answer(asgi3, { status: 1000 })),
  kase("STATUS_SPACES", "one space follows the number", answer(pep3333, { status: "200  OK" })),
  kase("STATUS_SPACES", "and none the phrase", answer(web3, { status: b("200 OK ") })),
  kase("INTERIM_STATUS", "an answer is no interim one", answer(pep3333, { status: "100 Continue", headers: [], body: [] })),
  kase("INTERIM_STATUS", "in ASGI neither", answer(asgi3, { status: 103, headers: [], body: [] })),
];

const names: readonly Case[] = [
  kase("BAD_HEADER", "a name has no space [pep-3333 vector 23, stated]", answer(pep3333, withLine(pep3333, "X A", "v"))),
  kase("BAD_HEADER", "nor a colon [pep-3333 vector 23, stated]", answer(pep3333, withLine(pep3333, "X:A", "v"))),
  kase("BAD_HEADER", "and is not empty [pep-3333 vector 23, stated]", answer(pep3333, withLine(pep3333, "", "v"))),
  kase("BAD_HEADER", "in ASGI too [asgi vector 24, derived]", answer(asgi3, withLine(asgi3, b("x a"), b("v")))),
  kase("BAD_HEADER", "a name is a token [psgi vector 20, stated]", answer(web3, withLine(web3, b("X:A"), b("v")))),
  kase("BAD_HEADER", "without spaces [psgi vector 20, stated]", answer(flat, withLine(flat, b("X A"), b("v")))),
  kase("BAD_HEADER", "in lower case too [rack vector 20, stated]", answer(asgi3, withLine(asgi3, b("a b"), b("v")))),
  kase("BAD_HEADER", "of ASCII [rack vector 20, stated]", answer(asgi3, withLine(asgi3, bytes("\xe9"), b("v")))),
  kase("BAD_HEADER", "ERR_INVALID_HTTP_TOKEN [node-and-fetch vector 21, observed]", answer(modWsgi, withLine(modWsgi, "X Y", "v"))),
  kase("BAD_HEADER", "for no name too [node-and-fetch vector 21, observed]", answer(wsgi10, withLine(wsgi10, b(""), b("v")))),
  kase("BAD_HEADER", "and for letters beyond ASCII [node-and-fetch vector 23, observed]", answer(unicode, withLine(unicode, "X\xe9", "v"))),
  kase("ODD_HEADER_NAME", "a name begins with a letter [psgi vector 20, stated]", answer(pep3333, withLine(pep3333, "1X", "v"))),
  kase("ODD_HEADER_NAME", "and does not end in a hyphen [psgi vector 20, stated]", answer(pep3333, withLine(pep3333, "X-", "v"))),
  kase("ODD_HEADER_NAME", "nor in an underscore", answer(web3, withLine(web3, b("X_"), b("v")))),
  kase("ODD_HEADER_NAME", "and has no dot", answer(flat, withLine(flat, b("X.A"), b("v")))),
  kase("STATUS_HEADER", "Status is no header [psgi vector 20, stated]", answer(web3, withLine(web3, b("Status"), b("200")))),
  kase("STATUS_HEADER", "in any case [rack vector 20, stated]", answer(asgi3, withLine(asgi3, b("status"), b("200")))),
  kase(
    "STATUS_HEADER",
    "a CGI gateway takes it for the status [cgi-os-environ vector 21, stated]",
    answer(pep3333, withLine(pep3333, "Status", "200")),
  ),
  kase("UPPER_CASE_NAME", "names are in lower case [rack vector 18, stated]", answer(asgi3, withLine(asgi3, b("X-A"), b("v")))),
  kase(
    "HOP_BY_HOP",
    "Connection is the server's [wsgi-1.0 vector 19, stated]",
    answer(wsgi10, withLine(wsgi10, b("Connection"), b("close"))),
  ),
  kase(
    "HOP_BY_HOP",
    "so is Transfer-Encoding [wsgi-1.0 vector 19, stated]",
    answer(wsgi10, withLine(wsgi10, b("Transfer-Encoding"), b("chunked"))),
  ),
  kase("HOP_BY_HOP", "in web3 too [web3 vector 21, stated]", answer(web3, withLine(web3, b("Connection"), b("close")))),
  kase("HOP_BY_HOP", "both of them [web3 vector 21, stated]", answer(web3, withLine(web3, b("Transfer-Encoding"), b("chunked")))),
  kase(
    "HOP_BY_HOP",
    "Connection from an application is refused [pep-3333 vector 21, observed]",
    answer(pep3333, withLine(pep3333, "Connection", "close")),
  ),
  kase(
    "HOP_BY_HOP",
    "ASGI ignores transfer-encoding [asgi vector 25, stated]",
    answer(asgi3, withLine(asgi3, b("transfer-encoding"), b("chunked"))),
  ),
  kase("HOP_BY_HOP", "Keep-Alive is one", answer(flat, withLine(flat, b("Keep-Alive"), b("5")))),
  kase("HOP_BY_HOP", "Trailers is one, as PEP 3333 spells it", answer(pep3333, withLine(pep3333, "Trailers", "X"))),
  kase("HOP_BY_HOP", "Upgrade is one", answer(unicode, withLine(unicode, "Upgrade", "h2c"))),
];

const values: readonly Case[] = [
  kase("HEAD_INJECTION", "a value has no line feed [wsgi-1.0 vector 17, stated]", answer(wsgi10, withLine(wsgi10, b("X-A"), b("a\nb")))),
  kase("HEAD_INJECTION", "nor a carriage return [wsgi-1.0 vector 17, stated]", answer(wsgi10, withLine(wsgi10, b("X-A"), b("a\rb")))),
  kase("HEAD_INJECTION", "nor NUL [wsgi-1.0 vector 17, stated]", answer(wsgi10, withLine(wsgi10, b("X-A"), b("a\0b")))),
  kase("TAB_IN_VALUE", "nor a TAB, by the letter [wsgi-1.0 vector 17, stated]", answer(wsgi10, withLine(wsgi10, b("X-A"), b("a\tb")))),
  kase("TAB_IN_VALUE", "Lint refuses a TAB [psgi vector 19, stated]", answer(web3, withLine(web3, b("X-A"), b("a\tb")))),
  kase("WRONG_TYPE", "a str is no value of bytes [wsgi-1.0 vector 20, stated]", answer(wsgi10, withLine(wsgi10, b("X-A"), "\u20ac"))),
  kase(
    "UNENCODABLE",
    "a value is bytes, or spells them [mod-wsgi vector 20, observed]",
    answer(modWsgi, withLine(modWsgi, "X-A", "\u20ac")),
  ),
  kase("WRONG_TYPE", "a value is no int [mod-wsgi vector 21, stated]", answer(modWsgi, withLine(modWsgi, "X-A", 1))),
  kase("HEAD_INJECTION", "mod_wsgi 3 refuses LF [mod-wsgi vector 23, stated]", answer(modWsgi, withLine(modWsgi, "X-A", "a\nb"))),
  kase("HEAD_INJECTION", "mod_wsgi 4 CR too [mod-wsgi vector 23, observed]", answer(modWsgi, withLine(modWsgi, b("X-A"), b("a\rb")))),
  kase("UNENCODABLE", "a value is ISO-8859-1 [unicode vector 19, stated]", answer(unicode, withLine(unicode, "X-A", "\u20ac"))),
  kase("WRONG_TYPE", "a str is no name in web3 [web3 vector 17, stated]", answer(web3, withLine(web3, "X-A", b("v")))),
  kase("HEAD_INJECTION", "a value is one line [web3 vector 20, stated]", answer(web3, withLine(web3, b("X-A"), b("a\r\nb")))),
  kase("HEAD_INJECTION", "without control characters [web3 vector 20, stated]", answer(web3, withLine(web3, b("X-A"), b("a\x01")))),
  kase("WRONG_TYPE", "a str is no header in flat [flat vector 22, stated]", answer(flat, withLine(flat, "X-A", "v"))),
  kase(
    "WRONG_TYPE",
    "nor is a view that is no bytes [flat vector 24, derived]",
    answer(flat, withLine(flat, b("X-A"), new DataView(new ArrayBuffer(1)))),
  ),
  kase("HEAD_INJECTION", "bytes are checked for CR LF [flat vector 25, derived]", answer(flat, withLine(flat, b("X-A"), b("a\r\nb")))),
  kase("HEAD_INJECTION", "and NUL [flat vector 25, derived]", answer(flat, withLine(flat, b("X-A"), b("\0")))),
  kase("UNENCODABLE", "a value is latin-1 [pep-3333 vector 17, stated]", answer(pep3333, withLine(pep3333, "X-A", "\u20ac"))),
  kase("WRONG_TYPE", "bytes are no header [pep-3333 vector 18, stated]", answer(pep3333, withLine(pep3333, b("X-A"), b("v")))),
  kase("HEAD_INJECTION", "CR LF would be another header [pep-3333 vector 23, stated]", answer(pep3333, withLine(pep3333, "X-A", "a\r\nb"))),
  kase("HEAD_INJECTION", "NUL would cut the value [pep-3333 vector 23, stated]", answer(pep3333, withLine(pep3333, "X-A", "a\x00b"))),
  kase("WRONG_TYPE", "a value of ASGI is bytes [asgi vector 20, stated]", answer(asgi3, withLine(asgi3, b("x-a"), "v"))),
  kase("HEAD_INJECTION", "of one line [asgi vector 24, derived]", answer(asgi3, withLine(asgi3, b("x-a"), b("a\r\nb")))),
  kase("WRONG_TYPE", "a value is defined [psgi vector 19, stated]", answer(web3, withLine(web3, b("X-A"), undefined))),
  kase("HEAD_INJECTION", "without a line feed [psgi vector 19, stated]", answer(web3, withLine(web3, b("X-A"), b("a\nb")))),
  kase("HEAD_INJECTION", "or NUL [psgi vector 19, stated]", answer(web3, withLine(web3, b("X-A"), b("a\0b")))),
  kase("HEAD_INJECTION", "no CR [rack vector 19, stated]", answer(asgi3, withLine(asgi3, b("x-a"), b("a\rb")))),
  kase("HEAD_INJECTION", "no LF [rack vector 19, stated]", answer(asgi3, withLine(asgi3, b("x-a"), b("a\nb")))),
  kase("HEAD_INJECTION", "no NUL [rack vector 19, stated]", answer(asgi3, withLine(asgi3, b("x-a"), b("a\0b")))),
  kase(
    "HEAD_INJECTION",
    "a CGI header is one line [cgi-os-environ vector 19, stated]",
    answer(pep3333, withLine(pep3333, "X-A", "a\r\nX-B: b")),
  ),
  kase("UNENCODABLE", "ERR_INVALID_CHAR [node-and-fetch vector 20, observed]", answer(pep3333, withLine(pep3333, "X", "\u20ac"))),
  kase("HEAD_INJECTION", "for DEL too [node-and-fetch vector 20, observed]", answer(pep3333, withLine(pep3333, "X", "\x7f"))),
  kase("UNENCODABLE", "no ByteString [node-and-fetch vector 23, observed]", answer(unicode, withLine(unicode, "X", "\u20ac"))),
  kase("WRONG_TYPE", "an undefined value [node-and-fetch vector 25, observed]", answer(pep3333, withLine(pep3333, "X", undefined))),
];

const lists: readonly Case[] = [
  kase("WRONG_TYPE", "headers are a list, no set [wsgi-1.0 vector 18, stated]", answer(wsgi10, { headers: new Set(plain(wsgi10)) })),
  kase("WRONG_TYPE", "and no generator [wsgi-1.0 vector 18, stated]", answer(wsgi10, { headers: plain(wsgi10).values() })),
  kase(
    "WRONG_TYPE",
    "nor are they a set in mod_wsgi [mod-wsgi vector 24, observed]",
    answer(modWsgi, { headers: new Set(plain(modWsgi)) }),
  ),
  kase(
    "WRONG_TYPE",
    "a line is a pair [mod-wsgi vector 24, observed]",
    answer(modWsgi, { headers: [...plain(modWsgi), ["X-A", "v", "w"]] }),
  ),
  kase("WRONG_TYPE", "headers are a literal list [web3 vector 22, stated]", answer(web3, { headers: new Set(plain(web3)) })),
  kase("WRONG_TYPE", "headers are exactly a list [pep-3333 vector 20, observed]", answer(pep3333, { headers: new Set(plain(pep3333)) })),
  kase("WRONG_TYPE", "of pairs [pep-3333 vector 20, observed]", answer(pep3333, { headers: [...plain(pep3333), "X-A: v"] })),
  kase("WRONG_TYPE", "headers are no dictionary [psgi vector 18, stated]", answer(web3, { headers: { "Content-Type": "text/plain" } })),
  kase("WRONG_TYPE", "nor of odd length [psgi vector 18, stated]", answer(web3, { headers: [...plain(web3), [b("X-A")]] })),
  kase(
    "BAD_CONTENT_LENGTH",
    "no length is negative [mod-wsgi vector 25, stated]",
    answer(modWsgi, withLine(modWsgi, "Content-Length", "-1")),
  ),
  kase("BAD_CONTENT_LENGTH", "or a word [mod-wsgi vector 25, stated]", answer(modWsgi, withLine(modWsgi, "Content-Length", "x"))),
  kase("BAD_CONTENT_LENGTH", "or said twice", answer(web3, { headers: plain(web3, ["Content-Length", "2"], ["Content-Length", "2"]) })),
  kase("BAD_CONTENT_LENGTH", "in ASGI neither", answer(asgi3, { headers: plain(asgi3, ["content-length", "two"]) })),
  kase("REPEATED_HEADER", "there is one Content-Type", answer(pep3333, { headers: plain(pep3333, ["content-type", "text/html"]) })),
  kase("NO_CONTENT_TYPE", "a 200 has a Content-Type [psgi vector 22, stated]", answer(pep3333, { headers: [], body: [] })),
  kase("NO_CONTENT_TYPE", "so has every body", answer(web3, { status: b("404 Not Found"), headers: [] })),
  kase("NO_CONTENT_TYPE", "in ASGI too", answer(asgi3, { headers: [] })),
  kase("FORBIDDEN_CONTENT_TYPE", "a 304 has none [psgi vector 22, stated]", answer(pep3333, { status: "304 Not Modified", body: [] })),
  kase("FORBIDDEN_CONTENT_TYPE", "nor has a 204", answer(asgi3, { status: 204, body: [] })),
  kase(
    "FORBIDDEN_CONTENT_LENGTH",
    "a 204 has no Content-Length [psgi vector 16, stated]",
    answer(web3, {
      status: b("204 No Content"),
      headers: lines(web3, ["Content-Length", "0"]),
      body: [],
    }),
  ),
  kase(
    "FORBIDDEN_CONTENT_LENGTH",
    "in ASGI neither [rack vector 21, stated]",
    answer(asgi3, {
      status: 204,
      headers: lines(asgi3, ["content-length", "0"]),
      body: [],
    }),
  ),
  kase(
    "FORBIDDEN_BODY",
    "a 204 has no body [node-and-fetch vector 22, observed]",
    answer(pep3333, { status: "204 No Content", headers: [] }),
  ),
  kase("FORBIDDEN_BODY", "a body there is not sent [rack vector 16, observed]", answer(asgi3, { status: 204, headers: [] })),
  kase("FORBIDDEN_BODY", "nor has a 304", answer(web3, { status: b("304 Not Modified"), headers: [] })),
];

/* ---- the body --------------------------------------------------------------------------- */

const bodies: readonly Case[] = [
  kase("WRONG_TYPE", "a str is no chunk [wsgi-1.0 vector 24, stated]", answer(wsgi10, { body: ["x"] })),
  kase("UNENCODABLE", "a chunk is bytes, or spells them [mod-wsgi vector 20, observed]", answer(modWsgi, { body: ["\u20ac"] })),
  kase("WRONG_TYPE", "a chunk is no int [mod-wsgi vector 21, stated]", answer(modWsgi, { body: [1] })),
  kase("WRONG_TYPE", "a body is bytes, though text goes in [unicode vector 20, stated]", answer(unicode, { body: ["x"] })),
  kase("WRONG_TYPE", "a str is no chunk in web3 [web3 vector 18, stated]", answer(web3, { body: ["x"] })),
  kase("WRONG_TYPE", "nor in flat [flat vector 22, stated]", answer(flat, { body: ["x"] })),
  kase("WRONG_TYPE", "nor in PEP 3333 [pep-3333 vector 19, stated]", answer(pep3333, { body: ["x"] })),
  kase("WRONG_TYPE", "nor is an int [pep-3333 vector 19, stated]", answer(pep3333, { body: [5] })),
  kase("WRONG_TYPE", "nor None [pep-3333 vector 19, stated]", answer(pep3333, { body: [null] })),
  kase("WRONG_TYPE", "a body of ASGI is bytes [asgi vector 21, stated]", answer(asgi3, { body: ["x"] })),
  kase("UNENCODABLE", "wide characters have no byte [psgi vector 23, stated]", answer(modWsgi, { body: ["\u20ac"] })),
  kase(
    "WRONG_TYPE",
    "a chunk of an asynchronous body is bytes too",
    answer(pep3333, {
      body: {
        async *[Symbol.asyncIterator]() {
          yield "x";
        },
      },
    }),
  ),
  kase("BODY_IS_STRING", "bytes would be taken one by one", answer(pep3333, { body: b("hi") })),
  kase("BODY_IS_STRING", "so would a str", answer(modWsgi, { body: "hi" })),
  kase("BODY_IS_STRING", "in triple too", answer(web3, { body: b("hi") })),
  kase("NOT_ITERABLE", "a body is iterable [pep-3333 vector 19, stated]", answer(pep3333, { body: 5 })),
  kase("NOT_ITERABLE", "None is no body [pep-3333 vector 19, stated]", answer(pep3333, { body: null })),
  kase("NOT_ITERABLE", "nor is an object", answer(web3, { body: {} })),
  kase(
    "WRONG_LENGTH",
    "len() is right where it is",
    answer(pep3333, {
      body: {
        length: 2,
        *[Symbol.iterator]() {
          yield b("hi");
        },
      },
    }),
  ),
  kase(
    "WRONG_LENGTH",
    "in triple too",
    answer(web3, {
      body: {
        length: 0,
        *[Symbol.iterator]() {
          yield b("hi");
        },
      },
    }),
  ),
  kase(
    "BODY_TOO_LONG",
    "a body ends where Content-Length says [mod-wsgi vector 16, observed]",
    answer(modWsgi, { headers: plain(modWsgi, ["Content-Length", "2"]), body: [b("ab"), b("cd")] }),
  ),
  kase(
    "BODY_TOO_LONG",
    "whatever wsgiref sends [pep-3333 vector 15, stated]",
    answer(pep3333, { headers: plain(pep3333, ["Content-Length", "1"]), body: [b("abc")] }),
  ),
  kase(
    "BODY_TOO_LONG",
    "what was written is counted",
    application(pep3333, (_environ, start) => {
      start("200 OK", plain(pep3333, ["Content-Length", "1"]))(b("a"));
      return [b("b")];
    }),
  ),
  kase("BODY_TOO_LONG", "in ASGI too", answer(asgi3, { headers: plain(asgi3, ["content-length", "1"]) })),
  kase(
    "BODY_TOO_SHORT",
    "a body does not end before [mod-wsgi vector 17, observed]",
    answer(modWsgi, { headers: plain(modWsgi, ["Content-Length", "5"]), body: [b("x")] }),
  ),
  kase("BODY_TOO_SHORT", "in triple too", answer(web3, { headers: plain(web3, ["Content-Length", "5"]) })),
  kase("BODY_TOO_SHORT", "in ASGI too", answer(asgi3, { headers: plain(asgi3, ["content-length", "5"]) })),
  kase(
    "BODY_TOO_SHORT",
    "the last message says that it is the last",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.body", body: b("a"), more_body: true });
    }),
  ),
];

/* ---- the application's calls --------------------------------------------------------------- */

const starting: readonly Case[] = [
  kase(
    "START_ARGUMENTS",
    "start_response takes a status and headers",
    application(pep3333, (_environ, start) => {
      start("200 OK", plain(pep3333), null, 1);
      return [b("hi")];
    }),
  ),
  kase(
    "BAD_EXC_INFO",
    "exc_info is what was thrown",
    application(pep3333, (_environ, start) => {
      start("500 Oops", plain(pep3333), "oops");
      return [];
    }),
  ),
  kase(
    "BAD_EXC_INFO",
    "or a triple",
    application(wsgi10, (_environ, start) => {
      start(b("500 Oops"), plain(wsgi10), [Error, new Error("oops")]);
      return [];
    }),
  ),
  kase(
    "STARTED_TWICE",
    "a second start_response is fatal without exc_info [wsgi-1.0 vector 21, stated]",
    application(wsgi10, (_environ, start) => {
      start(ok(wsgi10), plain(wsgi10));
      start(ok(wsgi10), plain(wsgi10));
      return [];
    }),
  ),
  kase(
    "STARTED_TWICE",
    "after a chunk too",
    application(flat, function* (_environ, start) {
      start(ok(flat), plain(flat));
      yield b("a");
      start(ok(flat), plain(flat));
    }),
  ),
  kase(
    "STARTED_TWICE",
    "a second http.response.start is fatal [asgi vector 23, stated]",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.body" });
    }),
  ),
  kase(
    "NOT_STARTED",
    "a chunk comes after start_response [mod-wsgi vector 26, observed]",
    application(modWsgi, function* (_environ, start) {
      yield b("a");
      start(ok(modWsgi), plain(modWsgi));
    }),
  ),
  kase(
    "NOT_STARTED",
    "start_response is called [pep-3333 vector 26, observed]",
    application(pep3333, () => []),
  ),
  kase(
    "NOT_STARTED",
    "by an asynchronous application too",
    application(unicode, async () => []),
  ),
  kase(
    "NOT_STARTED",
    "a body comes after its start [asgi vector 22, stated]",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.body", body: b("a"), more_body: true });
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.body" });
    }),
  ),
  kase(
    "NOT_STARTED",
    "an application does not return before",
    application(asgi3, async () => {}),
  ),
  kase(
    "NOT_STARTED",
    "a callable is no answer where web3.async is false [web3 vector 25, stated]",
    application(web3, () => () => null, { args: (args) => args, take: ignoring }),
  ),
  kase(
    "NOT_STARTED",
    "a code reference is none [psgi vector 24, stated]",
    application(flatTriple, () => () => null),
  ),
  kase(
    "NOT_STARTED",
    "an answer is not two [rack vector 26, stated]",
    application(web3, () => [ok(web3), plain(web3)]),
  ),
  kase(
    "NOT_STARTED",
    "nor four [rack vector 26, stated]",
    application(web3, () => [ok(web3), plain(web3), [], null]),
  ),
  kase(
    "NOT_STARTED",
    "nor nothing",
    application(web3, () => undefined),
  ),
  kase(
    "NOT_STARTED",
    "what is asked again answers in three too",
    application(web3Async, () => () => "no"),
  ),
  kase(
    "LEGACY_ORDER",
    "the body comes last",
    application(web3, () => [[b("hi")], ok(web3), plain(web3)]),
  ),
  kase(
    "NOT_AWAITABLE",
    "an application of ASGI is asynchronous",
    application(asgi3, (_scope, _receive, send) => {
      void send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      void send({ type: "http.response.body" });
    }),
  ),
];

const after: readonly Case[] = [
  kase(
    "AFTER_THE_END",
    "there is no write() after the end",
    application(pep3333, (_environ, start) => {
      const write = start(ok(pep3333), plain(pep3333));
      return { *[Symbol.iterator]() {}, close: () => write(b("late")) };
    }),
  ),
  kase(
    "AFTER_THE_END",
    "nor a start_response",
    application(flat, (_environ, start) => {
      start(ok(flat), plain(flat));
      return { *[Symbol.iterator]() {}, close: () => start(ok(flat), plain(flat)) };
    }),
  ),
  kase(
    "AFTER_THE_END",
    "nor a body after the last",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.body" });
      await send({ type: "http.response.body" });
    }),
  ),
  kase(
    "NO_WRITE",
    "write() has been removed [flat vector 23, stated]",
    application(flat, (_environ, start) => {
      start(ok(flat), plain(flat))(b("a"));
      return [];
    }),
  ),
  kase(
    "DEPRECATED_WRITE",
    "write() is deprecated",
    application(unicode, (_environ, start) => {
      start(ok(unicode), plain(unicode))(b("a"));
      return [];
    }),
  ),
  kase(
    "WRITE_WHILE_ITERATED",
    "an iterable does not write",
    application(pep3333, function* (_environ, start) {
      const write = start(ok(pep3333), plain(pep3333));
      yield b("a");
      write(b("b"));
    }),
  ),
  kase(
    "WRONG_TYPE",
    "write() takes bytes",
    application(pep3333, (_environ, start) => {
      start(ok(pep3333), plain(pep3333))("a");
      return [];
    }),
  ),
  kase(
    "UNENCODABLE",
    "or str that spells them, in mod_wsgi",
    application(modWsgi, (_environ, start) => {
      start(ok(modWsgi), plain(modWsgi))("\u20ac");
      return [];
    }),
  ),
  kase(
    "BAD_MESSAGE",
    "a message has a type",
    application(asgi3, async (scope, receive, send) => {
      await send({});
      await answering(asgi3)(scope, receive, send);
    }),
  ),
  kase(
    "BAD_MESSAGE",
    "that a server knows",
    application(asgi3, async (scope, receive, send) => {
      await send({ type: "http.response.stop" });
      await answering(asgi3)(scope, receive, send);
    }),
  ),
  kase(
    "UNSUPPORTED",
    "trailers are an extension",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3), trailers: true });
      await send({ type: "http.response.body" });
    }),
  ),
  kase(
    "WRONG_TYPE",
    "more_body is a boolean",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3) });
      await send({ type: "http.response.body", more_body: 0 });
    }),
  ),
];

export const bad: readonly Case[] = [
  ...dictionaries,
  ...presence,
  ...types,
  ...forms,
  ...calls,
  ...inputs,
  ...statuses,
  ...names,
  ...values,
  ...lists,
  ...bodies,
  ...starting,
  ...after,
];
