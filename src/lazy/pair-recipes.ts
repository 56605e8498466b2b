/** One variable of an application's environ out of a server's, where both models have it under a key of its own. */
import { cgiName, nameLength } from "../cgi/headers.ts";
import { type AnyCodec, decodeWith, encodeWith } from "../codec.ts";
import { bytes } from "../codecs/bytes.ts";
import { get, has } from "../environ.ts";
import { located } from "../errors.ts";
import { BodyInput } from "../input.ts";
import type { FactVariable, HeaderPlacement, Profile } from "../profile.ts";
import type { ByteString } from "../wire.ts";
import type { Material, Recipe } from "./opening.ts";
import type { EnvironRequest } from "./request.ts";

export interface PairMaterial extends Material {
  readonly request: EnvironRequest;
}

type PairRecipe = Recipe<PairMaterial>;

/** A slot that is a field of the hub. Whatever is odd goes `through` the hub, where it means something or is refused. */
export function variableRecipe(from: AnyCodec, to: AnyCodec, key: string, through: PairRecipe): PairRecipe {
  if (areBytes(from, to)) {
    return {
      value(material) {
        const value = get(material.request.environ, key);
        return value instanceof Uint8Array ? value : through.value(material);
      },
    };
  }
  return {
    value(material) {
      const value = get(material.request.environ, key);
      if (value === undefined || value === null) return through.value(material);
      let wire: ByteString;
      try {
        wire = encodeWith(from, value);
      } catch {
        return through.value(material);
      }
      return decodeWith(to, wire);
    },
  };
}

/** A stream or a flag: the server's own, by reference. */
export function factRecipe({ fact }: FactVariable, key: string, through: PairRecipe): PairRecipe {
  if (fact === "pathRequoted") return through;
  if (fact !== "input") return { value: (material) => get(material.request.environ, key) ?? through.value(material) };
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
  const pass = areBytes(from, to);
  const wireAt = (environ: unknown, name: string): unknown => {
    const value = get(environ, name);
    if (value === undefined && !has(environ, name)) return undefined;
    return pass && value instanceof Uint8Array ? value : encodeAt(server, name, from, value);
  };
  const made = (wire: unknown) => (wire === undefined || pass ? wire : decodeWith(to, wire as ByteString));
  if (key.startsWith("HTTP_")) return { value: ({ request: { environ } }) => made(wireAt(environ, key)) };
  const stray = `HTTP_${key}`;
  return {
    value({ request: { environ } }) {
      const wire = wireAt(environ, key) as ByteString | Uint8Array | undefined;
      if (wire === undefined) return made(wireAt(environ, stray));
      // RFC 3875, 4.1.2 and 4.1.3: these two are unset, or empty, when there is no body.
      return wire.length === 0 ? undefined : made(wire);
    },
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
        if (!Array.isArray(line) || line.length !== 2 || !(line[0] instanceof Uint8Array)) return through.value(material);
        if (line[0].length !== length || cgiName(bytes.encode(line[0])) !== key) continue;
        // Repeats are joined in the hub.
        if (found !== undefined || !(line[1] instanceof Uint8Array)) return through.value(material);
        found = line[1];
      }
      if (found === undefined || pass) return found;
      return decodeWith(to, found);
    },
  };
}

/** True where a value of the one model is a value of the other as it is: bytes. */
const areBytes = (from: AnyCodec, to: AnyCodec): boolean => from.encode === bytes.encode && to.decode === bytes.decode;

/** @throws {StringModelError} as `readEnviron` does of the server's variable. */
export function encodeAt(server: Profile, key: string, codec: AnyCodec, value: unknown): ByteString {
  try {
    return encodeWith(codec, value);
  } catch (error) {
    throw located(error, { profile: server.id, key });
  }
}
