/** Length of the well-formed UTF-8 sequence at `i`, or 0 (The Unicode Standard, table 3-7). */
export function sequenceLength(wire: Uint8Array, i: number): number {
  const a = wire[i]!;
  if (a < 0x80) return 1;
  const size = a < 0xc2 ? 0 : a < 0xe0 ? 2 : a < 0xf0 ? 3 : a < 0xf5 ? 4 : 0;
  if (size === 0 || i + size > wire.length) return 0;
  const b = wire[i + 1]!;
  const low = a === 0xe0 ? 0xa0 : a === 0xf0 ? 0x90 : 0x80;
  const high = a === 0xed ? 0x9f : a === 0xf4 ? 0x8f : 0xbf;
  if (b < low || b > high) return 0;
  for (let j = i + 2; j < i + size; j++) if ((wire[j]! & 0xc0) !== 0x80) return 0;
  return size;
}
