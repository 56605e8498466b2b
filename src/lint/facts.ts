/** The variables of an environ that are no strings: streams, flags and constants. */
import { typeName } from "../codec.ts";
import type { Fact } from "../slots.ts";
import type { Note } from "./finding.ts";

const methods: { readonly [fact in Fact]?: readonly PropertyKey[] } = {
  input: ["read", "readline", "readlines", Symbol.iterator],
  errors: ["write", "writelines", "flush"],
};

/** A stream with its methods, or a flag. */
export function checkFact(fact: Fact, value: unknown, note: Note, key: string): void {
  const wanted = methods[fact];
  if (wanted === undefined) {
    if (typeof value !== "boolean")
      note("WRONG_TYPE", `is ${typeName(value)}, not a boolean`, { key, source: "PEP 3333, environ Variables" });
    return;
  }
  const missing = wanted.filter((method) => !isObject(value) || typeof Reflect.get(value, method) !== "function");
  if (missing.length > 0) note("BAD_STREAM", `has no ${missing.map(methodName).join(", ")}`, { key });
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const methodName = (method: PropertyKey): string => (method === Symbol.iterator ? "iteration" : `${String(method)}()`);

/** True when `value` has all that `declared` has; a server may add keys to a dictionary (ASGI's `asgi`). */
export function sameConstant(declared: unknown, value: unknown): boolean {
  if (!isObject(declared)) return declared === value;
  if (!isObject(value) || Array.isArray(declared) !== Array.isArray(value)) return false;
  if (Array.isArray(declared) && declared.length !== (value as readonly unknown[]).length) return false;
  return Object.entries(declared).every(([key, item]) => sameConstant(item, (value as Record<string, unknown>)[key]));
}
