/** A model's values as the characters they are read as. Helpers for properties about text. */
import { typeName } from "../codec.ts";
import { writeEnviron } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import type { RawRequest } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import { codecIn, pathVariable, valuesOf } from "./present.ts";

/**
 * The path after the mount as a program reads it when it takes the value for text.
 *
 * @throws {StringModelError} NOT_TEXT when the value is no str: then there are no characters, and no wrong ones.
 */
export function textOf(profile: Profile, request: RawRequest): string {
  const { key } = pathVariable(profile);
  const value = valuesOf(writeEnviron(profile, request)).get(key);
  if (typeof value !== "string")
    throw new StringModelError("NOT_TEXT", `is ${typeName(value)}: there are no characters before it is decoded`, {
      profile: profile.id,
      key,
    });
  if (!value.isWellFormed()) {
    throw new StringModelError("NOT_TEXT", "holds escaped bytes, which are no characters", { profile: profile.id, key });
  }
  return value;
}

/**
 * The characters that the model itself says the path has.
 *
 * @throws {StringModelError} NOT_TEXT when the model leaves that to the application: bytes, bytes in disguise, or escaped bytes.
 */
export function meantBy(profile: Profile, request: RawRequest): string {
  const found = pathVariable(profile);
  const values = valuesOf(writeEnviron(profile, request));
  const value = textOf(profile, request);
  const at = { profile: profile.id, key: found.key };
  const codec = codecIn(found, values);
  if (codec.disguise) throw new StringModelError("NOT_TEXT", "spells bytes: which characters they are is not said", at);
  return value;
}
