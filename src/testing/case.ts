/** What a conformance suite is made of. Any test runner can run it: `for (const { name, run } of suite) test(name, run)`. */
import * as fc from "fast-check";

/** One law, or one clause of a specification. */
export interface TestCase {
  readonly name: string;
  /** Who says so: a section of a specification. */
  readonly source?: string | undefined;
  /** Throws, or rejects, with a message that shows what was and what had to be. */
  run(): void | Promise<void>;
}

export interface SuiteOptions {
  /** Generated cases a law; 100 unless told. */
  readonly runs?: number | undefined;
  /** For the same cases again. */
  readonly seed?: number | undefined;
}

/** Tries `holds` on generated values; the message of a failure has the smallest one that was found. */
export async function forAll<T>(
  arbitrary: fc.Arbitrary<T>,
  { runs = 100, seed }: SuiteOptions,
  holds: (value: T) => void | Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => void (await holds(value)));
  await fc.assert(property, { numRuns: runs, includeErrorInReport: true, ...(seed !== undefined && { seed }) });
}

/** The cases with what they are about before their names. */
export const about = (what: string, cases: readonly TestCase[]): TestCase[] =>
  cases.map((one) => ({ name: `${what}: ${one.name}`, source: one.source, run: () => one.run() }));

/** Fails a case that would otherwise hang. @param within in milliseconds */
export async function inTime<T>(promise: Promise<T>, what: string, within = 2000): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: still waiting after ${within} ms`)), within);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
