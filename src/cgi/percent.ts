/**
 * Percent-encoding over bytes (RFC 3986, 2.1). Nothing in here knows a character set: `%C3%A9` is two bytes.
 */
import type { ByteString } from "../wire.ts";

const percent = 0x25;

// The value of a hexadecimal digit by its code, 0xFF for any other byte.
const digit = new Uint8Array(256).fill(0xff);
for (let value = 0; value < 16; value++) {
  const lower = value.toString(16);
  digit[lower.charCodeAt(0)] = value;
  digit[lower.toUpperCase().charCodeAt(0)] = value;
}

/**
 * The byte that the escape at `at` spells, or -1 when there is none: `%zz`, `%4` and a lone `%` are not escapes.
 */
export function escapeAt(wire: string, at: number): number {
  if (wire.charCodeAt(at) !== percent || at + 2 >= wire.length) return -1;
  // A code unit above 0xFF has no entry; the mask keeps a caller's mistake out of the table, not out of the result.
  const high = digit[wire.charCodeAt(at + 1)] ?? 0xff;
  const low = digit[wire.charCodeAt(at + 2)] ?? 0xff;
  return (high | low) > 15 ? -1 : (high << 4) | low;
}

/**
 * The bytes with every `%XX` replaced by the byte it spells, in one pass (`%2541` is `%41`).
 *
 * A bad escape stays as it was written; `+` is not a space. Without a `%` the same string comes back.
 */
export function percentDecode(wire: ByteString): ByteString {
  let at = wire.indexOf("%");
  if (at === -1) return wire;
  let decoded = "";
  let kept = 0;
  while (at !== -1) {
    const byte = escapeAt(wire, at);
    if (byte === -1) {
      at = wire.indexOf("%", at + 1);
      continue;
    }
    decoded += wire.slice(kept, at) + String.fromCharCode(byte);
    kept = at + 3;
    at = wire.charCodeAt(kept) === percent ? kept : wire.indexOf("%", kept);
  }
  return (kept === 0 ? wire : decoded + wire.slice(kept)) as ByteString;
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const tables = new Map<string, readonly string[]>();

/**
 * The bytes with all but the unreserved ones (RFC 3986, 2.3) and those in `safe` written as `%XX`, upper case.
 *
 * `safe` holds ASCII characters; others in it are not safe all the same, since a URL is ASCII.
 */
export function percentEncode(wire: ByteString, safe = "/"): ByteString {
  const spelt = spellings(safe);
  let encoded = "";
  for (let i = 0; i < wire.length; i++) encoded += spelt[wire.charCodeAt(i)];
  return encoded as ByteString;
}

function spellings(safe: string): readonly string[] {
  const known = tables.get(safe);
  if (known) return known;
  const made = Array.from({ length: 256 }, (_, byte) => {
    const plain = String.fromCharCode(byte);
    if (byte < 0x80 && (unreserved + safe).includes(plain)) return plain;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  // A program has two or three safe sets; one that invents them must not grow this for ever.
  if (tables.size < 16) tables.set(safe, made);
  return made;
}
