/** What lint lets pass: each case comes close to the rule that it stands under, and breaks none. */
import { b } from "../../src/bytes-dict.ts";
import { forPython } from "../../src/python-version.ts";
import { bytes, get, message } from "../spec/helpers.ts";
import {
  type Any,
  answer,
  answering,
  application,
  type Case,
  chunk,
  environ,
  kase,
  ok,
  plain,
  post,
  reading,
  request,
  serve,
  served,
  server,
} from "./fake.ts";
import { all, asgi3, flat, flatTriple, modWsgi, pep3333, unicode, web3, web3Async, web3R2, wsgi10, wsgi10Latin1 } from "./profiles.ts";

const everyProfile: readonly Case[] = all.flatMap((profile) => [
  kase("WRONG_TYPE", `${profile.id}: hello world`, answer(profile, {}, get("/caf%C3%A9%2Fx?q=%C3%A9", "X-A: \xe9"))),
  kase("WRONG_TYPE", `${profile.id} on Python 2: hello world`, answer(forPython(profile, 2), {}, get("/caf%C3%A9"))),
  kase(
    "BODY_TOO_SHORT",
    `${profile.id}: the answer to HEAD has the length of the answer to GET`,
    answer(profile, { headers: plain(profile, ["Content-Length", "5"]), body: [] }, message("HEAD / HTTP/1.1", "Host: h")),
  ),
]);

/* ---- the environ -------------------------------------------------------------------- */

