/** Dictionaries keyed by bytes. JavaScript compares typed arrays by identity; Python by content. */
import { type ByteString, fromBytes, toBytes } from "./wire.ts";

declare const spelling: unique symbol;
/** Bytes whose content the compiler remembers, for use as a dictionary key. */
export type Key<K extends string> = Uint8Array & { readonly [spelling]: K };

/** An ASCII bytes literal: `b("PATH_INFO")` is Python's `b"PATH_INFO"`. */
export function b<const K extends string>(ascii: K): Key<K> {
  return toBytes(ascii as string as ByteString) as Key<K>;
}

/**
 * A `dict` with `bytes` keys. Open: an application may add keys of its own.
 *
 * `E` names the variables the profile declares; `get` knows their types.
 */
export class BytesDict<E = Record<string, unknown>> {
  /** @internal Keys as byte strings, which a Map finds by content. */
  readonly byKey: Map<ByteString, unknown>;

  constructor(entries: Iterable<readonly [ByteString, unknown]> = []) {
    this.byKey = new Map(entries);
  }

  get<K extends keyof E & string>(key: Key<K>): E[K] {
    return this.byKey.get(fromBytes(key)) as E[K];
  }

  /** A variable that the profile does not declare. */
  getOther(key: Uint8Array): unknown {
    return this.byKey.get(fromBytes(key));
  }

  has(key: Uint8Array): boolean {
    return this.byKey.has(fromBytes(key));
  }

  set(key: Uint8Array, value: unknown): this {
    this.byKey.set(fromBytes(key), value);
    return this;
  }

  delete(key: Uint8Array): boolean {
    return this.byKey.delete(fromBytes(key));
  }

  get size(): number {
    return this.byKey.size;
  }

  *keys(): IterableIterator<Uint8Array> {
    for (const key of this.byKey.keys()) yield toBytes(key);
  }

  *[Symbol.iterator](): IterableIterator<[Uint8Array, unknown]> {
    for (const [key, value] of this.byKey) yield [toBytes(key), value];
  }
}
