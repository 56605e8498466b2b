/** The suites' assertions: plain errors that show both values, whatever runs the suite. */
import { BytesDict } from "../bytes-dict.ts";
import { type ErrorCode, StringModelError } from "../errors.ts";
import { fromBytes } from "../wire.ts";

/** Throws unless `truth`. */
export function check(truth: boolean, otherwise: string): asserts truth {
  if (!truth) throw new Error(otherwise);
}

/** Throws unless both are the same values; members that are undefined are as good as absent. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, was] = [show(actual), show(expected)];
  if (is !== was) throw new Error(`${what}: ${inShort(is)}, not ${inShort(was)}`);
}

/** The refusal that `step` throws, of one of these codes. */
export function refusal(step: () => unknown, codes: readonly ErrorCode[], what: string): StringModelError {
  let value: unknown;
  try {
    value = step();
  } catch (error) {
    return refusalOf(error, codes, what);
  }
  throw new Error(`${what}: not refused, but ${inShort(show(value))}`);
}

/** What was thrown, if it is a refusal of one of these codes. */
export function refusalOf(thrown: unknown, codes: readonly ErrorCode[], what: string): StringModelError {
  if (thrown instanceof StringModelError && codes.includes(thrown.code)) return thrown;
  throw new Error(`${what}: ${inShort(show(thrown))}, not a StringModelError ${codes.join(" or ")}`, { cause: thrown });
}

/** The refusal that `step` throws, undefined when it does not. A bug is no refusal, and passes through. */
export function refused(step: () => unknown): StringModelError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof StringModelError && error.code !== "BAD_PROFILE") return error;
    throw error;
  }
}

/** A value as one line: bytes and characters beyond ASCII escaped, dictionaries by sorted key. */
export function show(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value instanceof Uint8Array) return `bytes ${quoted(fromBytes(value))}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value instanceof BytesDict) return show(value.byKey);
  if (value instanceof Map) return dictionary([...value]);
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value === "object" && value !== null) return dictionary(Object.entries(value));
  return String(value);
}

const dictionary = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${quoted(key)}: ${show(value)}`)
    .sort()
    .join(", ")}}`;

const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\x7f-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16)}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });

/** A large body makes no good message: what is long is cut, with its length. */
const inShort = (shown: string): string => (shown.length > 400 ? `${shown.slice(0, 300)}... (${shown.length} characters)` : shown);