const requests: readonly Case[] = [
  kase("ENVIRON_TYPE", "a dictionary may have a prototype or none", (options) =>
    serve(pep3333, answering(pep3333), options, { environ: Object.assign(Object.create(null), environ(pep3333)) }),
  ),
  kase(
    "ENVIRON_TYPE",
    "keys may be added",
    application(pep3333, (given, start) => {
      given["my.key"] = 1;
      return answering(pep3333)(given, start);
    }),
  ),
  kase(
    "MISSING_VARIABLE",
    "what may be empty may be absent",
    request(pep3333, { QUERY_STRING: undefined, SCRIPT_NAME: undefined, REMOTE_ADDR: undefined }),
  ),
  kase(
    "MISSING_VARIABLE",
    "a scope may be without a client and a raw path",
    request(asgi3, { client: undefined, raw_path: undefined, root_path: undefined, scheme: undefined }),
  ),
  kase("MISSING_VARIABLE", "None means absent where the specification says so", request(asgi3, { client: null, raw_path: null })),
  kase("UNKNOWN_ENCODING", "the record is known by its aliases", request(unicode, { "wsgi.uri_encoding": "UTF8" })),
  kase("UNKNOWN_ENCODING", "latin-1 is ISO-8859-1", request(unicode, { "wsgi.uri_encoding": "latin-1" })),
  kase("UNENCODABLE", "a path is any bytes", request(flat, { PATH_INFO: "/\udcff\xe9" })),
  kase("UNENCODABLE", "a pair of surrogates is a character", request(flat, { PATH_INFO: "/\ud83d\ude00" })),
  kase("NO_PATH", "under a mount the path may be absent", request(pep3333, { SCRIPT_NAME: "/app", PATH_INFO: undefined })),
  kase("NO_PATH", "without one it may be empty", request(pep3333, { SCRIPT_NAME: undefined, PATH_INFO: "" })),
  kase(
    "FORBIDDEN_VARIABLE",
    "content headers are without HTTP_ [wsgi-1.0 vector 7, stated]",
    answer(wsgi10, {}, post("abc", "Content-Type: text/plain")),
  ),
  kase("FORBIDDEN_VARIABLE", "HTTP_CONTENT_ENCODING is a header as any other", request(pep3333, { HTTP_CONTENT_ENCODING: "gzip" })),
  kase("HTTPOXY", "a header called Proxy makes no variable [mod-wsgi vector 5, observed]", answer(modWsgi, {}, get("/", "Proxy: evil"))),
  kase("HTTPOXY", "a scope has it among its lines", answer(asgi3, {}, get("/", "Proxy: evil"))),
  kase("HEAD_INJECTION", "a value may hold a TAB", request(pep3333, { HTTP_X: "a\tb" })),
  kase("HEAD_INJECTION", "a path may hold NUL", answer(asgi3, {}, get("/a%00b"))),
  kase("WRONG_CONSTANT", "a tuple is a list", request(pep3333, { "wsgi.version": Object.freeze([1, 0]) })),
  kase("WRONG_CONSTANT", "a dictionary may say more", request(asgi3, { asgi: { version: "3.0", spec_version: "2.5", server: "x" } })),
  kase(
    "BAD_STREAM",
    "an input may have more methods",
    reading(pep3333, (input) => input.tell(), {
      read: () => b(""),
      readline: () => b(""),
      readlines: () => [],
      tell: () => 0,
      *[Symbol.iterator]() {},
    }),
  ),
  kase(
    "MIRROR_DIFFERS",
    "the bytes are before the codec step [mod-wsgi vector 19, derived]",
    answer(modWsgi, {}, get("/caf%C3%A9%2Fx/%FF")),
  ),
  kase("MIRROR_DIFFERS", "whichever codec that was [unicode vector 2, stated]", answer(unicode, {}, get("/%E9"))),
  kase("MIRROR_DIFFERS", "a mirror may be absent", request(modWsgi, { "wsgi.path_info": undefined, "wsgi.script_name": undefined })),
  kase("LONE_SLASH", "a mount ends without a slash", request(pep3333, { SCRIPT_NAME: "/app", PATH_INFO: "/" })),
  kase("LONE_SLASH", "the root's is empty", request(wsgi10, { SCRIPT_NAME: b(""), PATH_INFO: b("/") })),
  kase("BAD_PATH", "* is a path of OPTIONS [rack vector 9, observed]", answer(pep3333, {}, message("OPTIONS * HTTP/1.1", "Host: h"))),
  kase("BAD_PATH", "in a scope too", answer(asgi3, {}, message("OPTIONS * HTTP/1.1", "Host: h"))),
  kase("BAD_PATH", "CONNECT has none", answer(web3, {}, message("CONNECT h:443 HTTP/1.1", "Host: h:443"))),
  kase("BAD_PATH", "a decoded path may hold a ? and a #", answer(pep3333, {}, get("/a%3Fb%23c"))),
  kase("BAD_PATH", "an encoded one escapes them", answer(web3R2, {}, get("/a%3Fb%23c?q"))),
  kase("BAD_PATH", "slashes and dots are left alone [pep-3333 vector 7, observed]", answer(pep3333, {}, get("//a//b/../c/./d"))),
  kase("EMPTY_VARIABLE", "the query may be empty [web3 vector 2, stated]", answer(web3, {}, get("/?"))),
  kase("EMPTY_VARIABLE", "so may the address of a socket file", request(flat, { REMOTE_ADDR: "", REMOTE_PORT: "" })),
  kase("BAD_METHOD", "a method is any token", answer(pep3333, {}, message("M-SEARCH / HTTP/1.1", "Host: h"))),
  kase("BAD_PORT", "a port may be 0", request(pep3333, { SERVER_PORT: "0" })),
  kase("BAD_PROTOCOL", "HTTP/2 is a version", request(pep3333, { SERVER_PROTOCOL: "HTTP/2" })),
  kase("BAD_PROTOCOL", "so is 1.0", answer(asgi3, {}, message("GET / HTTP/1.0"))),
  kase("BAD_SCHEME", "https is a scheme [wsgi-1.0 vector 8, stated]", request(wsgi10, { "wsgi.url_scheme": b("https") })),
  kase(
    "BAD_CONTENT_LENGTH",
    "an empty CONTENT_LENGTH means none [pep-3333 vector 8, observed]",
    request(pep3333, { CONTENT_LENGTH: "", CONTENT_TYPE: "text/plain" }),
  ),
  kase(
    "REPEATED_HEADER",
    "other lines may repeat [asgi vector 5, observed]",
    answer(asgi3, {}, get("/", "X-A: 1", "X-A: 2", "X_A: 3", "Cookie: a=1", "Cookie: b=2")),
  ),
  kase("UPPER_CASE_NAME", "a scope has names in lower case", answer(asgi3, {}, get("/", "X-A: 1"))),
  kase("UPPER_CASE_NAME", "headers may be an iterator, which is the application's to read", (options) =>
    serve(asgi3, answering(asgi3), options, { environ: environ(asgi3, { headers: environ(asgi3).headers.values() }) }),
  ),
];

