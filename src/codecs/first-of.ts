import type { Choice, Codec } from "../codec.ts";

/**
 * A choice per request: the first of `among` that can read every variable declared with it, all or nothing.
 * The name of the pick is recorded in the environ under `recordedIn`.
 */
export function firstOf<const K extends string, Out, In>(
  recordedIn: K,
  ...among: [Codec<Out, In>, ...Codec<Out, In>[]]
): Choice<Out, In, K> {
  return { recordedIn, among };
}
