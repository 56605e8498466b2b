import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  type Frame,
  FrameReader,
  fieldsFrame,
  frame,
  kinds,
  readAnswer,
  readFields,
  readHead,
  readRoom,
  requestFrame,
  roomFrame,
} from "../../src/engines/frames.ts";
import { StringModelError } from "../../src/errors.ts";
import { request } from "../../src/testing/request.ts";
import type { ByteString } from "../../src/wire.ts";
import { python3 } from "../python.ts";

const fields = ["", "caf\xe9", undefined, "a\0b", ""] as (ByteString | undefined)[];
const sent = request("POST /a%00b/%E9?q=1", {
  headers: [
    ["X-A", "1"],
    ["x-a", ""],
  ],
  body: "body",
  remotePort: null,
  variables: { REMOTE_USER: "\xe9" },
});
const other = { method: "HEAD", pathInfo: "/ab", query: "" } as { readonly [Name in "method" | "pathInfo" | "query"]: ByteString };
const wire = Buffer.concat([
  frame(kinds.stop, 0),
  fieldsFrame(kinds.head, 1, fields),
  frame(
    kinds.body,
    0xffffffff,
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
  ),
  roomFrame(2, 0xfffffffe),
]);
const frames: [number, number, string][] = [
  [kinds.stop, 0, ""],
  [kinds.head, 1, wire.subarray(18, 18 + wire.readUInt32LE(9)).toString("hex")],
  [kinds.body, 0xffffffff, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("hex")],
  [kinds.room, 2, "feffffff"],
];

const plain = (found: readonly Frame[]) => found.map(({ kind, request, payload }) => [kind, request, payload.toString("hex")]);
const cuts = Array.from({ length: wire.length + 1 }, (_, at) => at);
/** Payloads that are no fields. */
const damaged = ["", "010000", "02000000ffffffff", "0100000002000000e9", "0100000000000000e9"].map((hex) => Buffer.from(hex, "hex"));

describe("a reader of frames", () => {
  test("finds the same frames wherever what arrives is cut", () => {
    for (const at of cuts) {
      const reader = new FrameReader();
      expect(plain([...reader.push(wire.subarray(0, at)), ...reader.push(wire.subarray(at))])).toEqual(frames);
    }
  });

  test("finds them a byte at a time", () => {
    const reader = new FrameReader();
    expect(plain([...wire].flatMap((byte) => reader.push(Buffer.of(byte))))).toEqual(frames);
  });

  test("hands on a chunk as it comes, wherever it is cut, and what follows whole", () => {
    const bytes = Buffer.from("0123456789");
    const stream = Buffer.concat([
      frame(kinds.chunk, 7, bytes),
      frame(kinds.end, 7),
      frame(kinds.chunk, 8, bytes),
      frame(kinds.log, 0, bytes),
    ]);
    for (let at = 0; at <= stream.length; at++) {
      const reader = new FrameReader();
      const found = [stream.subarray(0, at), stream.subarray(at)].map((part) => reader.push(part));
      const chunks = (number: number) => found.flat().filter(({ kind, request }) => kind === kinds.chunk && request === number);
      for (const number of [7, 8]) expect(Buffer.concat(chunks(number).map(({ payload }) => payload))).toEqual(bytes);
      const others = found.flat().filter(({ kind }) => kind !== kinds.chunk);
      expect(plain(others)).toEqual([
        [kinds.end, 7, ""],
        [kinds.log, 0, bytes.toString("hex")],
      ]);
      // Nothing of a chunk that is here is kept back.
      if (at >= 9 && at < 19) expect(Buffer.concat(found[0]!.map(({ payload }) => payload))).toHaveLength(at - 9);
    }
  });

  test("keeps the beginning of a frame that follows", () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.concat([frame(kinds.end, 1), frame(kinds.end, 2).subarray(0, 3)]))).toHaveLength(1);
    expect(reader.push(frame(kinds.end, 2).subarray(3))).toMatchObject([{ request: 2 }]);
  });

  test("refuses one that is longer than any may be, before it is there", () => {
    const prefix = Buffer.from([1, 0, 0, 1, kinds.body, 1, 0, 0, 0]);
    expect(() => new FrameReader().push(prefix)).toThrow(StringModelError);
  });
});