/* ---- the server's calls ----------------------------------------------------------------- */

const twoChunks = (profile: Any) => [chunk(profile, "a"), chunk(profile, "b")];
const closable = (profile: Any) =>
  answering(profile, {
    body: {
      *[Symbol.iterator]() {
        yield* twoChunks(profile);
      },
      close() {},
    },
  });

const calls: readonly Case[] = [
  kase(
    "CALL_ARGUMENTS",
    "lifespan is another scope",
    application(asgi3, async () => {}, { environ: { type: "lifespan" } }),
  ),
  kase(
    "CALL_ARGUMENTS",
    "so is websocket",
    application(asgi3, async () => {}, { environ: { type: "websocket" } }),
  ),
  kase("NOT_CALLABLE", "where write() is removed nothing need be returned", server(flat, { startResponse: () => undefined })),
  kase("NOT_CALLABLE", "wsgi.file_wrapper is a function", request(pep3333, { "wsgi.file_wrapper": () => [] })),
  kase(
    "EXC_INFO_SWALLOWED",
    "an application is told that it is too late",
    application(pep3333, (_environ, start) => {
      start(ok(pep3333), plain(pep3333))(b("a"));
      try {
        start("500 Oops", plain(pep3333), new Error("too late"));
      } catch {
        return [];
      }
      return [];
    }),
  ),
  kase("ITERATED_TWICE", "a list may be looked at twice", server(pep3333, { take: (body) => [...body, ...body] })),
  kase(
    "ITERATED_AFTER_CLOSE",
    "a body may be closed before its end",
    server(
      pep3333,
      {
        take: (body) => {
          for (const _ of body) break;
          body.close();
        },
      },
      closable(pep3333),
    ),
  ),
  kase("ITERATED_AFTER_CLOSE", "or before its start", server(web3, { take: (body) => body.close() }, closable(web3))),
  kase("NEXT_AFTER_END", "a server sees the end once", server(wsgi10, {}, closable(wsgi10))),
  kase(
    "CLOSED_TWICE",
    "close() follows the last chunk, and a client that goes away [web3 vector 15, stated]",
    server(web3, {}, closable(web3)),
  ),
  kase(
    "CLOSED_TWICE",
    "a generator is ended, and then closed",
    server(
      pep3333,
      {
        take: (body) => {
          for (const _ of body) break;
          body.return();
        },
      },
      returning(function* (): Any {
        yield* twoChunks(pep3333);
      }),
    ),
  ),
  kase("NOT_CLOSED", "a server closes what it has iterated", served(pep3333, {}, ["read", "late-start"])),
  kase("BAD_MESSAGE", "a body and more_body may be left out", server(asgi3, { messages: [{ type: "http.request" }] }, receiver())),
  kase("BAD_MESSAGE", "a client may go away at once", server(asgi3, { messages: [] }, receiver())),
  kase(
    "MESSAGE_ORDER",
    "a body comes in parts [asgi vector 10, stated]",
    server(
      asgi3,
      {
        messages: [
          { type: "http.request", body: b("ab"), more_body: true },
          { type: "http.request", body: b("c"), more_body: false },
        ],
      },
      receiver(3),
    ),
  ),
];

/** A generator as the body of an answer of PEP 3333. */
function returning(body: () => Any) {
  return (_environ: Any, start: Any) => {
    start(ok(pep3333), plain(pep3333));
    return body();
  };
}

function receiver(times = 1) {
  return async (scope: Any, receive: Any, send: Any) => {
    for (let i = 0; i < times; i++) await receive();
    await answering(asgi3)(scope, receive, send);
  };
}

