/** Records and name-value pairs of the FastCGI Specification 1.0, byte for byte. */
import { describe, expect, test } from "vitest";
import { StringModelError } from "../../src/errors.ts";
import { readPairs, writePairs } from "../../src/gateways/fastcgi/pairs.ts";
import {
  endRequest,
  type RecordHeader,
  readHeader,
  streamRecords,
  unknownType,
  writeHeader,
  writeRecords,
} from "../../src/gateways/fastcgi/record.ts";
import { RecordReader } from "../../src/gateways/fastcgi/record-reader.ts";
import { answerTo, questionsOf } from "../../src/gateways/fastcgi/values.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { begin, bytes, pair, record } from "./clients/fastcgi.ts";
import { cuts } from "./memory-peer.ts";

const text = (...records: Parameters<typeof writeRecords>[0]) => fromBytes(writeRecords(records)) as string;
const refusalOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof StringModelError) return [error.code, error.where.offset];
    throw error;
  }
  return undefined;
};

/** What a reader makes of packets: each record with its content, and views that were handed on. */
function read(packets: readonly Uint8Array[]): { records: (RecordHeader & { content: string })[]; views: Uint8Array[]; midway: boolean } {
  const records: (RecordHeader & { content: string })[] = [];
  const views: Uint8Array[] = [];
  let header: RecordHeader | undefined;
  let content = "";
  const reader = new RecordReader({
    begin(begun) {
      header = begun;
      content = "";
    },
    content(wire) {
      views.push(wire);
      content += fromBytes(wire);
    },
    end: () => records.push({ ...header!, content }),
  });
  for (const packet of packets) reader.receive(packet);
  return { records, views, midway: reader.midway };
}

describe("3.3, Records", () => {
  test("a header is version, type, id, content length, padding length and a byte that means nothing, in network order", () => {
    expect(readHeader(Uint8Array.of(1, 5, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xff))).toEqual({
      type: 5,
      id: 0x1234,
      contentLength: 0x5678,
      paddingLength: 0x9a,
    });
  });
  test("a header may stand anywhere", () => {
    expect(readHeader(bytes(`xx${record(4, 7, "abc")}`), 2)).toEqual({ type: 4, id: 7, contentLength: 3, paddingLength: 0 });
  });
  test("seven bytes are no header yet", () => {
    for (let length = 0; length < 8; length++)
      expect(refusalOf(() => readHeader(bytes(begin(1)).subarray(0, length)))).toEqual(["TRUNCATED", length]);
  });
  test.each([0, 2, 0x47, 255])("version %i is none of FastCGI", (version) => {
    expect(refusalOf(() => readHeader(Uint8Array.of(0, version, 5, 0, 1, 0, 0, 0, 0), 1))).toEqual(["BAD_PACKET", 1]);
  });

  const three = record(4, 1, "ab", 6) + record(5, 65_535, "", 255) + record(9, 0, "x".repeat(300), 3);
  test("records are read alike, however they are cut", () => {
    const expected = [
      { type: 4, id: 1, contentLength: 2, paddingLength: 6, content: "ab" },
      { type: 5, id: 65_535, contentLength: 0, paddingLength: 255, content: "" },
      { type: 9, id: 0, contentLength: 300, paddingLength: 3, content: "x".repeat(300) },
    ];
    for (const packets of cuts(bytes(three))) expect(read(packets).records).toEqual(expected);
  });
  test("a reader knows whether it is in the middle of a record, padding included", () => {
    const wire = bytes(record(4, 1, "ab", 6));
    for (let length = 1; length < wire.length; length++) expect(read([wire.subarray(0, length)]).midway).toBe(true);
    expect(read([wire]).midway).toBe(false);
  });
  test("content comes as views into the packets, as soon as it is there", () => {
    const wire = bytes(record(5, 1, "abcdef", 2));
    const packets = [wire.subarray(0, 10), wire.subarray(10, 12)];
    const { views } = read(packets);
    expect(views.map(fromBytes)).toEqual(["ab", "cd"]);
    for (const view of views) expect(view.buffer).toBe(wire.buffer);
  });
  test("a second record that is none is refused where it begins, and the first is read", () => {
    expect(refusalOf(() => read([bytes(`${record(4, 1, "ab", 6)}GET / HTTP/1.1\r\n`)]))).toEqual(["BAD_PACKET", 16]);
  });

  test("what is sent is padded to a multiple of eight bytes, with zeros", () => {
    expect(text({ type: 6, id: 0x0102, content: [bytes("a"), bytes("bc")] })).toBe("\x01\x06\x01\x02\0\x03\x05\0abc\0\0\0\0\0");
    expect(text({ type: 6, id: 1, content: [bytes("12345678")] })).toBe("\x01\x06\0\x01\0\x08\0\x0012345678");
    expect(text({ type: 6, id: 1, content: [] })).toBe("\x01\x06\0\x01\0\0\0\0");
  });
  test("padding is zeros whatever was in memory before", () => {
    for (let i = 0; i < 2000; i++)
      expect(text({ type: 6, id: 1, content: [new Uint8Array(41).fill(0xff)] }).slice(-7)).toBe("\0".repeat(7));
  });
  test("a header alone is that of a record without padding", () => {
    expect(fromBytes(writeHeader(6, 3, 65_528))).toBe("\x01\x06\0\x03\xff\xf8\0\0");
  });
  test("a stream is cut into records of at most 65,535 bytes", () => {
    const records = streamRecords(6, 1, [new Uint8Array(10), new Uint8Array(140_000).fill(1)]);
    expect(records.map(({ content }) => content.map(({ length }) => length))).toEqual([[10], [65_528], [65_528], [8944]]);
    expect(streamRecords(6, 1, [new Uint8Array(1), new Uint8Array(2)])).toHaveLength(1);
    expect(streamRecords(6, 1, [])).toEqual([]);
  });
});