describe("fields", () => {
  test("are byte strings, empty or absent ones too", () => {
    expect(readFields(fieldsFrame(kinds.head, 1, fields).subarray(9))).toEqual(fields);
  });

  test.for(damaged)("are refused where the lengths do not add up: %o", (payload) => {
    expect(() => readFields(payload)).toThrow(/BAD_PACKET/);
  });

  test.for([
    ["200", { status: 200, reason: undefined, headers: [] }],
    ["200 ", { status: 200, reason: "", headers: [] }],
    [
      "999 caf\xe9 ol\0X-A\0\0x-a\0\xff",
      {
        status: 999,
        reason: "caf\xe9 ol",
        headers: [
          ["X-A", ""],
          ["x-a", "\xff"],
        ],
      },
    ],
  ] as const)("strings are a head when they are a status and pairs: %o", ([given, head]) => {
    expect(readHead(Buffer.from(given, "latin1"), [])).toEqual({ ...head, body: [] });
  });

  test("a head that is the one before has its own body, and nobody can change it for the other", () => {
    const wire = Buffer.from("200 OK\0X-A\0b");
    const first = readHead(wire, []);
    (first.headers as unknown as [string, string][]).push(["X-B", "c"]);
    const second = readHead(wire, [Buffer.from("x")]);
    expect([first.body, second.body]).toEqual([[], [Buffer.from("x")]]);
    expect(second.headers).toEqual([["X-A", "b"]]);
    const changed = second.headers as unknown as [string, string][];
    expect(() => changed.push(["X-B", "c"])).toThrow(TypeError);
    expect(() => (changed[0]![1] = "c")).toThrow(TypeError);
    expect(readHead(wire, []).headers).toEqual([["X-A", "b"]]);
  });

  test.for(["", "99\0x", "099", "2000", "200 OK\0X-A", "X-A\0b"])("strings are no head otherwise: %o", (given) => {
    expect(() => readHead(Buffer.from(given, "latin1"), [])).toThrow(/BAD_PACKET/);
  });

  test.for(["", "000000", "04000000323030", "ffffffff323030"])("an answer ends before its frame does: %s", (hex) => {
    expect(() => readAnswer(Buffer.from(hex, "hex"))).toThrow(/BAD_PACKET/);
  });

  test("room is one number", () => {
    expect(readRoom(roomFrame(1, 5).subarray(9))).toBe(5);
    expect(() => readRoom(Buffer.alloc(3))).toThrow(/BAD_PACKET/);
  });
});

type Plain = [kind: number, request: number, payload: string];
const isBody = ([kind]: Plain) => kind === kinds.body;

/** Parts of a body that came one after the other, as one. */
function joined(frames: readonly Plain[]): Plain[] {
  const whole: Plain[] = [];
  for (const [kind, request, payload] of frames) {
    const last = whole.at(-1);
    if (last !== undefined && isBody(last) && kind === kinds.body && last[1] === request) last[2] += payload;
    else whole.push([kind, request, payload]);
  }
  return whole;
}

describe.skipIf(!python3)("the Python side", () => {
  const job = {
    wire: wire.toString("hex"),
    requests: [requestFrame(1, sent, true), requestFrame(2, { ...sent, ...other }, false)].map((wire) => [
      wire[4],
      wire.subarray(9).toString("hex"),
    ]),
    fields: [fieldsFrame(kinds.head, 1, fields).subarray(9), ...damaged].map((payload) => payload.toString("hex")),
  };
  const ran = spawnSync("python3", ["test/engines/frames.py"], { input: JSON.stringify(job), encoding: "utf8" });
  const found = python3 ? JSON.parse(ran.stdout || ran.stderr) : undefined;

  test("finds the same frames wherever what arrives is cut, and hands on a body as it comes", () => {
    expect(found.cut.map(joined)).toEqual(cuts.map(() => frames));
    expect(joined(found.bytewise)).toEqual(frames);
    expect(found.bytewise.filter(isBody).every(([, , payload]: Plain) => payload.length === 2)).toBe(true);
  });

  test("refuses what ours refuses", () => {
    expect(found.tooLong).toBe("a frame of 16777217 bytes");
    expect(found.fields).toEqual([
      fields.map((field) => field ?? null),
      "no number of fields",
      "no number of fields",
      "fewer lengths than fields",
      "a field ends after its frame",
      "bytes follow the last field",
    ]);
  });

  test("reads a request's head, byte for byte", () => {
    const { headers, body: _, server: __, variables: ___, remotePort: ____, ...parts } = sent;
    const variables = { REMOTE_USER: "\xe9" };
    expect(found.requests).toEqual([
      { parts, headers, variables, hasBody: true, isHead: false },
      { parts: { ...parts, ...other }, headers, variables, hasBody: false, isHead: true },
    ]);
  });

  test("is sent strings where no string has a NUL in it, and fields where one has", () => {
    expect(job.requests.map(([kind]) => kind)).toEqual([kinds.anyRequest, kinds.request]);
  });

  test("writes frames that ours reads", () => {
    const [first, third, fourth, second, chunk, end, room, ...rest] = new FrameReader().push(Buffer.from(found.written, "hex"));
    expect(readHead(first!.payload, [])).toEqual({
      status: 200,
      reason: "",
      headers: [
        ["X-A", "\xe9"],
        ["X-A", ""],
      ],
      body: [],
    });
    expect([third, fourth]).toMatchObject([
      { kind: kinds.answer, request: 9 },
      { kind: kinds.answer, request: 10 },
    ]);
    const headers = [["X-B", "1"]];
    expect(readAnswer(third!.payload)).toEqual({ status: 404, reason: "Not Found", headers, body: [Buffer.from("a\0body")] });
    expect(readAnswer(fourth!.payload)).toEqual({ status: 204, reason: undefined, headers: [], body: [] });
    expect(readHead(second!.payload, [])).toEqual({ status: 204, reason: undefined, headers: [], body: [] });
    expect(chunk).toMatchObject({ kind: kinds.chunk, request: 0xffffffff });
    expect([...chunk!.payload]).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
    expect(end).toMatchObject({ kind: kinds.end, request: 7 });
    expect(readRoom(room!.payload)).toBe(131072);
    expect(rest).toEqual([]);
  });
});
