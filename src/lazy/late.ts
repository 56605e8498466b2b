/** One environ that is made as it is looked at. */
import type { LateSource } from "../bytes-dict.ts";
import { type Put, placed, type Settled } from "../environ.ts";
import type { RawRequest } from "../exchange.ts";
import { type Material, type Opening, unseen } from "./opening.ts";
import type { Variables } from "./variables.ts";

const nothingSettled: Settled = new Map();

export class Late<R extends RawRequest = RawRequest> implements LateSource, Material {
  readonly request: R;
  settled: Settled = nothingSettled;
  readonly #opening: Opening<Late<R>>;
  /** Keys and what was found there, by turns. Few are looked at, so that a search costs less than a Map. */
  readonly #seen: unknown[] = [];

  /** @throws {StringModelError} as `writeEnviron` does. */
  constructor(opening: Opening<Late<R>>, request: R) {
    this.#opening = opening;
    this.request = request;
    opening.open(this, (key, value) => this.#seen.push(key, value));
  }

  /** @throws {StringModelError} what the request refuses, where it was opened itself. */
  look(key: string): unknown {
    const known = this.#known(key);
    if (known !== unseen) return known;
    let value: unknown;
    try {
      value = this.#opening.recipe(key).value(this);
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
    let all: Variables;
    try {
      all = this.#opening.all(this, (key) => this.#known(key));
    } catch (error) {
      throw placed(error, this.#opening.profile, undefined);
    }
    all.putAll(put);
  }

  #known(key: string): unknown {
    const seen = this.#seen;
    for (let i = 0; i < seen.length; i += 2) if (seen[i] === key) return seen[i + 1];
    return unseen;
  }
}
