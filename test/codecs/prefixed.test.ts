import { describe, expect, test } from "vitest";
import { bytes } from "../../src/codecs/bytes.ts";
import { prefixed } from "../../src/codecs/prefixed.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { byteString } from "../../src/wire.ts";

const version = prefixed("HTTP/", utf8);

describe("ASGI, http_version", () => {
  test("HTTP/1.1 on the wire is 1.1 in the scope", () => {
    expect(version.decode(byteString("HTTP/1.1"))).toBe("1.1");
    expect(version.decode(Buffer.from("HTTP/1.1"))).toBe("1.1");
    expect(version.encode("1.1")).toBe("HTTP/1.1");
    expect(version.encodeBytes("1.1")).toEqual(new Uint8Array(Buffer.from("HTTP/1.1")));
    expect(version.python).toEqual({ type: "str", encoding: "utf-8", errors: "strict", prefix: "HTTP/" });
  });

  test.each(["", "1.1", "HTTP", "http/1.1", "INCLUDED"])("%j is not prefixed with HTTP/, so it is refused", (wire) => {
    const refusal = expect.objectContaining({ code: "UNDECODABLE", where: { offset: 0 } });
    expect(() => version.decode(byteString(wire))).toThrow(refusal);
    expect(() => version.decode(Buffer.from(wire))).toThrow(refusal);
    expect(version.reads?.(byteString(wire))).toBe(false);
  });

  test("the offset of a bad byte after the prefix counts the prefix", () => {
    const refusal = expect.objectContaining({ code: "UNDECODABLE", where: { offset: 6 } });
    expect(() => version.decode(byteString("HTTP/1\xff"))).toThrow(refusal);
    expect(version.reads?.(byteString("HTTP/1\xff"))).toBe(false);
    expect(version.reads?.(byteString("HTTP/1"))).toBe(true);
  });

  test("values and wires of other types are refused", () => {
    expect(() => version.decode(null as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
    expect(() => version.encode(1.1 as never)).toThrow(expect.objectContaining({ code: "WRONG_TYPE" }));
    expect(() => prefixed("HTTP/", bytes as never)).toThrow(expect.objectContaining({ code: "BAD_PROFILE" }));
  });
});