const inputs: readonly Case[] = [
  kase(
    "INPUT_VALUE",
    "read() gives what there is",
    reading(pep3333, (input) => input.read(100)),
  ),
  kase(
    "INPUT_VALUE",
    "and nothing at the end",
    reading(pep3333, (input) => [input.read(), input.read()]),
  ),
  kase(
    "INPUT_VALUE",
    "readline() may cut a line",
    reading(web3, (input) => [input.readline(2), input.readline()]),
  ),
  kase(
    "INPUT_VALUE",
    "lines may be counted by bytes",
    reading(flat, (input) => input.readlines(1)),
  ),
  kase(
    "INPUT_LENGTH",
    "the input ends at Content-Length [web3 vector 9, stated]",
    reading(web3, (input) => [...input]),
  ),
  kase(
    "INPUT_LENGTH",
    "by chunks too",
    reading(wsgi10, async (input) => {
      for await (const _ of input.chunks());
    }),
  ),
  kase("INPUT_LENGTH", "in messages too", (options) =>
    serve(asgi3, receiver(), options, { environ: environ(asgi3, {}, post("ab")), messages: [{ type: "http.request", body: b("ab") }] }),
  ),
  kase(
    "INPUT_ARGUMENT",
    "a size may be left out, or negative",
    reading(pep3333, (input) => [input.read(-1), input.readline(undefined), input.readlines(null)]),
  ),
  kase(
    "CLOSED_STREAM",
    "a stream is used and left open",
    reading(modWsgi, (input, given) => {
      given["wsgi.errors"].flush();
      input.read();
    }),
  ),
  kase(
    "INPUT_CLOSED",
    "the input is open until close()",
    application(pep3333, (given, start) => {
      start(ok(pep3333), plain(pep3333));
      return {
        *[Symbol.iterator]() {
          yield b("a");
          given["wsgi.input"].read();
        },
        close: () => given["wsgi.input"].read(),
      };
    }),
  ),
  kase(
    "INPUT_CLOSED",
    "a generator may read while it ends",
    application(pep3333, function* (given, start) {
      start(ok(pep3333), plain(pep3333));
      try {
        yield b("a");
      } finally {
        given["wsgi.input"].read();
      }
    }),
  ),
  kase(
    "ERRORS_TEXT",
    "errors are any text",
    application(
      pep3333,
      (given, start) => {
        given["wsgi.errors"].writelines(new Set(["\u20ac"]));
        return answering(pep3333)(given, start);
      },
      { environ: environ(pep3333, { "wsgi.errors": { write() {}, writelines() {}, flush() {} } }) },
    ),
  ),
];

/* ---- the head ------------------------------------------------------------------------------ */

const withLine = (profile: Any, name: unknown, value: unknown) => ({ headers: [...plain(profile), [name, value]] });

