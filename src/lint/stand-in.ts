/** An object that is another in everything but some members. */

/**
 * `real`, with `members` in the place of its own. What is not replaced is asked of `real` itself, so that classes,
 * private fields and `Array.isArray` work as they would.
 *
 * The proxy is of an empty shell: of a frozen object it would have to give back the members as they are.
 */
export function standIn<T extends object>(real: T, members: object): T {
  return new Proxy((Array.isArray(real) ? [] : {}) as T, {
    get: (_, key) => (Object.hasOwn(members, key) ? Reflect.get(members, key) : memberOf(real, key)),
    has: (_, key) => Object.hasOwn(members, key) || key in real,
    set: (_, key, value) => Reflect.set(real, key, value),
    getPrototypeOf: () => Object.getPrototypeOf(real),
  });
}

function memberOf(real: object, key: PropertyKey): unknown {
  const member: unknown = Reflect.get(real, key);
  return typeof member === "function" && key !== "constructor" ? member.bind(real) : member;
}
