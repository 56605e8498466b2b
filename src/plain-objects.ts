/**
 * Environs as objects without a prototype.
 *
 * V8 makes a hash table of an object that gets thirty keys one after the other. Cloning an object that has the keys and
 * storing the values costs no more, and whoever lists its keys or copies it is done much sooner. A server has the same keys
 * again and again.
 */

type Dictionary = Record<string, unknown>;

/** More properties than this V8 would not keep in order of a shape. */
const most = 100;

/** Objects from one place, whose keys are mostly the last one's. */
export class PlainObjects {
  #last: readonly string[] = [];
  /** An object with the keys of `#last`, once they were seen twice. */
  #template: Dictionary | undefined;

  /** The object with these keys and values. */
  of(keys: readonly string[], values: readonly unknown[]): Dictionary {
    if (!areSame(keys, this.#last)) {
      this.#last = keys.length <= most && keys.every((key) => key.length <= 64 && key !== "__proto__") ? keys : [];
      this.#template = undefined;
      return fill(Object.create(null) as Dictionary, keys, values);
    }
    this.#template ??= JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, null])))) as Dictionary;
    return Object.setPrototypeOf(fill({ ...this.#template }, keys, values), null) as Dictionary;
  }
}

/** Keys in one order. */
export function areSame(keys: readonly string[], others: readonly string[]): boolean {
  if (keys === others) return true;
  if (keys.length !== others.length) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others[i]) return false;
  return true;
}

function fill(object: Dictionary, keys: readonly string[], values: readonly unknown[]): Dictionary {
  for (let i = 0; i < keys.length; i++) object[keys[i]!] = values[i];
  return object;
}
