/** The transcoder in plain JavaScript, for a browser, or where WebAssembly or its SIMD is missing. */
import { type ByteString, fromBytes, toBytes } from "../wire.ts";
import { sequenceLength } from "./utf8-sequence.ts";
import type { Utf8Transcoder } from "./utf8-transcoder.ts";

export const plainTranscoder: Utf8Transcoder = {
  decode(wire, escapes) {
    if (typeof wire === "string" && !nonAscii.test(wire)) return wire;
    return decodeBytes(typeof wire === "string" ? toBytes(wire) : wire, escapes);
  },
  encode(text, escapes) {
    if (!nonAscii.test(text)) return text as ByteString;
    const bytes = plainTranscoder.encodeBytes(text, escapes);
    return typeof bytes === "number" ? bytes : fromBytes(bytes);
  },
  encodeBytes(text, escapes) {
    // Three bytes a code unit are enough: a pair is four.
    const out = new Uint8Array(text.length * 3);
    let o = 0;
    for (let i = 0; i < text.length; i++) {
      const point = text.codePointAt(i)!;
      if (point < 0x80) out[o++] = point;
      else if (escapes && point >= 0xdc80 && point <= 0xdcff) out[o++] = point;
      else if (point >= 0xd800 && point <= 0xdfff) return i;
      else {
        if (point > 0xffff) i++;
        o = writeSequence(out, o, point);
      }
    }
    return out.slice(0, o);
  },
};

const nonAscii = /[\u0080-\uffff]/;

/** Code units that are made into a string at once; `String.fromCharCode` takes them as arguments. */
const block = 4096;

function decodeBytes(bytes: Uint8Array, escapes: boolean): string | number {
  const units = new Uint16Array(Math.min(bytes.length, block));
  let text = "";
  let o = 0;
  for (let i = 0; i < bytes.length; ) {
    if (o > units.length - 2) {
      text += String.fromCharCode(...units.subarray(0, o));
      o = 0;
    }
    const size = sequenceLength(bytes, i);
    if (size === 0 && !escapes) return i;
    const point = size === 0 ? 0xdc00 + bytes[i]! : readSequence(bytes, i, size);
    i += size || 1;
    if (point > 0xffff) units[o++] = 0xd7c0 + (point >> 10);
    units[o++] = point > 0xffff ? 0xdc00 + (point & 0x3ff) : point;
  }
  return text + String.fromCharCode(...units.subarray(0, o));
}

function readSequence(bytes: Uint8Array, i: number, size: number): number {
  const lead = bytes[i]!;
  if (size === 1) return lead;
  let point = lead & (0x7f >> size);
  for (let j = i + 1; j < i + size; j++) point = (point << 6) | (bytes[j]! & 0x3f);
  return point;
}

function writeSequence(out: Uint8Array, o: number, point: number): number {
  const size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (let j = size - 1; j > 0; j--, point >>= 6) out[o + j] = 0x80 | (point & 0x3f);
  out[o] = (0xf00 >> size) | point;
  return o + size;
}
