/** Records out of packets that are cut anywhere: one pass, and views, not copies. */
import { headerLength, type RecordHeader, readHeader } from "./record.ts";

/** Who takes a record apart. Content comes as it comes: a large record is never kept for its end. */
export interface RecordSink {
  begin(header: RecordHeader): void;
  /** At least a byte, and a view into a packet. */
  content(wire: Uint8Array): void;
  /** After the last byte of content; padding may follow. */
  end(): void;
}

export class RecordReader {
  readonly #sink: RecordSink;
  /** Of a header that was cut. */
  readonly #partial = new Uint8Array(headerLength);
  #have = 0;
  #content = 0;
  #padding = 0;
  #stopped = false;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  /** Some of a record has come, and not all of it. */
  get midway(): boolean {
    return this.#have > 0 || this.#content > 0 || this.#padding > 0;
  }

  /** @throws {StringModelError} BAD_PACKET; what follows is no record either */
  receive(wire: Uint8Array): void {
    let at = 0;
    while (at < wire.length && !this.#stopped) {
      if (this.#content > 0) at = this.#takeContent(wire, at);
      else if (this.#padding > 0) at = this.#skipPadding(wire, at);
      else at = this.#takeHeader(wire, at);
    }
  }

  /** Nothing more is read, also not of the packet under way. */
  stop(): void {
    this.#stopped = true;
  }

  #takeHeader(wire: Uint8Array, at: number): number {
    if (this.#have === 0 && wire.length - at >= headerLength) {
      this.#begin(readHeader(wire, at));
      return at + headerLength;
    }
    const end = Math.min(wire.length, at + headerLength - this.#have);
    this.#partial.set(wire.subarray(at, end), this.#have);
    this.#have += end - at;
    if (this.#have < headerLength) return end;
    this.#have = 0;
    this.#begin(readHeader(this.#partial));
    return end;
  }

  #begin(header: RecordHeader): void {
    this.#content = header.contentLength;
    this.#padding = header.paddingLength;
    this.#sink.begin(header);
    if (header.contentLength === 0) this.#sink.end();
  }

  #takeContent(wire: Uint8Array, at: number): number {
    const end = Math.min(wire.length, at + this.#content);
    this.#content -= end - at;
    this.#sink.content(at === 0 && end === wire.length ? wire : wire.subarray(at, end));
    if (this.#content === 0) this.#sink.end();
    return end;
  }

  #skipPadding(wire: Uint8Array, at: number): number {
    const end = Math.min(wire.length, at + this.#padding);
    this.#padding -= end - at;
    return end;
  }
}
