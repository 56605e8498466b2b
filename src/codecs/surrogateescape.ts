import { type Codec, type Escaped, type StrLike, unencodable, wrongType } from "../codec.ts";
import { transcoder } from "./utf8-transcoder.ts";

/**
 * PEP 383: bytes that are not UTF-8 ride as lone surrogates U+DC80..U+DCFF.
 *
 * JavaScript strings are UTF-16, so the escapes fit, but every JavaScript UTF-8 encoder turns them
 * into EF BF BD. Only this codec may put such a string on the wire.
 */
export const surrogateescape: Codec<Escaped, StrLike<"escaped">, "native"> = {
  name: "utf-8/surrogateescape",
  type: "native",
  note: "PEP 383",
  total: true,
  python: { type: "str", encoding: "utf-8", errors: "surrogateescape" },
  decode(wire) {
    if (typeof wire !== "string" && !(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
    return transcoder.decode(wire, true) as Escaped;
  },
  encode(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    const wire = transcoder.encode(value, true);
    if (typeof wire === "number") throw unencodable("UTF-8/surrogateescape", value, wire);
    return wire;
  },
  encodeBytes(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    const wire = transcoder.encodeBytes(value, true);
    if (typeof wire === "number") throw unencodable("UTF-8/surrogateescape", value, wire);
    return wire;
  },
};
