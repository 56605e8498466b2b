/**
 * Environs as objects without a prototype.
 *
 * V8 makes a hash table of an object that gets thirty keys one after the other. Cloning an object that has the keys and
 * storing the values costs less, and applications read the result faster. A server has the same keys again and again.
 */

type Dictionary = Record<string, unknown>;

/** More properties than this V8 would not keep in order of a shape. */
const most = 100;

let last: readonly string[] = [];
/** An object with the keys of `last`, once they were seen twice. */
let template: Dictionary | undefined;

/** The object with these keys, which are all different, and values. */
export function plainObject(keys: readonly string[], values: readonly unknown[]): Dictionary {
  if (!areSame(keys, last)) {
    last = keys.length <= most && keys.every((key) => key.length <= 64 && key !== "__proto__") ? keys : [];
    template = undefined;
    return fill(Object.create(null) as Dictionary, keys, values);
  }
  template ??= JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, null])))) as Dictionary;
  return Object.setPrototypeOf(fill({ ...template }, keys, values), null) as Dictionary;
}

/** Keys in one order. */
export function areSame(keys: readonly string[], others: readonly string[]): boolean {
  if (keys.length !== others.length) return false;
  for (let i = 0; i < keys.length; i++) if (keys[i] !== others[i]) return false;
  return true;
}

function fill(object: Dictionary, keys: readonly string[], values: readonly unknown[]): Dictionary {
  for (let i = 0; i < keys.length; i++) object[keys[i]!] = values[i];
  return object;
}
