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
  #byKey: Map<ByteString, unknown>;
  /** Where the variables come from, until they are all here. */
  #source: LateSource | undefined;

  constructor(entries: Iterable<readonly [ByteString, unknown]> = []) {
    this.#byKey = new Map(entries);
  }

  /** @internal A dictionary that asks `source` for one variable after the other, and for all of them when it must have them all. */
  static late(source: LateSource): BytesDict {
    const dict = new BytesDict();
    dict.#source = source;
    return dict;
  }

  /** @internal Keys as byte strings, which a Map finds by content. Everything is here once somebody has this. */
  get byKey(): Map<ByteString, unknown> {
    if (this.#source === undefined) return this.#byKey;
    const filled = new Map<ByteString, unknown>();
    this.#source.fill((key, value) => filled.set(key, value));
    this.#source = undefined;
    this.#byKey = filled;
    return filled;
  }

  /** @internal The value under a key that is a byte string. */
  look(key: ByteString): unknown {
    return this.#source === undefined ? this.#byKey.get(key) : this.#source.look(key);
  }

  /** @internal */
  hasKey(key: ByteString): boolean {
    return this.#source === undefined ? this.#byKey.has(key) : this.#source.has(key);
  }

  get<K extends keyof E & string>(key: Key<K>): E[K] {
    return this.look(fromBytes(key)) as E[K];
  }

  /** A variable that the profile does not declare. */
  getOther(key: Uint8Array): unknown {
    return this.look(fromBytes(key));
  }

  has(key: Uint8Array): boolean {
    return this.hasKey(fromBytes(key));
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

  /** @internal As Node's console prints it. */
  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: unknown,
    inspect: (value: unknown, options: unknown) => string,
  ): string {
    return `BytesDict ${inspect(this.byKey, options)}`;
  }
}

/** @internal What an environ that nobody has looked at yet is made from. A variable looked at twice is the same value. */
export interface LateSource {
  /** Undefined where there is no such variable. @throws {StringModelError} */
  look(key: ByteString): unknown;
  has(key: ByteString): boolean;
  /** Puts every variable, in the order of the dictionary; nothing when it throws. @throws {StringModelError} */
  fill(put: (key: ByteString, value: unknown) => void): void;
}
