import { type Codec, type StrLike, type Text, wrongType } from "../codec.ts";
import { toBytes } from "../wire.ts";
import { utf8 } from "./utf8.ts";
import { transcoder } from "./utf8-transcoder.ts";

/**
 * UTF-8 with U+FFFD for what is not, one for each maximal subpart, as CPython's `errors="replace"`.
 *
 * It substitutes, so it exists only to describe what ASGI servers ship (uvicorn, hypercorn); nothing of
 * ours decodes with it by default. Encoding is strict.
 */
export const utf8Replacing: Codec<Text, StrLike<"text">, "unicode"> = {
  name: "utf-8/replace",
  type: "unicode",
  note: "U+FFFD",
  total: true,
  lossy: true,
  python: { type: "str", encoding: "utf-8", errors: "replace" },
  decode(wire) {
    if (typeof wire !== "string" && !(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
    const text = transcoder.decode(wire, false);
    if (typeof text === "string") return text as Text;
    return decoder.decode(typeof wire === "string" ? toBytes(wire) : wire) as Text;
  },
  encode: utf8.encode,
  encodeBytes: utf8.encodeBytes,
};

// The Encoding Standard and CPython count maximal subparts alike (The Unicode Standard, table 3-8).
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