describe("3.4, Name-Value Pairs", () => {
  const long = "v".repeat(128);
  const longest = "n".repeat(70_000);

  test("lengths up to 127 are one byte, others four with the top bit set", () => {
    expect(readPairs(bytes(`\x0b\x02SERVER_PORT80\x0b\x0eSERVER_ADDR199.170.183.42`))).toEqual(
      new Map([
        ["SERVER_PORT", "80"],
        ["SERVER_ADDR", "199.170.183.42"],
      ]),
    );
    expect(readPairs(bytes(`\x01\x80\0\0\x80A${long}`))).toEqual(new Map([["A", long]]));
    expect(readPairs(bytes(`\x80\0\0\x01\x80\0\0\0A`))).toEqual(new Map([["A", ""]]));
    expect(readPairs(bytes(pair(longest, long)))).toEqual(new Map([[longest, long]]));
  });
  test("pairs are written as they are read", () => {
    expect(fromBytes(writePairs([["A" as ByteString, long as ByteString]]))).toBe(`\x01\x80\0\0\x80A${long}`);
    expect(fromBytes(writePairs([[longest as ByteString, "" as ByteString]]))).toBe(`\x80\x01\x11\x70\0${longest}`);
  });
  test("names and values are bytes, of any kind", () => {
    expect(readPairs(bytes(pair("HTTP_X", "\xff\0\xe9")))).toEqual(new Map([["HTTP_X", "\xff\0\xe9"]]));
  });
  test("nothing is no pairs", () => {
    expect(readPairs(new Uint8Array(0))).toEqual(new Map());
  });
  test("a pair that is cut anywhere is refused, by where it begins", () => {
    for (const cut of [pair("NAME", "value"), pair("NAME", long), pair(long, "")])
      for (let length = 1; length < cut.length; length++)
        expect(refusalOf(() => readPairs(bytes(pair("A", "1") + cut.slice(0, length))))).toEqual(["BAD_PACKET", 4]);
  });
  test.each([
    ["\x01\xff\xff\xff\xffA", 0],
    ["\xff\xff\xff\xff\x01", 0],
    ["\xff\xff\xff\xff\xff\xff\xff\xff", 0],
    ["\x01\0A\x7f", 3],
  ])("a length that goes beyond the end is refused: %j", (wire, offset) => {
    expect(refusalOf(() => readPairs(bytes(wire)))).toEqual(["BAD_PACKET", offset]);
  });
  test("a header that is there twice is joined, as nginx before 1.23 sends it", () => {
    const wire = pair("HTTP_X", "1") + pair("HTTP_COOKIE", "a=1") + pair("HTTP_X", "2") + pair("HTTP_COOKIE", "b=2");
    expect(readPairs(bytes(wire))).toEqual(
      new Map([
        ["HTTP_X", "1, 2"],
        ["HTTP_COOKIE", "a=1; b=2"],
      ]),
    );
  });
  test("of another variable the last one counts: nginx sends what fastcgi_params has, and what is set after it", () => {
    expect(readPairs(bytes(pair("SCRIPT_NAME", "/a") + pair("SCRIPT_NAME", "/b")))).toEqual(new Map([["SCRIPT_NAME", "/b"]]));
  });
});

describe("4, Management Record Types", () => {
  const capacity = { connections: 10_000, requests: 100 };
  const asked = (...names: string[]) => text(answerTo(questionsOf(bytes(names.map((name) => pair(name)).join(""))), capacity));
  test("FCGI_GET_VALUES is answered with the values of the names that are known", () => {
    const values = pair("FCGI_MAX_CONNS", "10000") + pair("FCGI_MAX_REQS", "100") + pair("FCGI_MPXS_CONNS", "1");
    expect(asked("FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS")).toBe(`${record(10, 0, values, -values.length & 7)}`);
  });
  test("a name that is not known is left out, also one that every object has", () => {
    expect(asked("FCGI_X", "constructor", "__proto__", "")).toBe(record(10, 0));
  });
  test("a name that is asked for again and again is answered once", () => {
    expect(asked(...Array.from({ length: 3000 }, () => "FCGI_MAX_REQS"))).toHaveLength(8 + 24);
  });
  test("where one request a connection is all, FCGI_MPXS_CONNS is 0", () => {
    const { content } = answerTo(["FCGI_MPXS_CONNS" as ByteString], { connections: 1, requests: 1 });
    expect(content.map(fromBytes)).toEqual([pair("FCGI_MPXS_CONNS", "0")]);
  });
  test("FCGI_UNKNOWN_TYPE names the type", () => {
    expect(text(unknownType(42))).toBe("\x01\x0b\0\0\0\x08\0\0\x2a\0\0\0\0\0\0\0");
  });
});

test("5.5, FCGI_END_REQUEST: four bytes of status, one of how it ended", () => {
  expect(text(endRequest(1, 938, 3))).toBe("\x01\x03\0\x01\0\x08\0\0\0\0\x03\xaa\x03\0\0\0");
  expect(text(endRequest(1, 0xffffffff, 0))).toBe("\x01\x03\0\x01\0\x08\0\0\xff\xff\xff\xff\0\0\0\0");
});
