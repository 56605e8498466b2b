/** Values of options, checked where they come in. */
import { type Catalog, loadProfile } from "../catalog.ts";
import { percentDecode } from "../cgi/percent.ts";
import { utf8 } from "../codecs/utf8.ts";
import type { Property } from "../compare/property.ts";
import type { Profile } from "../profile.ts";
import type { PythonVersion } from "../python-version.ts";
import { type ByteString, empty, fromBytes } from "../wire.ts";
import { UsageError } from "./exit.ts";

/** One of the words, or a UsageError that lists them. */
export function oneOf<const W extends string>(option: string, words: readonly W[]) {
  return (value: string): W => {
    if (!words.includes(value as W)) throw new UsageError(`${option}: ${quoted(value)} is not one of ${words.join(", ")}`);
    return value as W;
  };
}

export const python = (value: string): PythonVersion => Number(oneOf("--python", ["2", "3"])(value)) as PythonVersion;

/** A whole number within limits. */
export function integer(option: string, min: number, max: number) {
  return (value: string): number => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new UsageError(`${option}: ${quoted(value)} is not a whole number from ${min} to ${max}`);
    return number;
  };
}

/** `K/N`, from 1. */
export function shard(value: string): { index: number; count: number } {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  if (!index || !(Number(index) >= 1 && Number(index) <= Number(count)))
    throw new UsageError(`--shard: ${quoted(value)} is not K/N with K from 1 to N`);
  return { index: Number(index), count: Number(count) };
}

/** A mount as in a URL, percent-encoded or not: the bytes it stands for, empty for the root. */
export function mount(value: string): ByteString {
  if (value === "" || value === "/") return empty;
  if (!value.startsWith("/") || value.endsWith("/") || /[?#\s]/.test(value))
    throw new UsageError(`--mount: ${quoted(value)} is not a path such as /app, without a slash at its end`);
  const decoded = percentDecode(fromBytes(utf8.encodeBytes(value)));
  if (decoded.endsWith("/") || /[\0-\x1f\x7f]/.test(decoded))
    throw new UsageError(`--mount: ${quoted(value)} stands for a path with a slash at its end, or a control character`);
  return decoded;
}

/** For commander: gathers a repeated option. */
export const gather = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Words between commas, none of them empty. */
export function list(option: string) {
  return (value: string): string[] => {
    const words = value.split(",").map((word) => word.trim());
    if (words.includes("")) throw new UsageError(`${option}: ${quoted(value)} has an empty entry`);
    return words;
  };
}

/** Profiles by id; a `./file` or a path is a profile of one's own. @throws {UsageError} */
export async function profilesNamed(catalog: Catalog, option: string, names: readonly string[]): Promise<Profile[]> {
  const found: Profile[] = [];
  for (const name of names) {
    const profile = looksLikeFile(name) ? await loadProfile(name) : catalog.profiles.find(({ id }) => id === name);
    if (!profile)
      throw new UsageError(
        `${option}: no profile ${quoted(name)}; there are ${catalog.profiles.map(({ id }) => id).join(", ")}, or a file such as ./mine.ts`,
      );
    if (!found.includes(profile)) found.push(profile);
  }
  const ids = found.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new UsageError(`${option}: two profiles are called ${twice}`);
  return found;
}

const looksLikeFile = (name: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(name);

export async function profileNamed(catalog: Catalog, option: string, name: string): Promise<Profile> {
  return (await profilesNamed(catalog, option, [name]))[0]!;
}

export function propertiesNamed(properties: readonly Property[], names: readonly string[]): Property[] {
  return [...new Set(names)].map((name) => {
    const property = properties.find(({ id }) => id === name);
    if (!property) throw new UsageError(`--claims: no claim ${quoted(name)}; there are ${properties.map(({ id }) => id).join(", ")}`);
    return property;
  });
}

/** A user's word, short and in one line. */
export const quoted = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
