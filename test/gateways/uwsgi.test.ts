/** uwsgi's packets: https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html */
import { describe, expect, test } from "vitest";
import { StringModelError } from "../../src/errors.ts";
import { readUwsgiPacket, uwsgiPacketLength } from "../../src/gateways/uwsgi/packet.ts";
import { uwsgiProtocol } from "../../src/gateways/uwsgi.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { uwsgiPacket } from "./clients/uwsgi.ts";
import { cuts, open } from "./memory-peer.ts";

const wire = (text: string) => toBytes(byteString(text));
const whole = "\0\x29\0\0\x0e\0REQUEST_METHOD\x04\0POST\x0e\0CONTENT_LENGTH\x01\x002";

function refusal(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return [error.code, error.where.offset ?? error.where.key];
    throw error;
  }
}

describe("uwsgi packet header", () => {
  test("its size is little-endian", () => {
    expect(uwsgiPacketLength(wire("\0\x34\x12\0"), null)).toBe(0x1234 + 4);
  });
  test.each(["", "\0", "\0\x01", "\0\x01\0"])("%j has not wholly come", (text) => {
    expect(refusal(() => uwsgiPacketLength(wire(text), null))).toEqual(["TRUNCATED", text.length]);
  });
  test.each([
    ["\x05", 0],
    ["\x07\0\0\0", 0],
    ["\x48TT", 0],
    ["GET / HTTP/1.1", 0],
    ["\0\0\0\x01", 3],
  ])("the modifiers of %j are refused", (text, offset) => {
    expect(refusal(() => uwsgiPacketLength(wire(text), null))).toEqual(["UNSUPPORTED", offset]);
  });
  test("a size above the limit is refused before the packet has come", () => {
    expect(refusal(() => uwsgiPacketLength(wire("\0\xff\xff\0"), 1000))).toEqual(["TOO_LARGE", 1]);
    expect(uwsgiPacketLength(wire("\0\xff\xff\0"), null)).toBe(65_539);
  });
});

describe("uwsgi vars", () => {
  test("are pairs of sized strings", () => {
    expect([...readUwsgiPacket(wire(whole))]).toEqual([
      ["REQUEST_METHOD", "POST"],
      ["CONTENT_LENGTH", "2"],
    ]);
    expect(
      uwsgiPacket([
        ["REQUEST_METHOD", "POST"],
        ["CONTENT_LENGTH", "2"],
      ]),
    ).toBe(whole);
  });
  test("may be none, or empty, or of every byte but NUL", () => {
    const every = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).join("");
    expect(readUwsgiPacket(wire("\0\0\0\0")).size).toBe(0);
    expect([
      ...readUwsgiPacket(
        wire(
          uwsgiPacket([
            ["A", ""],
            ["B", every],
          ]),
        ),
      ),
    ]).toEqual([
      ["A", ""],
      ["B", every],
    ]);
  });
  test.each([
    ["a size cut in two", "\0\x01\0\0\x01", ["BAD_PACKET", 4]],
    ["a name that goes beyond the packet", "\0\x03\0\0\x02\0A", ["BAD_PACKET", 4]],
    ["a name without a value", "\0\x03\0\0\x01\0A", ["BAD_PACKET", 7]],
    ["a value that goes beyond the packet", "\0\x05\0\0\x01\0A\x01\0", ["BAD_PACKET", 7]],
    ["a value of 65535 bytes that are not there", "\0\x05\0\0\x01\0A\xff\xff", ["BAD_PACKET", 7]],
    ["an empty name", "\0\x04\0\0\0\0\0\0", ["BAD_VARIABLE", ""]],
    ["a name with NUL", "\0\x05\0\0\x01\0\0\0\0", ["BAD_VARIABLE", "\0"]],
  ])("%s is refused", (_, text, expected) => {
    expect(refusal(() => readUwsgiPacket(wire(text)))).toEqual(expected);
  });
});

test("modifier1 0: the body follows, and the answer is one of HTTP, however the request is cut", async () => {
  for (const pieces of cuts(wire(`${whole}42`))) {
    let body = "";
    const { peer, connection } = open(uwsgiProtocol, async (request) => {
      body = fromBytes(joined(await drain(request.body)));
      return { status: 200, headers: [[byteString("Content-Type"), byteString("text/plain")]], body: [wire("yes")] };
    });
    for (const piece of pieces) connection.receive(piece);
    await peer.until(({ ended }) => ended);
    expect(peer.sent).toBe("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nyes");
    expect(body).toBe("42");
  }
});
