/** Tells those who ask when nobody waits for a response any more. Where nobody asks, that is one small object a request. */
import type { Gone } from "../exchange.ts";

export class Leaving implements Gone {
  #calls: (() => void)[] | undefined;
  #told = false;

  whenGone(call: () => void): void {
    if (this.#told) call();
    else if (this.#calls === undefined) this.#calls = [call];
    else this.#calls.push(call);
  }

  /** Tells all of them, once; `failed` hears of those that throw. */
  tell(failed: (error: unknown) => void): void {
    this.#told = true;
    const calls = this.#calls;
    this.#calls = undefined;
    if (calls === undefined) return;
    for (const call of calls) {
      try {
        call();
      } catch (error) {
        failed(error);
      }
    }
  }
}