const heads: readonly Case[] = [
  kase("BAD_STATUS", "a number and a space [pep-3333 vector 22, stated]", answer(pep3333, { status: "200 " })),
  kase("BAD_STATUS", "any number of three digits", answer(web3, { status: b("999 What") })),
  kase("BAD_STATUS", "ASGI has no phrase [rack vector 14, observed]", answer(asgi3, { status: 201 })),
  kase("STATUS_SPACES", "a phrase may have spaces in it", answer(pep3333, { status: "404 Not Found" })),
  kase("INTERIM_STATUS", "the first whole response is 200", answer(wsgi10, { status: b("200 OK") })),
  kase(
    "UNENCODABLE",
    "phrase and value are any bytes [pep-3333 vector 12, observed]",
    answer(pep3333, { status: "200 \xc7\xe9", ...withLine(pep3333, "X-A", "\xe9\xff") }),
  ),
  kase(
    "UNENCODABLE",
    "text of ISO-8859-1 [unicode vector 17, stated]",
    answer(unicode, { status: "200 Caf\xe9", ...withLine(unicode, "X-A", "\xe9") }),
  ),
  kase(
    "WRONG_TYPE",
    "bytes are accepted [unicode vector 18, stated]",
    answer(unicode, { status: b("200 OK"), ...withLine(unicode, b("X-A"), bytes("\xe9")) }),
  ),
  kase(
    "WRONG_TYPE",
    "types may be mixed [mod-wsgi vector 13, stated]",
    answer(modWsgi, {
      headers: [
        ["Content-Type", b("text/plain")],
        [b("X-A"), "v"],
        ["X-B", b("w")],
      ],
    }),
  ),
  kase("WRONG_TYPE", "str may spell bytes [mod-wsgi vector 14, stated]", answer(modWsgi, { body: ["caf\xe9"] })),
  kase(
    "WRONG_TYPE",
    "and so in the amendments of 2007",
    answer(wsgi10Latin1, { status: "200 OK", ...withLine(wsgi10Latin1, "X-A", b("v")) }),
  ),
  kase(
    "WRONG_TYPE",
    "headers of ASGI are any iterable",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 200, headers: plain(asgi3).values() });
      await send({ type: "http.response.body" });
    }),
  ),
  kase("BAD_HEADER", "a name is a token", answer(asgi3, withLine(asgi3, b("x.a!"), b("v")))),
  kase("ODD_HEADER_NAME", "letters, digits, hyphens and underscores", answer(pep3333, withLine(pep3333, "X-1_a", "v"))),
  kase("STATUS_HEADER", "X-Status is a header", answer(pep3333, withLine(pep3333, "X-Status", "200"))),
  kase("HEAD_INJECTION", "a value may be empty", answer(web3, withLine(web3, b("X-A"), b("")))),
  kase("TAB_IN_VALUE", "ASGI says nothing of a TAB", answer(asgi3, withLine(asgi3, b("x-a"), b("a\tb")))),
  kase("TAB_IN_VALUE", "spaces are none", answer(pep3333, withLine(pep3333, "X-A", "a  b"))),
  kase(
    "HOP_BY_HOP",
    "Date, Server and WWW-Authenticate are the application's",
    answer(pep3333, { headers: plain(pep3333, ["Date", "x"], ["Server", "y"], ["WWW-Authenticate", "Basic"]) }),
  ),
  kase(
    "REPEATED_HEADER",
    "cookies are set one by one [web3 vector 14, derived]",
    answer(web3, { headers: plain(web3, ["Set-Cookie", "a"], ["Set-Cookie", "b"]) }),
  ),
  kase(
    "REPEATED_HEADER",
    "in ASGI too [asgi vector 16, stated]",
    answer(asgi3, { headers: plain(asgi3, ["set-cookie", "a"], ["set-cookie", "b"]) }),
  ),
  kase("UPPER_CASE_NAME", "case is free outside ASGI", answer(flat, withLine(flat, b("X-A"), b("v")))),
  kase("BAD_CONTENT_LENGTH", "a length is a number", answer(pep3333, withLine(pep3333, "content-length", "2"))),
  kase(
    "NO_CONTENT_TYPE",
    "an empty 404 need not have one [web3 vector 13, stated]",
    answer(web3, { status: b("404 Not Found"), headers: [], body: [] }),
  ),
  kase(
    "FORBIDDEN_CONTENT_TYPE",
    "a 304 has headers of its own",
    answer(pep3333, { status: "304 Not Modified", headers: [["ETag", '"x"']], body: [] }),
  ),
  kase(
    "FORBIDDEN_CONTENT_LENGTH",
    "a 204 is without [psgi vector 16, stated]",
    answer(web3, { status: b("204 No Content"), headers: [], body: [] }),
  ),
  kase("FORBIDDEN_BODY", "an empty chunk is no body", answer(flat, { status: b("204 No Content"), headers: [], body: [b("")] })),
  kase("FORBIDDEN_BODY", "in ASGI neither", answer(asgi3, { status: 304, headers: [], body: [] })),
];

/* ---- the body --------------------------------------------------------------------------------- */

