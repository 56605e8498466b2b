/** What hosting Python from Node is to reach, with one worker. */

export interface SpeedGoal {
  /** The contenders that it is about. */
  readonly who: RegExp;
  readonly case: string;
  readonly than: string;
  /** Times its requests a second. */
  readonly wanted: number;
}

export const speedGoals: readonly SpeedGoal[] = [
  { who: /^cpython-node/, case: "hello", than: "gunicorn-gthread", wanted: 3.5 },
  { who: /^cpython-node/, case: "hello", than: "uvicorn", wanted: 2 },
  { who: /^cpython-node/, case: "hello", than: "nginx-uwsgi", wanted: 1.6 },
  { who: /^cpython-wire/, case: "hello", than: "gunicorn-gthread", wanted: 5 },
  { who: /^cpython-wire/, case: "hello", than: "uwsgi", wanted: 1 },
  { who: /^cpython/, case: "django", than: "gunicorn-gthread", wanted: 2 },
  { who: /^cpython/, case: "django", than: "uwsgi", wanted: 1.15 },
  { who: /^pyodide/, case: "hello", than: "gunicorn-gthread", wanted: 3 },
];

/** Whose 99th percentile is to stay below the reference's, in every case and at the same load. */
export const promptly = /^cpython/;

/** Four threads asleep at a time are four times one, less what it takes to wake them. */
export const sleepersWanted = 3.9;

/** Of the engine `pyodide` with no HTTP in front of it: at most so many seconds to start, microseconds a call, and at least so many gigabytes a second. */
export const aloneGoals = { startUp: 2.5, call: 10, upload: 1 } as const;

export const verdict = (met: boolean): string => (met ? "met" : "MISSED");
