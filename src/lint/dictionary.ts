/** An environ as a dictionary of either kind. */
import { BytesDict } from "../bytes-dict.ts";
import type { Profile } from "../profile.ts";
import { byteString, toBytes } from "../wire.ts";
import { isObject } from "./facts.ts";

/** Why it is no dictionary of the profile's kind, undefined when it is. */
export function dictionaryFault({ keys }: Profile, environ: unknown): string | undefined {
  if (keys === "bytes") return environ instanceof BytesDict ? undefined : "is no dictionary with bytes keys";
  if (!isObject(environ) || environ instanceof BytesDict) return "is no dictionary with str keys";
  const prototype: unknown = Object.getPrototypeOf(environ);
  // PEP 333: a builtin dictionary, not a subclass of it. A dictionary of another realm is one too.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain ? undefined : "is an instance of a class, no plain dictionary";
}

/** The value under a key, of an environ of either kind. */
export function lookAt(environ: object, key: string): unknown {
  return environ instanceof BytesDict ? environ.getOther(toBytes(byteString(key))) : (environ as Record<string, unknown>)[key];
}

/** Puts a value there; false where the dictionary cannot be changed. */
export function putInto(environ: object, key: string, value: unknown): boolean {
  if (!(environ instanceof BytesDict)) return Reflect.set(environ, key, value);
  environ.set(toBytes(byteString(key)), value);
  return true;
}
