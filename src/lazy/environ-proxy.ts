/** A late environ as an object: every trap does what a plain null-prototype object would, once the variables are all in it. */
import type { Late } from "./late.ts";

type Dictionary = Record<string | symbol, unknown>;

/**
 * What an environ inherits while its variables are not in it. A proxy is printed by way of its target: looking at all
 * keys first fills it.
 */
const unfilled = Object.create(null, {
  [Symbol.for("nodejs.util.inspect.custom")]: {
    value(this: object) {
      Reflect.ownKeys(this);
      return this;
    },
  },
});

export function environProxy(late: Late): object {
  const traps = new Traps(late);
  const proxy = new Proxy<Dictionary>(Object.create(unfilled), traps);
  traps.proxy = proxy;
  return proxy;
}

class Traps implements ProxyHandler<Dictionary> {
  /** Undefined when the target has everything. */
  #late: Late | undefined;
  proxy: object | undefined;

  constructor(late: Late) {
    this.#late = late;
  }

  get(target: Dictionary, key: string | symbol, receiver: unknown): unknown {
    if (this.#late === undefined) return Reflect.get(target, key, receiver);
    return typeof key === "string" ? this.#late.look(key) : undefined;
  }

  has(target: Dictionary, key: string | symbol): boolean {
    if (this.#late === undefined) return Reflect.has(target, key);
    return typeof key === "string" && this.#late.has(key);
  }

  getPrototypeOf(target: Dictionary): object | null {
    return this.#late === undefined ? Reflect.getPrototypeOf(target) : null;
  }

  setPrototypeOf(target: Dictionary, prototype: object | null): boolean {
    return Reflect.setPrototypeOf(this.#filled(target), prototype);
  }

  preventExtensions(target: Dictionary): boolean {
    return Reflect.preventExtensions(this.#filled(target));
  }

  ownKeys(target: Dictionary): (string | symbol)[] {
    return Reflect.ownKeys(this.#filled(target));
  }

  getOwnPropertyDescriptor(target: Dictionary, key: string | symbol): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#filled(target), key);
  }

  defineProperty(target: Dictionary, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    return Reflect.defineProperty(this.#filled(target), key, descriptor);
  }

  set(target: Dictionary, key: string | symbol, value: unknown, receiver: unknown): boolean {
    // What inherits from the environ has variables of its own.
    if (typeof key === "string" && receiver === this.proxy && this.#late?.put(key, value)) return true;
    return Reflect.set(this.#filled(target), key, value, receiver);
  }

  deleteProperty(target: Dictionary, key: string | symbol): boolean {
    return Reflect.deleteProperty(this.#filled(target), key);
  }

  #filled(target: Dictionary): Dictionary {
    if (this.#late === undefined) return target;
    this.#late.fill((key, value) => {
      target[key] = value;
    });
    Object.setPrototypeOf(target, null);
    this.#late = undefined;
    return target;
  }
}
