/**
 * What the host lends: Node's Buffer methods, looked up once, so that a browser can load the codecs too.
 *
 * Nothing here knows an encoding; whoever finds no host does the work in plain JavaScript.
 */

/** Buffer's conversions. They work on any Uint8Array, which `Buffer.from(view)` would first wrap. */
export interface Host {
  byteLength(text: string): number;
  allocUnsafe(length: number): Uint8Array;
  /** Absent before Node 20.16, where nothing but a static import reaches `node:buffer`. */
  readonly isAscii: ((bytes: Uint8Array) => boolean) | undefined;
  readonly methods: BufferMethods;
}

interface BufferMethods {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
  ucs2Write(this: Uint8Array, text: string, offset: number, length: number): number;
}

/** Undefined in a browser. */
export const host = findHost();

function findHost(): Host | undefined {
  const buffer = (globalThis as { Buffer?: typeof Buffer }).Buffer;
  const methods = buffer?.prototype as unknown as Partial<BufferMethods> | undefined;
  // A bundler's stand-in for Buffer lacks these.
  if (!buffer || !methods?.latin1Slice || !methods.ucs2Slice || !methods.latin1Write || !methods.ucs2Write) return undefined;
  const process = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  return {
    byteLength: buffer.byteLength,
    allocUnsafe: buffer.allocUnsafe,
    isAscii: process?.getBuiltinModule?.("node:buffer")?.isAscii,
    methods: methods as BufferMethods,
  };
}

/** Small enough for Buffer's pool, which takes what is less than half of its 8 KiB. */
const slabLength = 4088;
let slab: Uint8Array | undefined;
let used = 0;

/**
 * An array of `length` bytes to be overwritten whole.
 *
 * Above 64 bytes V8 gives an array a backing store of its own, which costs 0.3 to 1 µs, and below it does so as
 * soon as Buffer writes into it. Buffer's pool does neither, and Node has marked it untransferable, so no one can detach a
 * neighbour's bytes. Many small arrays are cut from one piece of it, since asking for a piece costs as much as a cut. It is
 * viewed as a plain Uint8Array because Buffer's `slice` shares memory where Uint8Array's copies.
 */
export function freshBytes(length: number): Uint8Array {
  if (!host || length <= 32) return new Uint8Array(length);
  if (length > slabLength / 4) {
    const slot = host.allocUnsafe(length);
    return new Uint8Array(slot.buffer, slot.byteOffset, length);
  }
  if (slab === undefined || used + length > slabLength) {
    slab = host.allocUnsafe(slabLength);
    used = 0;
  }
  const cut = new Uint8Array(slab.buffer, slab.byteOffset + used, length);
  used = (used + length + 7) & ~7;
  return cut;
}
