/**
 * The calls that an interpreter has, by their numbers. They are few, and mostly end in the order in which they began, so looking
 * for one is quick; a Map that fills and empties with every batch leaves tables behind that keep the calls from being collected.
 */
import type { Call } from "./call.ts";

export class Calls {
  #all: Call[] = [];

  get size(): number {
    return this.#all.length;
  }

  add(call: Call): void {
    this.#all.push(call);
  }

  get(number: number): Call | undefined {
    const place = this.#placeOf(number);
    return place < 0 ? undefined : this.#all[place];
  }

  delete(number: number): void {
    const place = this.#placeOf(number);
    if (place >= 0) this.#all.splice(place, 1);
  }

  /** All of them, in the order in which they began; there are none afterwards. */
  take(): readonly Call[] {
    return this.#all.splice(0);
  }

  #placeOf(number: number): number {
    for (let i = 0; i < this.#all.length; i++) if (this.#all[i]!.waiting.number === number) return i;
    return -1;
  }
}
