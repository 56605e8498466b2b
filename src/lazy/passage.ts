/** Many variables of a server's environ on their way into an application's, the usual ones without a detour. */
import { decodeWith } from "../codec.ts";
import { keepsAscii, makesAscii, makesLatin1, readsLatin1 } from "../codecs/ascii.ts";
import { bytes } from "../codecs/bytes.ts";
import { get } from "../environ.ts";
import { type ByteString, firstBeyondLatin1, isAsciiText } from "../wire.ts";
import { type Known, nothingKnown, type Recipe, unseen } from "./opening.ts";
import type { PairMaterial } from "./pair-recipes.ts";
import type { Variables } from "./variables.ts";

/** One variable. */
export interface Passage {
  readonly key: ByteString;
  readonly recipe: Recipe<PairMaterial>;
  /** The server's variable, where its values are bytes, or strings that spell ASCII as it is. */
  readonly source: ByteString | undefined;
  /** An empty value is none. */
  readonly filled: boolean;
  readonly isBytes: boolean;
  readonly isLatin1: boolean;
  /** The value, where it is always the same; else {@link unseen}. */
  readonly constant: unknown;
  /** Values that are the application's too: all bytes, what is ASCII, what is Latin-1. */
  readonly same: { readonly bytes: boolean; readonly ascii: boolean; readonly latin1: boolean };
  /** It goes there only while the server has not got the other spelling. */
  readonly unless: string | undefined;
}

export function passageOf(key: ByteString, recipe: Recipe<PairMaterial>, unless?: string): Passage {
  const { source, to } = recipe;
  const from = source?.codec;
  const isBytes = from?.encode === bytes.encode;
  return {
    key,
    recipe,
    source: from !== undefined && (isBytes || keepsAscii(from)) ? (source!.key as ByteString) : undefined,
    filled: source?.filled ?? false,
    isBytes,
    constant: "constant" in recipe ? recipe.constant : unseen,
    isLatin1: from !== undefined && readsLatin1(from),
    same: { bytes: to?.decode === bytes.decode, ascii: to !== undefined && makesAscii(to), latin1: to !== undefined && makesLatin1(to) },
    unless,
  };
}

/** The value of one variable. */
export function passed(passage: Passage, material: PairMaterial): unknown {
  const { recipe, source } = passage;
  if (source === undefined) return recipe.value(material);
  const value = get(material.request.environ, source);
  const how = wayOf(passage, value);
  if (how === "same") return value;
  return how === "wire" ? decodeWith(recipe.to!, value as ByteString | Uint8Array) : recipe.value(material);
}

/** Passages, and where the source of each is in an environ's values: -1 where it is not. */
export interface Route {
  readonly passages: readonly Passage[];
  readonly at: readonly number[];
}

export const routeOf = (passages: readonly Passage[], keys: readonly string[]): Route => ({
  passages,
  at: passages.map(({ source }) => (source === undefined ? -1 : keys.indexOf(source))),
});

/** What is not as it should be goes the recipe's way, which knows what it means, or refuses it. */
export function passAll({ passages, at }: Route, given: readonly unknown[], material: PairMaterial, known: Known, all: Variables): void {
  for (let i = 0; i < passages.length; i++) {
    const passage = passages[i]!;
    const { key, constant, unless } = passage;
    if (unless !== undefined && get(material.request.environ, unless) !== undefined) continue;
    const seen = known === nothingKnown ? constant : known(key);
    if (seen !== unseen) {
      if (seen !== undefined) all.add(key, seen);
      continue;
    }
    const place = at[i]!;
    const value = place < 0 ? undefined : given[place];
    const how = wayOf(passage, value);
    if (how === "same") all.add(key, value);
    else if (how === "wire") all.addWire(key, value as ByteString | Uint8Array, passage.recipe.to!);
    else passOne(key, passage.recipe, material, all);
  }
}

/** Whether a value is the application's too, or spells the bytes of what is, or neither. */
function wayOf({ filled, isBytes, isLatin1, same }: Passage, value: unknown): "same" | "wire" | "odd" {
  if (isBytes) {
    if (!(value instanceof Uint8Array) || (filled && value.length === 0)) return "odd";
    return same.bytes ? "same" : "wire";
  }
  if (typeof value !== "string" || (filled && value === "")) return "odd";
  // Where both sides are Latin-1 nobody asks whether it is ASCII.
  const passes = isLatin1 && same.latin1;
  if (!passes && isAsciiText(value)) return same.ascii ? "same" : "wire";
  if (!isLatin1 || firstBeyondLatin1(value) >= 0) return "odd";
  return passes ? "same" : "wire";
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
