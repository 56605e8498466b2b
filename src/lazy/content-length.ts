/** Content-Length out of an environ: a body that is read asks for this header alone. */
import { encodeWith } from "../codec.ts";
import { bytes } from "../codecs/bytes.ts";
import { get, has } from "../environ.ts";
import type { HeaderPlacement, Profile } from "../profile.ts";
import { type ByteString, fromBytes } from "../wire.ts";

/** What only a look at all headers tells, or refuses. */
export const odd = Symbol("odd");

export function contentLengthIn({ headers }: Profile, environ: unknown): ByteString | undefined | typeof odd {
  return headers.as === "pairs" ? lineIn(headers, environ) : variableIn(headers, environ);
}

function variableIn({ codec }: Exclude<HeaderPlacement, { as: "pairs" }>, environ: unknown): ByteString | undefined | typeof odd {
  const value = get(environ, "CONTENT_LENGTH");
  if (value === undefined) return has(environ, "CONTENT_LENGTH") || has(environ, "HTTP_CONTENT_LENGTH") ? odd : undefined;
  try {
    // RFC 3875, 4.1.2: empty means that there is none.
    return encodeWith(codec, value) || undefined;
  } catch {
    return odd;
  }
}

function lineIn({ key, name, value }: Extract<HeaderPlacement, { as: "pairs" }>, environ: unknown): ByteString | undefined | typeof odd {
  const lines = get(environ, key);
  if (!Array.isArray(lines) || name.encode !== bytes.encode || value.encode !== bytes.encode) return odd;
  for (const line of lines) {
    if (!Array.isArray(line) || line.length !== 2 || !(line[0] instanceof Uint8Array) || !(line[1] instanceof Uint8Array)) return odd;
    if (line[0].length === 14 && fromBytes(line[0]).toLowerCase() === "content-length") return fromBytes(line[1]);
  }
  return undefined;
}
