/** Chunks in the order in which they came. `shift()` of a long array moves all that is left; this only counts on. */
export class ChunkQueue {
  #chunks: (Uint8Array | undefined)[] = [];
  /** Those before it are taken. */
  #first = 0;

  get length(): number {
    return this.#chunks.length - this.#first;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** The first chunk, undefined where there is none. */
  take(): Uint8Array | undefined {
    if (this.#first === this.#chunks.length) return undefined;
    const chunk = this.#chunks[this.#first];
    this.#chunks[this.#first++] = undefined;
    if (this.#first === this.#chunks.length) this.clear();
    // A queue that is never empty must not grow for ever.
    else if (this.#first >= 1024 && this.#first * 2 >= this.#chunks.length) this.#forget();
    return chunk;
  }

  /** What is left of the chunk that was taken last. */
  putBack(rest: Uint8Array): void {
    if (this.#first > 0) this.#chunks[--this.#first] = rest;
    else this.#chunks.unshift(rest);
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#first = 0;
  }

  #forget(): void {
    this.#chunks.splice(0, this.#first);
    this.#first = 0;
  }
}
