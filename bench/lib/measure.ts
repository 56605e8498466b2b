/**
 * Times contenders against each other in one run.
 *
 * A round times every contender once, so that what disturbs the machine disturbs all of them, and takes the
 * best of three batches, since a batch during which the machine ran something else says nothing. The figures
 * are medians over the rounds. Ratios travel between machines; nanoseconds do not.
 */

/** Work to time. Its result is kept, so that it is not optimized away. */
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

/** Median nanoseconds an iteration of each contender. */
export function medianTimes<K extends string>(contenders: Record<K, Contender>, options: MeasureOptions = {}): Record<K, number> {
  const { rounds = 9, milliseconds = 10 } = options;
  const timers = prepared(contenders, milliseconds);
  const times = noTimes<K>(timers.keys());
  for (let round = 0; round < rounds; round++) for (const [name, time] of rotated(timers, round)) times[name].push(time());
  return medians(times);
}

/** The same, round by round, with contenders that run in another process. */
export async function measureRounds<K extends string, R extends string = never>(
  contenders: Record<K, Contender>,
  remote: Record<R, RemoteContender>,
  options: MeasureOptions = {},
): Promise<Rounds<K | R>> {
  const { rounds = 9, milliseconds = 10 } = options;
  const timers = new Map<K | R, () => number | Promise<number>>([
    ...prepared(contenders, milliseconds),
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

/** One timer a contender, warmed up, which runs a batch of the size that takes `milliseconds`. */
function prepared<K extends string>(contenders: Record<K, Contender>, milliseconds: number): Map<K, () => number> {
  const timers = new Map<K, () => number>();
  for (const [name, contender] of Object.entries(contenders) as [K, Contender][]) {
    const enough = (milliseconds * 1e6) / 3;
    let iterations = 1;
    // The better of two, or the one-time cost of a first call would pass for a full batch.
    while (Math.min(batch(contender, iterations), batch(contender, iterations)) < enough / 2) iterations *= 2;
    const time = () => batch(contender, iterations) / iterations;
    timers.set(name, () => Math.min(time(), time(), time()));
  }
  return timers;
}

/** Whatever came out last, for V8 to believe that someone looks. */
export let kept: unknown;

function batch(contender: Contender, iterations: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < iterations; i++) kept = contender();
  return Number(process.hrtime.bigint() - start);
}

/** Each round begins with another contender: whoever runs after a wait finds cold caches. */
function rotated<T>(items: Iterable<T>, by: number): T[] {
  const all = [...items];
  const first = by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

const noTimes = <K extends string>(names: Iterable<K>): Rounds<K> =>
  Object.fromEntries([...names].map((name) => [name, []])) as unknown as Rounds<K>;
