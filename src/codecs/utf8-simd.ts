/**
 * The transcoder over Node's Buffer and a WebAssembly SIMD module.
 *
 * ASCII never reaches the module: Buffer makes those strings faster than anything else can. Input longer
 * than 32 KiB is decoded in pieces and the text is V8's rope of them: the module stays small, and a flat
 * string, a large allocation of its own, is made only when someone asks for its characters.
 */
import { type ByteString, byteString, toBytes, type Wire } from "../wire.ts";
import { freshBytes, type Host } from "./host.ts";
import { capacity, startUtf8Machine, type Utf8Machine } from "./utf8-machine.ts";
import { plainTranscoder } from "./utf8-plain.ts";
import type { Utf8Transcoder } from "./utf8-transcoder.ts";

export function simdTranscoder(host: Host, startMachine = startUtf8Machine): Utf8Transcoder {
  const { latin1Slice, ucs2Slice, latin1Write, ucs2Write } = host.methods;
  const { byteLength, isAscii } = host;

  // Most programs meet nothing but ASCII, so the module waits for the first text that is not.
  let started: { readonly machine: Utf8Machine | undefined } | undefined;
  function start(): Utf8Machine | undefined {
    started ??= { machine: startMachine() };
    return started.machine;
  }

  /** A string is ASCII when its UTF-8 is no longer than itself: Buffer counts that in 8 ns. A look at three characters may spare it. */
  function isAsciiText(text: string): boolean {
    const last = text.length - 1;
    if (last < 0) return true;
    if ((text.charCodeAt(0) | text.charCodeAt(last >> 1) | text.charCodeAt(last)) > 0x7f) return false;
    return byteLength(text) === text.length;
  }

  /**
   * The text of ASCII bytes, else undefined. Up to 12 bytes a loop knows first; up to a kilobyte, making the string
   * and asking it costs less than `isAscii`.
   */
  function asciiText(bytes: Uint8Array): string | undefined {
    const length = bytes.length;
    if (length === 0) return "";
    let seen = bytes[0]! | bytes[length >> 1]! | bytes[length - 1]!;
    if (seen > 0x7f) return undefined;
    if (length <= 12) {
      for (let i = 1; i < length; i++) seen |= bytes[i]!;
      return seen > 0x7f ? undefined : latin1Slice.call(bytes, 0, length);
    }
    if (length > 1024 && isAscii) return isAscii(bytes) ? latin1Slice.call(bytes, 0, length) : undefined;
    const text = latin1Slice.call(bytes, 0, length);
    return byteLength(text) === length ? text : undefined;
  }

  function decodeBytes(bytes: Uint8Array, escapes: boolean): string | number {
    const text = asciiText(bytes);
    if (text !== undefined) return text;
    const machine = start();
    if (!machine) return plainTranscoder.decode(bytes, escapes);
    machine.memory.set(bytes, machine.input);
    return decodeInput(machine, bytes.length, escapes);
  }

  function decodeByteString(wire: ByteString, escapes: boolean): string | number {
    const machine = start();
    if (!machine) return plainTranscoder.decode(wire, escapes);
    latin1Write.call(machine.memory, wire, machine.input, wire.length);
    return decodeInput(machine, wire.length, escapes);
  }

  function decodeInput({ memory, decode }: Utf8Machine, length: number, escapes: boolean): string | number {
    const result = decode(length, escapes ? 0 : 1);
    if (result < 0) return ~result;
    return result & 1 ? ucs2Slice.call(memory, 0, result - 1) : latin1Slice.call(memory, 0, result >> 1);
  }

  function decodePieces(wire: Wire, escapes: boolean): string | number {
    let text = "";
    for (let from = 0; from < wire.length; ) {
      const to = sequenceBoundary(wire, from + capacity);
      const decoded =
        typeof wire === "string"
          ? decodeByteString(wire.slice(from, to) as ByteString, escapes)
          : decodeBytes(wire.subarray(from, to), escapes);
      if (typeof decoded === "number") return from + decoded;
      text += decoded;
      from = to;
    }
    return text;
  }

  /** Hands `take` the bytes of one piece after the other; they are gone at the next. Gives the offset it refuses, or -1. */
  function encodePieces(machine: Utf8Machine, text: string, escapes: boolean, take: (length: number) => void): number {
    for (let from = 0; from < text.length; ) {
      const to = pairBoundary(text, from + capacity / 2);
      ucs2Write.call(machine.memory, text.slice(from, to), machine.input, (to - from) * 2);
      const length = machine.encode(to - from, escapes ? 0 : 1);
      if (length < 0) return from + ~length;
      take(length);
      from = to;
    }
    return -1;
  }

  return {
    decode(wire, escapes) {
      if (typeof wire !== "string") return wire.length > capacity ? decodePieces(wire, escapes) : decodeBytes(wire, escapes);
      if (isAsciiText(wire)) return wire;
      byteString(wire);
      return wire.length > capacity ? decodePieces(wire, escapes) : decodeByteString(wire, escapes);
    },

    encode(text, escapes) {
      if (isAsciiText(text)) return text as ByteString;
      const machine = start();
      if (!machine) return plainTranscoder.encode(text, escapes);
      let wire = "";
      const refused = encodePieces(machine, text, escapes, (length) => {
        wire += latin1Slice.call(machine.memory, 0, length);
      });
      return refused < 0 ? (wire as ByteString) : refused;
    },

    encodeBytes(text, escapes) {
      if (isAsciiText(text)) return toBytes(text as ByteString);
      const machine = start();
      if (!machine) return plainTranscoder.encodeBytes(text, escapes);
      const pieces: Uint8Array[] = [];
      const refused = encodePieces(machine, text, escapes, (length) => {
        const piece = freshBytes(length);
        piece.set(machine.memory.subarray(0, length));
        pieces.push(piece);
      });
      return refused < 0 ? joined(pieces) : refused;
    },
  };
}

/** The last place not after `at` where no well-formed sequence is cut: before a lead byte, unless there is none in reach. */
function sequenceBoundary(wire: Wire, at: number): number {
  if (at >= wire.length) return wire.length;
  for (let i = at; i > at - 4; i--) {
    const byte = typeof wire === "string" ? wire.charCodeAt(i) : wire[i]!;
    if ((byte & 0xc0) !== 0x80) return i;
  }
  return at;
}

/** The same for surrogate pairs. */
function pairBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return text.codePointAt(at - 1)! > 0xffff ? at - 1 : at;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = freshBytes(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