const bodies: readonly Case[] = [
  kase("BODY_IS_STRING", "one chunk is a list of one", answer(pep3333, { body: [b("hi")] })),
  kase("NOT_ITERABLE", "a Set is iterable", answer(flat, { body: new Set([b("hi")]) })),
  kase(
    "NOT_ITERABLE",
    "so is what gives chunks in time",
    answer(wsgi10, {
      body: {
        async *[Symbol.asyncIterator]() {
          yield b("hi");
        },
      },
    }),
  ),
  kase(
    "WRONG_LENGTH",
    "len() is right",
    answer(pep3333, {
      body: {
        length: 1,
        *[Symbol.iterator]() {
          yield b("hi");
        },
      },
    }),
  ),
  kase(
    "WRONG_LENGTH",
    "a body that is not taken whole has the length it has",
    server(
      pep3333,
      {
        take: (body) => {
          for (const _ of body) break;
        },
      },
      answering(pep3333, { body: { length: 2, [Symbol.iterator]: () => twoChunks(pep3333).values() } }),
    ),
  ),
  kase(
    "BODY_TOO_LONG",
    "as many bytes as were said",
    answer(modWsgi, { headers: plain(modWsgi, ["Content-Length", "2"]), body: twoChunks(modWsgi) }),
  ),
  kase("BODY_TOO_LONG", "in ASGI too", answer(asgi3, { headers: plain(asgi3, ["content-length", "2"]), body: twoChunks(asgi3) })),
  kase(
    "BODY_TOO_SHORT",
    "nobody waits for a body that the server has closed",
    server(
      pep3333,
      { take: (body) => body.close() },
      answering(pep3333, {
        headers: plain(pep3333, ["Content-Length", "100"]),
        body: { *[Symbol.iterator]() {}, close() {} },
      }),
    ),
  ),
  kase(
    "BODY_TOO_SHORT",
    "an empty body of length 0 [pep-3333 vector 14, observed]",
    answer(pep3333, { headers: plain(pep3333, ["Content-Length", "0"]), body: [] }),
  ),
];

/* ---- the application's calls -------------------------------------------------------------------- */

