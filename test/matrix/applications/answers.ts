/** Good applications that only answer: heads, bodies of every shape, and the calls in between. */
import { request } from "../../../src/testing/request.ts";
import type { Shape } from "../../../src/testing/script.ts";
import { type Act, chunk, fail, type Performance, perform, restart, start, write } from "../acts.ts";
import type { Case } from "../observe.ts";

const shapes: readonly Shape[] = ["list", "closable", "generator", "async closable", "async generator"];
const few: readonly Shape[] = ["list", "async generator", "closable"];
const generators: readonly Shape[] = ["closable", "generator", "async closable", "async generator"];

const answering = (name: string, line: string, performance: Performance, more: Partial<Case> = {}): Case => ({
  name,
  request: () => request(line),
  app: (profile, events) => perform(profile, performance, events),
  ...more,
});

/** In the shapes that differ; `every` is each of them, by a function and by an async one. */
const inShapes = (name: string, line: string, acts: readonly Act[], of: readonly Shape[] = few, more: Partial<Case> = {}): Case[] =>
  of.map((shape, i) => answering(`${name}, ${shape}`, line, { acts, shape, promised: i % 2 === 1 }, more));
const every = (name: string, line: string, acts: readonly Act[], of: readonly Shape[] = shapes, more: Partial<Case> = {}): Case[] =>
  of.flatMap((shape) =>
    [false, true].map((promised) => answering(`${name}, ${promised ? "async, " : ""}${shape}`, line, { acts, shape, promised }, more)),
  );

const brief = { brief: true } as const;
const plain = [["Content-Type", "text/plain"]] as const;
/** A head with the type that a body has. */
const begin = (status = "200 OK", ...more: (readonly [string, string])[]) => start(status, [...plain, ...more]);

// What lint finds in some of them is what they are for.
const writes = { breaks: { DEPRECATED_WRITE: "it is about write(), also where a model deprecates it" } } as const;
const late = { breaks: { NOT_STARTED: "ASGI has no chunks before the start, and refuses them" } } as const;
const legacy = { breaks: { LEGACY_ORDER: "a host accepts it" } } as const;
const high = Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).join("");
/** No two chunks end where another model's would. */
const odd = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
const parts = Array.from({ length: 4 }, (_, i) => odd(70_001 + i));
const big = parts.map(chunk);

export const answers: readonly Case[] = [
  ...every("hello world", "GET /", [begin(), chunk("Hello, "), chunk("world\n")], shapes, brief),
  ...inShapes("an empty body", "GET /", [begin()]),
  ...inShapes("only empty chunks", "GET /", [begin(), chunk(""), chunk("")]),
  ...inShapes("empty chunks first", "GET /", [begin(), chunk(""), chunk(""), chunk("a"), chunk(""), chunk("b")]),
  ...inShapes("a late start", "GET /", [chunk(""), begin("201 Created"), chunk(""), chunk("a")], generators.slice(1), late),
  ...generators.map((shape) =>
    answering(`a start with the first chunk, ${shape}`, "GET /", { acts: [begin("200 Late"), chunk("a")], shape, late: true }),
  ),
  answering("(body, status, headers)", "GET /", { acts: [begin(), chunk("a")], turned: true }, legacy),
  ...every(
    "write() before the iterable",
    "GET /",
    [begin(), write("w"), write(""), write("W"), chunk("a"), chunk("b")],
    ["list", "generator"],
    { ...brief, ...writes },
  ),
  ...inShapes("write() and nothing else", "GET /", [begin("200 OK", ["Content-Length", "2"]), write("w"), write("W")], few, writes),
  ...every("exc_info before the head", "GET /", [
    begin("200 OK", ["X-A", "1"]),
    restart("500 Oops", [...plain, ["X-B", "2"]]),
    chunk("sorry"),
  ]),
  answering(
    "exc_info after an empty chunk",
    "GET /",
    { acts: [begin(), chunk(""), restart("503 Busy", plain), chunk("b")], shape: "generator", late: true },
    late,
  ),
  ...inShapes("the length that it says", "GET /", [begin("200 OK", ["Content-Length", "5"]), chunk("ab"), chunk(""), chunk("cde")]),
  ...inShapes("a length of none", "GET /", [begin("200 OK", ["Content-Length", "0"])]),
  ...inShapes("HEAD", "HEAD /", [begin("200 OK", ["Content-Length", "5"]), chunk("ab"), chunk("cde")]),
  ...inShapes("204", "GET /", [start("204 No Content"), chunk("not sent")], few, {
    breaks: { FORBIDDEN_BODY: "the server has to drop it" },
  }),
  ...inShapes(
    "304",
    "GET /",
    [
      start("304 Not Modified", [
        ["ETag", '"a"'],
        ["Content-Length", "9"],
      ]),
    ],
    few,
    { breaks: { FORBIDDEN_CONTENT_LENGTH: "RFC 9110, 8.6 lets a 304 say the length of the 200" } },
  ),
  answering(
    "two cookies in their order",
    "GET /",
    {
      acts: [begin("200 OK", ["Set-Cookie", "b=2"], ["X-Between", "-"], ["Set-Cookie", "a=1"], ["set-cookie", "a=1"])],
    },
    brief,
  ),
  answering(
    "names in every case, values empty and of every byte",
    "GET /",
    {
      acts: [begin("200 OK", ["X-MiXeD", high], ["x!#$%&'*+-.^_`|~9", "\t"], ["X-Empty", ""], ["X-Inner", "a \t b"])],
    },
    {
      ...brief,
      breaks: {
        ODD_HEADER_NAME: "every character of a token",
        TAB_IN_VALUE: "and every one of a value",
      },
    },
  ),
  answering("a reason phrase of every byte", "GET /", { acts: [begin(`299 ${high}`), chunk(high)] }, brief),
  answering("an empty reason phrase", "GET /", { acts: [begin("200 ")] }),
  answering("a status that nobody has registered", "GET /", { acts: [begin("999 Nine")] }),
  ...inShapes("bytes that are no characters", "GET /", [begin(), chunk("\xc3"), chunk("\xa9\xff\x00"), chunk("\xed\xa0"), chunk("\x80")]),
  ...inShapes("a large body", "GET /", [begin(), ...big, ...big], ["list", "generator", "async generator"], { large: true }),
  ...inShapes("a large body that is written", "GET /", [begin(), ...parts.map(write)], ["list"], { large: true, ...writes }),
  answering(
    "a Transfer-Encoding",
    "GET /",
    { acts: [begin("200 OK", ["Transfer-Encoding", "chunked"]), chunk("a")] },
    { breaks: { HOP_BY_HOP: "what becomes of it differs, and is listed" } },
  ),
];

/** The client leaves. */
export const departures: readonly Case[] = [0, 1, 2].flatMap((take) =>
  inShapes(`a client that takes ${take} chunks`, "GET /", [begin(), ...big], shapes, { take }),
);

/** They fail by themselves. */
export const failures: readonly Case[] = [
  ...every("an error before the head", "GET /", [fail()], ["list"]),
  ...every("an error after the start", "GET /", [begin(), fail()], generators),
  ...every("an error after an empty chunk", "GET /", [begin(), chunk(""), fail()], generators, { early: true }),
  ...every("an error after the head", "GET /", [begin(), chunk("a"), fail(), chunk("b")], generators, brief),
  ...every("an error after what was written", "GET /", [begin(), write("w"), fail()], ["list", "generator"], writes),
  ...every("an error in HEAD", "HEAD /", [begin(), chunk("a"), fail()], generators),
];
