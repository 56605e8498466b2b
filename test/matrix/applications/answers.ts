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
const high = Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).join("");
/** No two chunks end where another model's would. */
const odd = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
const parts = Array.from({ length: 4 }, (_, i) => odd(70_001 + i));
const big = parts.map(chunk);

export const answers: readonly Case[] = [
  ...every("hello world", "GET /", [start("200 OK", plain), chunk("Hello, "), chunk("world\n")], shapes, brief),
  ...inShapes("an empty body", "GET /", [start("200 OK", plain)]),
  ...inShapes("only empty chunks", "GET /", [start("200 OK", plain), chunk(""), chunk("")]),
  ...inShapes("empty chunks first", "GET /", [start("200 OK", plain), chunk(""), chunk(""), chunk("a"), chunk(""), chunk("b")]),
  ...inShapes("a late start", "GET /", [chunk(""), start("201 Created", plain), chunk(""), chunk("a")], generators.slice(1)),
  ...generators.map((shape) =>
    answering(`a start with the first chunk, ${shape}`, "GET /", { acts: [start("200 Late"), chunk("a")], shape, late: true }),
  ),
  answering("(body, status, headers)", "GET /", { acts: [start("200 OK", plain), chunk("a")], turned: true }),
  ...every(
    "write() before the iterable",
    "GET /",
    [start(), write("w"), write(""), write("W"), chunk("a"), chunk("b")],
    ["list", "generator"],
    brief,
  ),
  ...inShapes("write() and nothing else", "GET /", [start("200 OK", [["Content-Length", "2"]]), write("w"), write("W")]),
  ...every("exc_info before the head", "GET /", [start("200 OK", [["X-A", "1"]]), restart("500 Oops", [["X-B", "2"]]), chunk("sorry")]),
  answering("exc_info after an empty chunk", "GET /", {
    acts: [start(), chunk(""), restart("503 Busy"), chunk("b")],
    shape: "generator",
    late: true,
  }),
  ...inShapes("the length that it says", "GET /", [start("200 OK", [["Content-Length", "5"]]), chunk("ab"), chunk(""), chunk("cde")]),
  ...inShapes("a length of none", "GET /", [start("200 OK", [["Content-Length", "0"]])]),
  ...inShapes("HEAD", "HEAD /", [start("200 OK", [["Content-Length", "5"]]), chunk("ab"), chunk("cde")]),
  ...inShapes("204", "GET /", [start("204 No Content"), chunk("not sent")]),
  ...inShapes("304", "GET /", [
    start("304 Not Modified", [
      ["ETag", '"a"'],
      ["Content-Length", "9"],
    ]),
  ]),
  answering(
    "two cookies in their order",
    "GET /",
    {
      acts: [
        start("200 OK", [
          ["Set-Cookie", "b=2"],
          ["X-Between", "-"],
          ["Set-Cookie", "a=1"],
          ["set-cookie", "a=1"],
        ]),
      ],
    },
    brief,
  ),
  answering(
    "names in every case, values empty and of every byte",
    "GET /",
    {
      acts: [
        start("200 OK", [
          ["X-MiXeD", high],
          ["x!#$%&'*+-.^_`|~9", "\t"],
          ["X-Empty", ""],
          ["X-Inner", "a \t b"],
        ]),
      ],
    },
    brief,
  ),
  answering("a reason phrase of every byte", "GET /", { acts: [start(`299 ${high}`), chunk(high)] }, brief),
  answering("an empty reason phrase", "GET /", { acts: [start("200 ")] }),
  answering("a status that nobody has registered", "GET /", { acts: [start("999 Nine")] }),
  ...inShapes("bytes that are no characters", "GET /", [start(), chunk("\xc3"), chunk("\xa9\xff\x00"), chunk("\xed\xa0"), chunk("\x80")]),
  ...inShapes("a large body", "GET /", [start(), ...big, ...big], ["list", "generator", "async generator"], { large: true }),
  ...inShapes("a large body that is written", "GET /", [start(), ...parts.map(write)], ["list"], {
    large: true,
  }),
  answering("a Transfer-Encoding", "GET /", { acts: [start("200 OK", [["Transfer-Encoding", "chunked"]]), chunk("a")] }),
];

/** The client leaves. */
export const departures: readonly Case[] = [0, 1, 2].flatMap((take) =>
  inShapes(`a client that takes ${take} chunks`, "GET /", [start(), ...big], shapes, { take }),
);

/** They fail by themselves. */
export const failures: readonly Case[] = [
  ...every("an error before the head", "GET /", [fail()], ["list"]),
  ...every("an error after the start", "GET /", [start("200 OK", plain), fail()], generators),
  ...every("an error after an empty chunk", "GET /", [start("200 OK", plain), chunk(""), fail()], generators, { early: true }),
  ...every("an error after the head", "GET /", [start("200 OK", plain), chunk("a"), fail(), chunk("b")], generators, brief),
  ...every("an error after what was written", "GET /", [start(), write("w"), fail()], ["list", "generator"]),
  ...every("an error in HEAD", "HEAD /", [start(), chunk("a"), fail()], generators),
];