const applications: readonly Case[] = [
  kase(
    "START_ARGUMENTS",
    "exc_info may be None",
    application(pep3333, (_environ, start) => {
      start(ok(pep3333), plain(pep3333), null);
      return [b("hi")];
    }),
  ),
  kase(
    "BAD_EXC_INFO",
    "exc_info may be Python's triple",
    application(pep3333, (_environ, start) => {
      start("500 Oops", plain(pep3333), [Error, new Error("oops"), null]);
      return [b("hi")];
    }),
  ),
  kase(
    "STARTED_TWICE",
    "a start that the server refused is no start",
    application(
      asgi3,
      async (_scope, _receive, send) => {
        const start = { type: "http.response.start", status: 200, headers: plain(asgi3) };
        await send(start).catch(() => {});
        await send(start);
        await send({ type: "http.response.body" });
      },
      { send: refusingOnce() },
    ),
  ),
  kase(
    "STARTED_TWICE",
    "exc_info replaces the head that is stored [pep-3333 vector 16, stated]",
    application(pep3333, (_environ, start) => {
      start(ok(pep3333), plain(pep3333));
      start("500 Oops", plain(pep3333), new Error("oops"));
      return [b("hi")];
    }),
  ),
  kase(
    "NOT_STARTED",
    "empty chunks may come first [wsgi-1.0 vector 15, stated]",
    application(wsgi10, function* (_environ, start) {
      yield b("");
      start(ok(wsgi10), plain(wsgi10));
      yield b("x");
    }),
  ),
  kase(
    "NOT_STARTED",
    "a generator starts when it is asked",
    application(flat, function* (_environ, start) {
      start(ok(flat), plain(flat));
      yield b("x");
    }),
  ),
  kase(
    "NOT_STARTED",
    "so does an asynchronous one",
    application(pep3333, async function* (_environ, start) {
      await Promise.resolve();
      start(ok(pep3333), plain(pep3333));
      yield b("x");
    }),
  ),
  kase(
    "NOT_STARTED",
    "an application may take its time",
    application(modWsgi, async (_environ, start) => {
      await Promise.resolve();
      start(ok(modWsgi), plain(modWsgi));
      return ["x"];
    }),
  ),
  kase(
    "NOT_STARTED",
    "a triple may come in time",
    application(web3, async () => [ok(web3), plain(web3), [b("x")]]),
  ),
  kase(
    "NOT_STARTED",
    "a list of three is a triple [web3 vector 16, stated]",
    application(flatTriple, () => [ok(flatTriple), plain(flatTriple), []]),
  ),
  kase(
    "NOT_STARTED",
    "where web3.async is true, the answer may be asked for again",
    application(web3Async, () => {
      let asked = 0;
      return () => (asked++ < 2 ? null : [ok(web3), plain(web3), [b("x")]]);
    }),
  ),
  kase(
    "NOT_STARTED",
    "a client that is gone gets no answer",
    application(
      asgi3,
      async (_scope, receive) => {
        await receive();
      },
      { messages: [] },
    ),
  ),
  kase(
    "AFTER_THE_END",
    "receive() may be asked after the end",
    application(asgi3, async (scope, receive, send) => {
      await answering(asgi3)(scope, receive, send);
      await receive();
      await receive();
    }),
  ),
  kase(
    "AFTER_THE_END",
    "what was under way when the server closed is not late",
    server(
      pep3333,
      {
        take: async (body) => {
          const next = body[Symbol.asyncIterator]().next();
          await body.close();
          await next;
        },
      },
      (_environ, start) => {
        start(ok(pep3333), plain(pep3333));
        return { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: b("x") }) }), close() {} };
      },
    ),
  ),
  kase(
    "NO_WRITE",
    "a chunk is given, not written",
    application(flat, (_environ, start) => {
      start(ok(flat), plain(flat));
      return [b("a")];
    }),
  ),
  kase("DEPRECATED_WRITE", "write() need not be called", answer(unicode, {})),
  kase(
    "DEPRECATED_WRITE",
    "str may be written where the model has it [mod-wsgi vector 15, stated]",
    application(modWsgi, (_environ, start) => {
      start(ok(modWsgi), plain(modWsgi))("\xe9");
      return [];
    }),
  ),
  kase(
    "WRITE_WHILE_ITERATED",
    "what is written comes before what is returned [pep-3333 vector 13, observed]",
    application(pep3333, (_environ, start) => {
      start(ok(pep3333), plain(pep3333))(b("W"));
      return [b("x")];
    }),
  ),
  kase(
    "WRITE_WHILE_ITERATED",
    "in bytes too [wsgi-1.0 vector 13, observed]",
    application(wsgi10, (_environ, start) => {
      start(ok(wsgi10), plain(wsgi10))(b("W"));
      return [b("x")];
    }),
  ),
  kase(
    "LEGACY_ORDER",
    "the status comes first",
    application(web3, () => [b("200 OK"), plain(web3), [b("x")]]),
  ),
  kase(
    "NOT_AWAITABLE",
    "any promise will do",
    application(asgi3, (...args) => answering(asgi3)(...args)),
  ),
  kase(
    "UNSUPPORTED",
    "a server may announce trailers",
    application(
      asgi3,
      async (_scope, _receive, send) => {
        await send({ type: "http.response.start", status: 200, headers: plain(asgi3), trailers: true });
        await send({ type: "http.response.body" });
        await send({ type: "http.response.trailers", headers: [] });
      },
      { environ: environ(asgi3, { extensions: { "http.response.trailers": {} } }) },
    ),
  ),
  kase(
    "BAD_MESSAGE",
    "an empty body has no key",
    application(asgi3, async (_scope, _receive, send) => {
      await send({ type: "http.response.start", status: 204 });
      await send({ type: "http.response.body" });
    }),
  ),
  kase("BAD_MESSAGE", "a server may break off", (options) =>
    serve(asgi3, answering(asgi3), options, {
      send: async () => {
        throw new Error("gone");
      },
    }).catch(ignoreGone),
  ),
];

/** A send() that refuses the first message. */
function refusingOnce() {
  let refused = false;
  return async () => {
    if (refused) return;
    refused = true;
    throw new Error("no");
  };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof Error) || error.message !== "gone") throw error;
}

export const good: readonly Case[] = [...everyProfile, ...requests, ...calls, ...inputs, ...heads, ...bodies, ...applications];
