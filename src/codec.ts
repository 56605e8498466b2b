/**
 * What a string model is: how one wire byte string becomes one application value, and back.
 *
 * A codec is an object, not a name in a table, so a proposal may bring its own. It refuses; it never
 * substitutes. The codecs themselves are in `codecs/`.
 */
import { StringModelError } from "./errors.ts";
import { type ByteString, fromBytes, toBytes, type Wire } from "./wire.ts";

declare const meaning: unique symbol;

/**
 * A string a codec handed out. The mark exists only for the compiler, and follows what the characters
 * stand for, not the encoding: ISO-8859-1 read as text and bytes-in-unicode run the same loop and must not mix.
 */
export type Str<M extends string> = string & { readonly [meaning]: M };

/** A string handed to a codec: strings of the same meaning and unmarked literals are welcome. */
export type StrLike<M extends string> = string & { readonly [meaning]?: M };

/** "Bytes in unicode": code point n stands for byte n. */
export type Native = Str<"native">;
/** Real characters. */
export type Text = Str<"text">;
/** Characters, with undecodable bytes as lone surrogates (PEP 383). */
export type Escaped = Str<"escaped">;

/** The word of the proposals table. A native string is a byte string on Python 2 and Unicode on Python 3. */
export type StringType = "bytes" | "native" | "unicode";

/** How CPython builds the same value: `wire` itself, or `wire.decode(encoding, errors)`. */
export type PythonCodec =
  | { readonly type: "bytes"; readonly lower?: true }
  | {
      readonly type: "str";
      readonly encoding: string;
      readonly errors: "strict" | "surrogateescape" | "replace";
      readonly prefix?: string;
      readonly lower?: true;
    };

export interface Codec<Out, In = Out, T extends StringType = StringType> {
  readonly name: string;
  readonly type: T;
  /** What the proposals table adds in parentheses. */
  readonly note?: string;
  /** True when every byte string has a value. */
  readonly total: boolean;
  /** True when `decode` substitutes. Only for describing servers that do; no codec of ours does. */
  readonly lossy?: boolean;
  /** True when the str only spells bytes (PEP 3333's native strings): its characters mean nothing by themselves. */
  readonly disguise?: boolean;
  readonly python: PythonCodec;
  /** True when `decode` would not refuse; where a codec has it, a choice need not try and catch. */
  reads?(wire: Wire): boolean;
  /** Wire to value. @throws {StringModelError} UNDECODABLE, with the offset of the first bad byte. */
  decode(wire: Wire): Out;
  /** Value to wire. @throws {StringModelError} UNENCODABLE, with the offset of the first bad code unit; WRONG_TYPE */
  encode(value: In): ByteString;
  /** Value to wire, as an array. @throws {StringModelError} as `encode` does. */
  encodeBytes(value: In): Uint8Array;
}

// biome-ignore lint/suspicious/noExplicitAny: a declaration holds codecs of every type; `Decoded` reads them back.
export type AnyCodec = Codec<any, any>;

/**
 * A codec picked per request: the first that can read every variable declared with this choice. The
 * name of the pick is left in the environ under `recordedIn`, so that the bytes can be recovered.
 */
export interface Choice<Out, In = Out, K extends string = string> {
  readonly recordedIn: K;
  readonly among: readonly [Codec<Out, In>, ...Codec<Out, In>[]];
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
export type AnyChoice = Choice<any, any>;

export type Model = AnyCodec | AnyChoice;

export const isChoice = (model: Model): model is AnyChoice => "among" in model;

/**
 * A codec from two functions over `Uint8Array`, for proposals that bring their own.
 *
 * `decode` and `encode` must refuse with {@link StringModelError}, never substitute.
 */
export function defineCodec<Out, In = Out, const T extends StringType = StringType>(
  of: Pick<Codec<Out, In, T>, "name" | "type" | "note" | "total" | "lossy" | "disguise" | "python"> & {
    decode(wire: Uint8Array): Out;
    encode(value: In): Uint8Array;
  },
): Codec<Out, In, T> {
  const encodeBytes = (value: In): Uint8Array => {
    const wire: unknown = of.encode(value);
    if (!(wire instanceof Uint8Array))
      throw new StringModelError("BAD_PROFILE", `the codec ${of.name} encodes to ${typeName(wire)}, not to bytes`);
    return wire;
  };
  return {
    ...of,
    decode: (wire) => of.decode(typeof wire === "string" ? toBytes(wire) : wire),
    encode: (value) => fromBytes(encodeBytes(value)),
    encodeBytes,
  };
}

/** `decode`, held to the declaration: a plug-in's codec may be anything. @throws {StringModelError} as it does; BAD_PROFILE */
export function decodeWith(codec: AnyCodec, wire: Wire): unknown {
  const value: unknown = codec.decode(wire);
  const fits = codec.python.type === "str" ? typeof value === "string" : value instanceof Uint8Array;
  if (!fits) throw new StringModelError("BAD_PROFILE", `the codec ${codec.name} decodes to ${typeName(value)}, not ${codec.python.type}`);
  return value;
}

/** `encode`, likewise. @throws {StringModelError} as it does; BAD_PROFILE */
export function encodeWith(codec: AnyCodec, value: unknown): ByteString {
  const wire: unknown = codec.encode(value);
  if (typeof wire !== "string")
    throw new StringModelError("BAD_PROFILE", `the codec ${codec.name} encodes to ${typeName(wire)}, not to bytes`);
  return wire as ByteString;
}

/** True when the codec has a value for these bytes. */
export function reads(codec: AnyCodec, wire: Wire): boolean {
  if (codec.total) return true;
  if (codec.reads) return codec.reads(wire);
  try {
    codec.decode(wire);
    return true;
  } catch (error) {
    if (error instanceof StringModelError && error.code !== "BAD_PROFILE") return false;
    throw error;
  }
}

export function undecodable(codec: string, offset: number): StringModelError {
  return new StringModelError("UNDECODABLE", `not ${codec}`, { offset });
}

export function unencodable(codec: string, value: string, offset: number): StringModelError {
  const unit = value.charCodeAt(offset).toString(16).toUpperCase().padStart(4, "0");
  return new StringModelError("UNENCODABLE", `U+${unit} is not in ${codec}`, { offset });
}

/** What Python would call the type of a JavaScript value; for error messages. */
export function typeName(value: unknown): string {
  if (value instanceof Uint8Array) return "bytes";
  if (value === null) return "None";
  return typeof value === "string" ? "str" : typeof value;
}

export function wrongType(value: unknown, wanted: string): StringModelError {
  return new StringModelError("WRONG_TYPE", `is ${typeName(value)}, not ${wanted}`);
}
