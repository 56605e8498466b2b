import { type Codec, wrongType } from "../codec.ts";
import { fromBytes, toBytes } from "../wire.ts";

/** Bytes as bytes. */
export const bytes: Codec<Uint8Array, Uint8Array, "bytes"> = {
  name: "bytes",
  type: "bytes",
  total: true,
  python: { type: "bytes" },
  decode(wire) {
    if (typeof wire === "string") return toBytes(wire);
    if (!(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
    return wire;
  },
  encode: (value) => fromBytes(bytes.encodeBytes(value)),
  encodeBytes(value) {
    if (!(value instanceof Uint8Array)) throw wrongType(value, "bytes");
    return value;
  },
};
