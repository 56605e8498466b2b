/** One variable of an application's environ out of a server's, where both models have it under a key of its own. */
import { cgiNameAt, join, nameLength } from "../cgi/headers.ts";
import { type AnyCodec, decodeWith, encodeWith } from "../codec.ts";
import { bytes } from "../codecs/bytes.ts";
import { get, has } from "../environ.ts";
import { located } from "../errors.ts";
import { BodyInput } from "../input.ts";
import type { FactVariable, HeaderPlacement, Profile } from "../profile.ts";
import { type ByteString, fromBytes } from "../wire.ts";
import type { Material, Recipe } from "./opening.ts";
import type { EnvironRequest } from "./request.ts";

export interface PairMaterial extends Material {
  readonly request: EnvironRequest;
}

type PairRecipe = Recipe<PairMaterial>;

/** A slot that is a field of the hub. Whatever is odd goes `through` the hub, where it means something or is refused. */
export function variableRecipe(from: AnyCodec, to: AnyCodec, key: string, isOptional: boolean, through: PairRecipe): PairRecipe {
  const isPlain = from.encode === bytes.encode;
  const wire = (material: PairMaterial): ByteString | Uint8Array | undefined => {
    const value = get(material.request.environ, key);
    if (value === undefined || value === null) return undefined;
    if (isPlain) return value instanceof Uint8Array ? value : undefined;
    try {
      return encodeWith(from, value);
    } catch {
      return undefined;
    }
  };
  return {
    value(material) {
      const found = wire(material);
      if (found !== undefined) return decodeWith(to, found);
      return isOptional && !has(material.request.environ, key) ? undefined : through.value(material);
    },
    wire,
    source: { key, codec: from },
    to,
  };
}

/** A stream or a flag: the server's own, by reference. */
export function factRecipe({ fact }: FactVariable, key: string, through: PairRecipe): PairRecipe {
  if (fact === "pathRequoted") return through;
  if (fact !== "input") {
    return {
      value(material) {
        const { environ, amendments } = material.request;
        return (amendments.server === undefined ? get(environ, key) : undefined) ?? through.value(material);
      },
    };
  }
  return {
    value(material) {
      const { environ, amendments } = material.request;
      const input = amendments.body === undefined ? get(environ, key) : undefined;
      return input instanceof BodyInput ? input : through.value(material);
    },
  };
}

/** A header that both models have under a CGI name (RFC 3875, 4.1.18). */
export function headerRecipe(server: Profile, from: AnyCodec, to: AnyCodec, key: ByteString): PairRecipe {
  const isPlain = from.encode === bytes.encode;
  const wireAt = (environ: unknown, name: string): ByteString | Uint8Array | undefined => {
    const value = get(environ, name);
    if (value === undefined && !has(environ, name)) return undefined;
    return isPlain && value instanceof Uint8Array ? value : encodeAt(server, name, from, value);
  };
  const stray = `HTTP_${key}`;
  const isHttp = key.startsWith("HTTP_");
  const wire = ({ request: { environ } }: PairMaterial) => {
    const found = wireAt(environ, key);
    if (isHttp) return found;
    // RFC 3875, 4.1.2 and 4.1.3: these two are unset, or empty, when there is no body.
    return found === undefined ? wireAt(environ, stray) : found.length === 0 ? undefined : found;
  };
  return {
    value(material) {
      const found = wire(material);
      return found === undefined ? undefined : decodeWith(to, found);
    },
    wire,
    source: { key, codec: from, filled: !isHttp },
    to,
  };
}

/** A header whose lines the server keeps apart. Only the values of that name are read. */
export function lineRecipe(
  { key: list, name, value }: Extract<HeaderPlacement, { as: "pairs" }>,
  to: AnyCodec,
  key: ByteString,
  through: PairRecipe,
): PairRecipe {
  if (name.encode !== bytes.encode || value.encode !== bytes.encode) return through;
  const length = nameLength(key);
  const pass = to.decode === bytes.decode;
  return {
    value(material) {
      const lines = get(material.request.environ, list);
      if (!Array.isArray(lines)) return through.value(material);
      let found: Uint8Array | undefined;
      for (let i = 0; i < lines.length; i++) {
        const line: unknown = lines[i];
        if (!isLine(line)) return through.value(material);
        if (line[0].length !== length || cgiNameAt(i, line[0]) !== key) continue;
        // Repeats are joined in the hub.
        if (found !== undefined) return through.value(material);
        found = line[1];
      }
      if (found === undefined || pass) return found;
      return decodeWith(to, found);
    },
  };
}

/** All of them, by variable, in the order of first appearance; undefined where that is the hub's to say. */
export function mergeLines(
  { headers }: Profile,
  { request: { environ } }: PairMaterial,
): Map<ByteString, ByteString | Uint8Array> | undefined {
  if (headers.as !== "pairs" || headers.name.encode !== bytes.encode || headers.value.encode !== bytes.encode) return undefined;
  const lines = get(environ, headers.key);
  if (!Array.isArray(lines) || !lines.every(isLine)) return undefined;
  const merged = new Map<ByteString, ByteString | Uint8Array>();
  for (let i = 0; i < lines.length; i++) {
    const [name, value] = lines[i]!;
    const key = cgiNameAt(i, name);
    if (key === undefined) continue;
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : join(key, spelt(before), spelt(value)));
  }
  return merged;
}

const spelt = (wire: ByteString | Uint8Array): ByteString => (typeof wire === "string" ? wire : fromBytes(wire));

const isLine = (line: unknown): line is [Uint8Array, Uint8Array] =>
  Array.isArray(line) && line.length === 2 && line[0] instanceof Uint8Array && line[1] instanceof Uint8Array;

/** @throws {StringModelError} as `readEnviron` does of the server's variable. */
export function encodeAt(server: Profile, key: string, codec: AnyCodec, value: unknown): ByteString {
  try {
    return encodeWith(codec, value);
  } catch (error) {
    throw located(error, { profile: server.id, key });
  }
}
