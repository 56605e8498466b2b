import { type Codec, type StrLike, type Text, undecodable, unencodable, wrongType } from "../codec.ts";
import { transcoder } from "./utf8-transcoder.ts";

let lastWire: string | undefined;
let lastText = "";

/** Real text: the bytes were UTF-8 (RFC 3629, so no surrogates and nothing overlong), or there is no value. A BOM is kept. */
export const utf8: Codec<Text, StrLike<"text">, "unicode"> = {
  name: "utf-8",
  type: "unicode",
  total: false,
  python: { type: "str", encoding: "utf-8", errors: "strict" },
  reads(wire) {
    const text = transcoder.decode(wire, false);
    // Whoever asks decodes next. Long texts are not kept, nor ASCII, which is decoded already.
    if (typeof wire === "string" && typeof text === "string" && text.length !== wire.length && wire.length <= 1024) {
      lastWire = wire;
      lastText = text;
    }
    return typeof text === "string";
  },
  decode(wire) {
    if (typeof wire !== "string" && !(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
    if (wire === lastWire) return lastText as Text;
    const text = transcoder.decode(wire, false);
    if (typeof text === "number") throw undecodable("UTF-8", text);
    return text as Text;
  },
  encode(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    const wire = transcoder.encode(value, false);
    if (typeof wire === "number") throw unencodable("UTF-8", value, wire);
    return wire;
  },
  encodeBytes(value) {
    if (typeof value !== "string") throw wrongType(value, "str");
    const wire = transcoder.encodeBytes(value, false);
    if (typeof wire === "number") throw unencodable("UTF-8", value, wire);
    return wire;
  },
};
