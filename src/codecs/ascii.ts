/** Models in which ASCII is spelt as it is. */
import type { AnyCodec } from "../codec.ts";
import { iso88591, latin1 } from "./latin1.ts";
import { surrogateescape } from "./surrogateescape.ts";
import { utf8 } from "./utf8.ts";

const texts: readonly AnyCodec[] = [latin1, iso88591, utf8, surrogateescape];

/** True of a codec that reads code point n as byte n. */
export const readsLatin1 = ({ encode }: AnyCodec): boolean => encode === latin1.encode || encode === iso88591.encode;

/** True of a codec that reads a str of ASCII as the same bytes. */
export const keepsAscii = ({ encode }: AnyCodec): boolean => texts.some((codec) => codec.encode === encode);

/** True of a codec that makes the same str of ASCII bytes. */
export const makesAscii = ({ decode }: AnyCodec): boolean => texts.some((codec) => codec.decode === decode);

/** True of a codec that makes code point n of byte n. */
export const makesLatin1 = ({ decode }: AnyCodec): boolean => decode === latin1.decode || decode === iso88591.decode;
