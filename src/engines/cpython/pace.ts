/** How many requests an interpreter may have at a time: those that it answers, and as many more as it answers in a moment. */

/** Milliseconds. A request that waits in an interpreter cannot go to another, so it should not wait long; a batch that is too small costs more. */
const moment = 3;
/** Milliseconds without an answer, after which an interpreter is taken to be stuck: what has a body is not given back. */
const patience = 20;
/** Together in an interpreter, whatever its pace. */
const most = 64;

export class Pace {
  readonly #atOnce: number;
  /** Milliseconds from one answer to the next, while there was always something to answer. */
  #between = Infinity;
  #since = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  get capacity(): number {
    if (performance.now() - this.#since > patience) return this.#atOnce;
    return Math.max(this.#atOnce, Math.min(most, Math.floor(moment / this.#between)));
  }

  /** There was nothing to answer until now. */
  starts(): void {
    this.#since = performance.now();
  }

  answered(count: number): void {
    const now = performance.now();
    const between = (now - this.#since) / count;
    this.#since = now;
    this.#between = this.#between === Infinity ? between : 0.75 * this.#between + 0.25 * between;
  }

  /** It has given requests back: something takes long. */
  stuck(): void {
    this.#between = 4 * moment;
  }
}
