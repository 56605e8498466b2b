/** What applications and middleware do to a dictionary, of either kind, and what they get to see of it. */
import * as fc from "fast-check";
import { BytesDict } from "../../../src/bytes-dict.ts";
import { note } from "../../../src/notation.ts";
import type { Profile } from "../../../src/profile.ts";
import { byteString, fromBytes, toBytes } from "../../../src/wire.ts";

type Dictionary = Record<string, unknown>;

/** `key` counts round the keys that are worth a try. */
export interface Touch {
  readonly do: keyof typeof onObject;
  readonly key: number;
}

const absent = ["HTTP_ABSENT", "HTTP_PROXY", "HTTP_CONTENT_TYPE", "toString", "__proto__", "constructor", "then", "my.absent"];
const sometimes = [
  "HTTP_HOST",
  "HTTP_X_MODEL",
  "HTTP_COOKIE",
  "CONTENT_TYPE",
  "CONTENT_LENGTH",
  "REMOTE_USER",
  "my.own",
  "my.none",
  "DEBUG",
];

const keysToTry = ({ environ }: Profile): string[] => [...sometimes, ...absent, ...Object.keys(environ), "wsgi.uri_encoding", "headers"];

const onObject = {
  look: (environ: Dictionary, key: string) => environ[key],
  has: (environ: Dictionary, key: string) => key in environ,
  own: (environ: Dictionary, key: string) => Object.hasOwn(environ, key),
  describe: (environ: Dictionary, key: string) => JSON.stringify({ ...Object.getOwnPropertyDescriptor(environ, key), value: null }),
  set: (environ: Dictionary, key: string) => {
    environ[key] = "mine";
  },
  delete: (environ: Dictionary, key: string) => Reflect.deleteProperty(environ, key),
  keys: (environ: Dictionary) => Object.keys(environ),
  list: (environ: Dictionary) => {
    const keys: string[] = [];
    for (const key in environ) keys.push(key);
    return keys;
  },
  copy: (environ: Dictionary) => Object.keys({ ...environ }),
  size: (environ: Dictionary) => Reflect.ownKeys(environ).length,
};

type Doing = { readonly [K in Touch["do"]]: (environ: BytesDict, key: Uint8Array) => unknown };

const onDict: Doing = {
  look: (environ, key) => environ.getOther(key),
  has: (environ, key) => environ.has(key),
  own: (environ, key) => environ.has(key),
  describe: (environ, key) => environ.get(key as never),
  set: (environ, key) => void environ.set(key, "mine"),
  delete: (environ, key) => environ.delete(key),
  keys: (environ) => [...environ.keys()],
  list: (environ) => Array.from(environ, ([key]) => fromBytes(key)),
  copy: (environ) => [...environ].length,
  size: (environ) => environ.size,
};

/** Mostly looks, so that a late environ stays late for a while. */
export const arbitraryTouches: fc.Arbitrary<Touch[]> = fc.array(
  fc.record({
    do: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("look" as const, "has" as const) },
      fc.constantFrom(...(Object.keys(onObject) as Touch["do"][])),
    ),
    // The variables of others come first.
    key: fc.oneof(fc.nat(17), fc.nat(60)),
  }),
  { maxLength: 10 },
);

/** What comes of one, in the notation. */
export function touch(profile: Profile, environ: unknown, { do: name, key: n }: Touch): unknown {
  const keys = keysToTry(profile);
  const key = keys[n % keys.length]!;
  const value = environ instanceof BytesDict ? onDict[name](environ, toBytes(byteString(key))) : onObject[name](environ as Dictionary, key);
  return [name, key, value === undefined ? "undefined" : note(value, key)];
}
