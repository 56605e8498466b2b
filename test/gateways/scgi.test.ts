/** SCGI's netstrings: https://python.ca/scgi/protocol.txt */
import { describe, expect, test } from "vitest";
import { StringModelError } from "../../src/errors.ts";
import { readScgiBlock, scgiBlockLength } from "../../src/gateways/scgi/block.ts";
import { scgiProtocol } from "../../src/gateways/scgi.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { cuts, open } from "./memory-peer.ts";

const wire = (text: string) => toBytes(byteString(text));
const block = "70:CONTENT_LENGTH\x0027\0SCGI\x001\0REQUEST_METHOD\0POST\0REQUEST_URI\0/deepthought\0,";
const example = `${block}What is the answer to life?`;

function refusal(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    if (error instanceof StringModelError) return [error.code, error.where.offset ?? error.where.key];
    throw error;
  }
}

describe("4, Example", () => {
  test("the request is read", () => {
    expect(scgiBlockLength(wire(example), null)).toBe(block.length);
    expect([...readScgiBlock(wire(block))]).toEqual([
      ["CONTENT_LENGTH", "27"],
      ["SCGI", "1"],
      ["REQUEST_METHOD", "POST"],
      ["REQUEST_URI", "/deepthought"],
    ]);
  });

  test("it is answered as the example is, however it is cut", async () => {
    for (const pieces of cuts(wire(example))) {
      let body = "";
      const { peer, connection } = open(scgiProtocol, async (request) => {
        body = fromBytes(joined(await drain(request.body)));
        return { status: 200, headers: [[byteString("Content-Type"), byteString("text/plain")]], body: [wire("42")] };
      });
      for (const piece of pieces) connection.receive(piece);
      await peer.until(({ ended }) => ended);
      expect(peer.sent).toBe("Status: 200 OK\r\nContent-Type: text/plain\r\n\r\n42");
      expect(body).toBe("What is the answer to life?");
    }
  });
});

describe("3, Request Format", () => {
  const first = "CONTENT_LENGTH\x000\0";
  const netstring = (text: string) => wire(`${text.length}:${text},`);
  test.each(["", "7", "70"])("a length that begins %j has not wholly come", (text) => {
    expect(refusal(() => scgiBlockLength(wire(text), null))).toEqual(["TRUNCATED", text.length]);
  });
  test.each([
    [":,", 0],
    ["GET / HTTP/1.1", 0],
    ["7x:", 1],
    ["-1:", 0],
    ["07:", 1],
    ["00:", 1],
    ["7 :", 1],
  ])("%j is no netstring", (text, offset) => {
    expect(refusal(() => scgiBlockLength(wire(text), null))).toEqual(["BAD_PACKET", offset]);
  });
  test("a length above the limit is refused before the block has come, digit by digit", () => {
    expect(refusal(() => scgiBlockLength(wire("101"), 100))).toEqual(["TOO_LARGE", 2]);
    expect(refusal(() => scgiBlockLength(wire("9".repeat(400)), null))).toMatchObject(["TOO_LARGE", expect.any(Number)]);
    expect(scgiBlockLength(wire("100:"), 100)).toBe(105);
  });
  test.each([
    ["without a comma", "5:CONTE;", ["BAD_PACKET", 7]],
    ["whose last value does not end", "17:CONTENT_LENGTH\x0000,", ["BAD_PACKET", 20]],
    ["with a name and no value", `${first.length + 2}:${first}A\0,`, ["BAD_PACKET", 22]],
  ])("a block %s is refused", (_, text, expected) => {
    expect(refusal(() => readScgiBlock(wire(text)))).toEqual(expected);
  });
  test.each([
    ["CONTENT_LENGTH is not first", `SCGI\x001\0${first}`, ["BAD_VARIABLE", "CONTENT_LENGTH"]],
    ["there is nothing", "", ["BAD_VARIABLE", "CONTENT_LENGTH"]],
    ["CONTENT_LENGTH is empty", "CONTENT_LENGTH\0\0SCGI\x001\0", ["MISSING_VARIABLE", "CONTENT_LENGTH"]],
    ["there is no SCGI", first, ["BAD_VARIABLE", "SCGI"]],
    ["SCGI is 2", `${first}SCGI\x002\0`, ["BAD_VARIABLE", "SCGI"]],
    ["a name is empty", `${first}SCGI\x001\0\0x\0`, ["BAD_VARIABLE", ""]],
    ["a name is there twice", `${first}SCGI\x001\0A\x001\0A\x001\0`, ["BAD_VARIABLE", "A"]],
    ["CONTENT_LENGTH is there twice", `${first}SCGI\x001\0${first}`, ["BAD_VARIABLE", "CONTENT_LENGTH"]],
  ])("it is refused where %s", (_, text, expected) => {
    expect(refusal(() => readScgiBlock(netstring(text)))).toEqual(expected);
  });
  test("a header that is there twice, as nginx before 1.23 sends it, is joined", () => {
    expect(readScgiBlock(netstring(`${first}SCGI\x001\0HTTP_X\0a\0HTTP_X\0b\0`)).get(byteString("HTTP_X"))).toBe("a, b");
  });
  test("an empty value and every byte but NUL arrive", () => {
    const every = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).join("");
    const variables = readScgiBlock(netstring(`${first}SCGI\x001\0A\0\0B\0${every}\0`));
    expect([variables.get(byteString("A")), variables.get(byteString("B"))]).toEqual(["", every]);
  });
});
