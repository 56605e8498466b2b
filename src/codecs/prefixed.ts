import { type Codec, reads, type StringType, undecodable, wrongType } from "../codec.ts";
import { StringModelError } from "../errors.ts";
import { type ByteString, byteString, fromBytes, toBytes, type Wire } from "../wire.ts";

/**
 * A codec whose values are without a fixed start that the wire has: `HTTP/1.1` is ASGI's `1.1`.
 *
 * @param prefix ASCII, so that it is the same bytes in every codec.
 * @throws {StringModelError} BAD_PROFILE for a codec of bytes, which has no notation in Python for this.
 */
export function prefixed<Out extends string, In extends string, T extends StringType>(
  prefix: string,
  codec: Codec<Out, In, T>,
): Codec<Out, In, T> {
  if (codec.python.type !== "str") throw new StringModelError("BAD_PROFILE", "a prefix needs a codec of strings");
  const begins = (wire: ByteString) => wire.startsWith(prefix);
  const rest = (wire: ByteString) => wire.slice(prefix.length) as ByteString;
  const encode = (value: In) => byteString(prefix + codec.encode(value));
  return {
    ...codec,
    total: false,
    python: { ...codec.python, prefix },
    reads: (wire) => begins(spelt(wire)) && reads(codec, rest(spelt(wire))),
    decode(wire) {
      const text = spelt(wire);
      if (!begins(text)) throw undecodable(`prefixed with ${prefix}`, 0);
      try {
        return codec.decode(rest(text));
      } catch (error) {
        throw error instanceof StringModelError ? moved(error, prefix.length) : error;
      }
    },
    encode,
    encodeBytes: (value) => toBytes(encode(value)),
  };
}

function spelt(wire: Wire): ByteString {
  if (typeof wire === "string") return wire;
  if (!(wire instanceof Uint8Array)) throw wrongType(wire, "bytes");
  return fromBytes(wire);
}

const moved = (error: StringModelError, by: number): StringModelError =>
  new StringModelError(error.code, error.detail, { ...error.where, offset: (error.where.offset ?? 0) + by });
