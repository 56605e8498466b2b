/**
 * Times contenders against each other in one run.
 *
 * A round times every contender once, so that what disturbs the machine disturbs all of them, and takes the
 * best of three batches, since a batch during which the machine ran something else says nothing. The figures
 * are medians over the rounds. Ratios travel between machines; nanoseconds do not.
 */

import { measure } from "mitata";

/** Work to time. mitata compiles a loop of its own around each. */
export type Contender = () => unknown;

/** Something that times itself elsewhere, and answers in nanoseconds an iteration. */
export type RemoteContender = () => Promise<number>;

export interface MeasureOptions {
  readonly rounds?: number;
  /** How long a contender runs in one round. */
  readonly milliseconds?: number;
}

/** Nanoseconds an iteration, one figure a round. */
export type Rounds<K extends string = string> = Record<K, number[]>;

/** Times every contender once a round, those that run in another process too. */
export async function measureRounds<K extends string, R extends string = never>(
  contenders: Record<K, Contender>,
  remote: Record<R, RemoteContender>,
  options: MeasureOptions = {},
): Promise<Rounds<K | R>> {
  const { rounds = 9, milliseconds = 10 } = options;
  const timers = new Map<K | R, () => Promise<number>>([
    ...timersOf(contenders, milliseconds),
    ...(Object.entries(remote) as [R, RemoteContender][]),
  ]);
  const times = noTimes<K | R>(timers.keys());
  for (let round = 0; round < rounds; round++) for (const [name, time] of rotated(timers, round)) times[name].push(await time());
  return times;
}

export function medians<K extends string>(rounds: Rounds<K>): Record<K, number> {
  const entries = Object.entries(rounds) as [K, number[]][];
  return Object.fromEntries(entries.map(([name, times]) => [name, median(times)])) as Record<K, number>;
}

/** How many times as fast `a` is as `b`: the median of the ratios within a round. */
export function speedRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((time, round) => b[round]! / time));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** One timer a contender: the median of the samples that mitata takes in `milliseconds`, after warming up. */
function timersOf<K extends string>(contenders: Record<K, Contender>, milliseconds: number): [K, () => Promise<number>][] {
  const options = { min_cpu_time: milliseconds * 1e6, min_samples: 3, batch_samples: 512 };
  return (Object.entries(contenders) as [K, Contender][]).map(([name, contender]) => [
    name,
    async () => (await measure(contender, options)).p50,
  ]);
}

/** Each round begins with another contender: whoever runs after a wait finds cold caches. */
function rotated<T>(items: Iterable<T>, by: number): T[] {
  const all = [...items];
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

const noTimes = <K extends string>(names: Iterable<K>): Rounds<K> =>
  Object.fromEntries([...names].map((name) => [name, []])) as unknown as Rounds<K>;
