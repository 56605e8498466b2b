/** One environ that is made as it is looked at. */
import type { LateSource } from "../bytes-dict.ts";
import { type Put, placed, type Settled } from "../environ.ts";
import type { RawRequest } from "../exchange.ts";
import type { ByteString } from "../wire.ts";
import { type Material, nothingKnown, type Opening, unseen } from "./opening.ts";
import type { Variables } from "./variables.ts";

const nothingSettled: Settled = new Map();

export class Late<R extends RawRequest = RawRequest> implements LateSource, Material {
  readonly request: R;
  settled: Settled = nothingSettled;
  readonly #opening: Opening<Late<R>>;
  /** Keys and what was found there, by turns. Few are looked at, so that a search costs less than a Map. */
  readonly #seen: unknown[] = [];
  /** Keys and values that were put there since, by turns. */
  #put: unknown[] | undefined;

  /** @throws {StringModelError} as `writeEnviron` does. */
  constructor(opening: Opening<Late<R>>, request: R) {
    this.#opening = opening;
    this.request = request;
    opening.open(this, (key, value) => this.#seen.push(key, value));
  }

  /** @throws {StringModelError} what the request refuses, where it was opened itself. */
  look(key: string): unknown {
    const known = this.#put === undefined ? unseen : valueOf(this.#put, key);
    if (known !== unseen) return known;
    const seen = valueOf(this.#seen, key);
    if (seen !== unseen) return seen;
    let value: unknown;
    try {
      value = this.#opening.value(key, this);
    } catch (error) {
      throw placed(error, this.#opening.profile, key);
    }
    if (value !== undefined) this.#seen.push(key, value);
    return value;
  }

  has(key: string): boolean {
    return this.look(key) !== undefined || (this.#opening.recipe(key).isThere?.(this) ?? false);
  }

  fill(put: Put): void {
    this.all().putAll(put);
  }

  /** Puts another value in its place, or adds one. False where there are too many for that, or it is none. */
  put(key: string, value: unknown): boolean {
    this.#put ??= [];
    if (value === undefined || this.#put.length >= 32) return false;
    const at = placeOf(this.#put, key);
    if (at < 0) this.#put.push(key, value);
    else this.#put[at] = value;
    return true;
  }

  /** Every variable, in an object of its own. @throws {StringModelError} as `look` does. */
  object(): object {
    const { keys, values } = this.all();
    return this.#opening.objects.of(keys, values);
  }

  /** Every variable, in the order of the dictionary. @throws {StringModelError} as `look` does. */
  all(): Variables {
    try {
      const all = this.#opening.all(this, this.#seen.length === 0 ? nothingKnown : (key) => valueOf(this.#seen, key));
      all.finish();
      for (let i = 0; this.#put !== undefined && i < this.#put.length; i += 2) all.put(this.#put[i] as ByteString, this.#put[i + 1]);
      return all;
    } catch (error) {
      throw placed(error, this.#opening.profile, undefined);
    }
  }
}

function valueOf(pairs: readonly unknown[], key: string): unknown {
  const at = placeOf(pairs, key);
  return at < 0 ? unseen : pairs[at];
}

/** Where the value is of a key, or -1. */
function placeOf(pairs: readonly unknown[], key: string): number {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === key) return i + 1;
  return -1;
}
