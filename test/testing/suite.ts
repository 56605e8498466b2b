/** How this project runs a conformance suite, and how it sees that a suite can fail. */
import { test } from "vitest";
import type { TestCase } from "../../src/testing/testing.ts";

export function runSuite(suite: readonly TestCase[]): void {
  test.each(suite.map((one) => [one.source ? `${one.name} (${one.source})` : one.name, one] as const))("%s", (_, { run }) => run());
}

/** The names of the cases that fail, of those whose name is like `name`. */
export async function failing(suite: readonly TestCase[], name: RegExp): Promise<string[]> {
  const failed: string[] = [];
  for (const one of suite.filter((one) => name.test(one.name))) {
    try {
      await one.run();
    } catch {
      failed.push(one.name);
    }
  }
  return failed;
}
