/**
 * UTF-8 with and without PEP 383's escapes, slow and obviously right: the codecs are compared with this.
 *
 * It shares no code with src/, not even the table of well-formed sequences.
 */

/** Text, or the offset of the first bad byte. */
export function decode(bytes: Uint8Array, escapes: boolean): string | number {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const size = sequenceLength(bytes, i);
    if (size === 0 && !escapes) return i;
    text += size === 0 ? String.fromCharCode(0xdc00 + bytes[i]!) : decoder.decode(bytes.subarray(i, i + size));
    i += size || 1;
  }
  return text;
}

/** Bytes, or the offset of the first bad code unit. */
export function encode(text: string, escapes: boolean): Uint8Array | number {
  const out: number[] = [];
  for (let i = 0; i < text.length; ) {
    const point = text.codePointAt(i)!;
    if (escapes && point >= 0xdc80 && point <= 0xdcff) out.push(point - 0xdc00);
    else if (point >= 0xd800 && point <= 0xdfff) return i;
    else for (const byte of encoder.encode(String.fromCodePoint(point))) out.push(byte);
    i += point > 0xffff ? 2 : 1;
  }
  return Uint8Array.from(out);
}

/** The Unicode Standard, table 3-7, row by row: the range of each byte of a well-formed sequence. */
const wellFormed = [
  [[0x00, 0x7f]],
  [
    [0xc2, 0xdf],
    [0x80, 0xbf],
  ],
  [
    [0xe0, 0xe0],
    [0xa0, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xe1, 0xec],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xed, 0xed],
    [0x80, 0x9f],
    [0x80, 0xbf],
  ],
  [
    [0xee, 0xef],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf0, 0xf0],
    [0x90, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf1, 0xf3],
    [0x80, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf4, 0xf4],
    [0x80, 0x8f],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
] as const;

/** Length of the well-formed sequence at `i`, or 0. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const fits = (row: readonly (readonly [number, number])[]) =>
    row.every(([low, high], j) => bytes[i + j]! >= low && bytes[i + j]! <= high);
  return wellFormed.find(fits)?.length ?? 0;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
