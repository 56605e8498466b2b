/** Packets: four bytes of magic and length, and what they hold (mod_proxy_ajp, Basic Packet Structure). */

import { concat } from "../cgi/incoming-head.ts";
import { refuse } from "../http1/syntax.ts";

export const headerSize = 4;
/** Bytes of a whole packet, header included, unless Apache's ProxyIOBufferSize says otherwise. */
export const defaultPacketSize = 8192;
/** What mod_proxy_ajp raises ProxyIOBufferSize to, and lowers it to. */
export const smallestPacketSize = 8192;
export const largestPacketSize = 65_536;

export interface Packet {
  /** A view. */
  readonly payload: Uint8Array;
  /** The offset after it. */
  readonly end: number;
}

/**
 * The packet of a web server that starts at `start`. `most`: bytes it may have, header included.
 *
 * @throws {StringModelError} TRUNCATED, BAD_PACKET, TOO_LARGE
 */
export function readPacket(wire: Uint8Array, start: number, most: number): Packet {
  const size = sizeOf(wire, start, most);
  if (size === undefined || wire.length - start < size) throw refuse("TRUNCATED", "the packet is not all there", wire.length);
  return { payload: wire.subarray(start + headerSize, start + size), end: start + size };
}

/** Bytes of the packet at `start`, header included; undefined where the header is not all there. */
function sizeOf(wire: Uint8Array, start: number, most: number): number | undefined {
  if (start < wire.length && wire[start] !== 0x12) throw refuse("BAD_PACKET", "does not begin with 0x1234", start);
  if (start + 1 < wire.length && wire[start + 1] !== 0x34) throw refuse("BAD_PACKET", "does not begin with 0x1234", start + 1);
  if (wire.length - start < headerSize) return undefined;
  const size = headerSize + ((wire[start + 2]! << 8) | wire[start + 3]!);
  if (size > most) throw refuse("TOO_LARGE", `a packet of more than ${most} bytes`, start + 2);
  return size;
}

/** Packets of a connection, however its bytes were cut. */
export class Packets {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  /** Bytes without which nothing can be said. */
  #wanted = 1;

  constructor(most: number) {
    this.#most = most;
  }

  /** The first bytes of a packet are here, and its last are not. */
  get begun(): boolean {
    return this.#length > 0;
  }

  push(wire: Uint8Array): void {
    this.#parts.push(wire);
    this.#length += wire.length;
  }

  /** What the next packet holds, once it is all there. @throws {StringModelError} BAD_PACKET, TOO_LARGE */
  next(): Uint8Array | undefined {
    if (this.#length < this.#wanted) return undefined;
    const wire = this.#parts.length === 1 ? this.#parts[0]! : concat(this.#parts, this.#length);
    const size = sizeOf(wire, 0, this.#most);
    this.#wanted = size ?? this.#length + 1;
    if (this.#length < this.#wanted) this.#parts = [wire];
    else return this.#take(wire);
    return undefined;
  }

  #take(wire: Uint8Array): Uint8Array {
    const size = this.#wanted;
    this.#parts = wire.length === size ? [] : [wire.subarray(size)];
    this.#length = wire.length - size;
    this.#wanted = 1;
    return wire.subarray(headerSize, size);
  }
}
