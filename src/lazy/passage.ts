/** Many variables of a server's environ on their way into an application's, the usual ones without a detour. */
import { BytesDict } from "../bytes-dict.ts";
import type { AnyCodec } from "../codec.ts";
import { bytes } from "../codecs/bytes.ts";
import { iso88591, latin1 } from "../codecs/latin1.ts";
import { surrogateescape } from "../codecs/surrogateescape.ts";
import { utf8 } from "../codecs/utf8.ts";
import { get } from "../environ.ts";
import { type ByteString, firstBeyondLatin1, isAsciiText } from "../wire.ts";
import { type Known, type Recipe, unseen } from "./opening.ts";
import type { PairMaterial } from "./pair-recipes.ts";
import type { Variables } from "./variables.ts";

/** One variable. */
export interface Passage {
  readonly key: ByteString;
  readonly recipe: Recipe<PairMaterial>;
  /** The server's variable, where its values are bytes, or strings that spell ASCII as it is. */
  readonly source: ByteString | undefined;
  readonly isBytes: boolean;
  readonly isLatin1: boolean;
  /** Values that are the application's too: all bytes, what is ASCII, what is Latin-1. */
  readonly same: { readonly bytes: boolean; readonly ascii: boolean; readonly latin1: boolean };
  /** It goes there only while the server has not got the other spelling. */
  readonly unless: string | undefined;
}

const latin1s: readonly AnyCodec[] = [latin1, iso88591];
const texts: readonly AnyCodec[] = [...latin1s, utf8, surrogateescape];

export function passageOf(key: ByteString, recipe: Recipe<PairMaterial>, unless?: string): Passage {
  const { source, to } = recipe;
  const reads = (codecs: readonly AnyCodec[]) => codecs.some(({ encode }) => encode === source?.codec.encode);
  const makes = (codecs: readonly AnyCodec[]) => codecs.some(({ decode }) => decode === to?.decode);
  const isBytes = reads([bytes]);
  return {
    key,
    recipe,
    source: isBytes || reads(texts) ? (source?.key as ByteString) : undefined,
    isBytes,
    isLatin1: reads(latin1s),
    same: { bytes: makes([bytes]), ascii: makes(texts), latin1: makes(latin1s) },
    unless,
  };
}

/** What is not as it should be goes the recipe's way, which knows what it means, or refuses it. */
export function passAll(passages: readonly Passage[], material: PairMaterial, known: Known, all: Variables): void {
  const { environ } = material.request;
  const dict = environ instanceof BytesDict ? environ : undefined;
  const object = environ as Record<string, unknown>;
  for (let i = 0; i < passages.length; i++) {
    const { key, recipe, source, isBytes, isLatin1, same, unless } = passages[i]!;
    if (unless !== undefined && get(environ, unless) !== undefined) continue;
    const seen = known(key);
    if (seen !== unseen) {
      if (seen !== undefined) all.add(key, seen);
      continue;
    }
    const value = source === undefined ? undefined : dict === undefined ? object[source] : dict.look(source);
    if (isBytes) {
      if (!(value instanceof Uint8Array) || value.length === 0) passOne(key, recipe, material, all);
      else if (same.bytes) all.add(key, value);
      else all.addWire(key, value, recipe.to!);
      continue;
    }
    const isAscii = typeof value === "string" && value !== "" && isAsciiText(value);
    const fits = isAscii || (isLatin1 && typeof value === "string" && value !== "" && firstBeyondLatin1(value) < 0);
    if (!fits) passOne(key, recipe, material, all);
    else if (isAscii ? same.ascii : same.latin1) all.add(key, value);
    else all.addWire(key, value as ByteString, recipe.to!);
  }
}

function passOne(key: ByteString, recipe: Recipe<PairMaterial>, material: PairMaterial, all: Variables): void {
  const wire = recipe.wire?.(material);
  if (wire !== undefined) {
    all.addWire(key, wire, recipe.to!);
    return;
  }
  const value = recipe.value(material);
  if (value !== undefined) all.add(key, value);
}
