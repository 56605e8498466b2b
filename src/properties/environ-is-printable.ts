import { BytesDict } from "../bytes-dict.ts";
import { utf8 } from "../codecs/utf8.ts";
import { cases, type Sent, url } from "../compare/parts.ts";
import { exhibit, pathKeys, valuesOf } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { writeEnviron } from "../environ.ts";
import { inPlace, StringModelError } from "../errors.ts";
import type { Profile } from "../profile.ts";

/** What `print` and `json.dumps` do in Python: bytes are a TypeError, a lone surrogate is a UnicodeEncodeError. */
function print(profile: Profile, key: string, value: unknown): void {
  const place = { profile: profile.id, key };
  if (value instanceof Uint8Array) throw new StringModelError("WRONG_TYPE", "is bytes, which JSON has no room for", place);
  if (typeof value === "string") inPlace(place, () => utf8.encode(value));
  else if (Array.isArray(value)) for (const item of value) print(profile, key, item);
}

/** The variable that cannot be printed; none when that is the keys. */
function firstUnprintable(profile: Profile, { request }: Sent): string | undefined {
  for (const [key, value] of valuesOf(writeEnviron(profile, request))) {
    try {
      print(profile, key, value);
    } catch (error) {
      if (error instanceof StringModelError) return key;
      throw error;
    }
  }
  return undefined;
}

export default {
  id: "environ-is-printable",
  topic: "text",
  claim: "the environ, value by value, can be printed, logged and put into JSON as UTF-8",
  source: "PEP 383, Discussion; schemathesis/schemathesis#668, mar10/wsgidav#181",
  ...cases(url),
  holds(profile, { request }) {
    const environ = writeEnviron(profile, request);
    if (environ instanceof BytesDict)
      throw new StringModelError("WRONG_TYPE", "the keys are bytes, which JSON has no room for", { profile: profile.id });
    for (const [key, value] of valuesOf(environ)) if (profile.environ[key]?.is !== "fact") print(profile, key, value);
    return true;
  },
  exhibit: (profile, sent) => exhibit(profile, [sent], (key) => key === firstUnprintable(profile, sent) || pathKeys(profile)(key)),
} satisfies ValueProperty<Sent>;
