/** The iterable that an application gives, between it and the server that takes it. */
import { isPromise } from "../conventions/promise.ts";
import { isObject } from "./facts.ts";
import type { Note, Notes } from "./finding.ts";
import { standIn } from "./stand-in.ts";

/** What the convention does with what happens. */
export interface BodyEvents {
  /** The server asks for a chunk. */
  asked(): void;
  /** The application gives one. */
  gave(value: unknown): void;
  exhausted(): void;
  /** The server has closed it, or ended its generator. */
  closed(): void;
  /** Nothing of it runs any more. */
  over(): void;
}

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;
type Result = IteratorResult<unknown> | Promise<IteratorResult<unknown>>;

/** `body`, watched: chunks, order and time are its own. What is no iterable of chunks is noted, and given back as it is. */
export function watchBody(body: unknown, notes: Notes, events: BodyEvents): unknown {
  if (typeof body === "string" || body instanceof Uint8Array) {
    notes.application("BODY_IS_STRING", "is one string, not an iterable of strings", { key: "body" });
    return body;
  }
  if (!isObject(body) || !(Symbol.iterator in body || Symbol.asyncIterator in body)) {
    notes.application("NOT_ITERABLE", "is no iterable", { key: "body" });
    return body;
  }
  if (Array.isArray(body) && !("close" in body)) return checkList(body, events);
  return standIn(body, membersOf(body as AnyBody, new BodyWatch(body, notes, events)));
}

/** A list is whole when it is returned, so it is checked then and given back itself: a server may look at it in any way, and twice. */
function checkList(chunks: readonly unknown[], events: BodyEvents): readonly unknown[] {
  for (const value of chunks) events.gave(value);
  events.exhausted();
  events.over();
  return chunks;
}

type AnyBody = { [Symbol.iterator]?(): AnyIterator; [Symbol.asyncIterator]?(): AnyIterator } & { close?(...args: unknown[]): unknown } & {
  next?(): Result;
};

function membersOf(body: AnyBody, watch: BodyWatch): object {
  const members: Record<PropertyKey, unknown> = {};
  for (const method of [Symbol.iterator, Symbol.asyncIterator] as const)
    if (method in body) members[method] = () => watch.iterator(() => body[method]!());
  if (typeof body.close === "function") members.close = (...args: unknown[]) => watch.close(() => body.close!(...args));
  // A generator is its own iterator, and may be stepped without being asked for one.
  if (typeof body.next === "function") Object.assign(members, watch.steps(body as AnyIterator));
  return members;
}

class BodyWatch {
  readonly #body: object;
  readonly #server: Note;
  readonly #application: Note;
  readonly #events: BodyEvents;
  readonly #closes: boolean;
  #count = 0;
  #iterated = false;
  #exhausted = false;
  #closed = false;
  /** Closed, or ended as a generator: what an application had under way when that happened is nobody's mistake. */
  #stopped = false;

  constructor(body: object, notes: Notes, events: BodyEvents) {
    this.#body = body;
    this.#server = notes.server;
    this.#application = notes.application;
    this.#events = events;
    this.#closes = "close" in body;
  }

  iterator(open: () => AnyIterator): object {
    if (this.#closed) this.#server("ITERATED_AFTER_CLOSE", "is iterated after close()", { key: "body" });
    else if (this.#iterated) this.#server("ITERATED_TWICE", "is iterated a second time", { key: "body" });
    // What a second iteration gives is no part of the response.
    if (this.#closed || this.#iterated) return open();
    this.#iterated = true;
    const steps: object = this.steps(open());
    return Object.assign(steps, { [Symbol.iterator]: () => steps, [Symbol.asyncIterator]: () => steps });
  }

  /** The methods of an iterator, those that it has. */
  steps(iterator: AnyIterator) {
    return {
      next: (): Result => this.#next(iterator),
      ...(typeof iterator.return === "function" && { return: (value?: unknown) => this.#end(() => iterator.return!(value)) }),
      ...(typeof iterator.throw === "function" && { throw: (error?: unknown) => iterator.throw!(error) }),
    };
  }

  #next(iterator: AnyIterator): Result {
    if (this.#closed) this.#server("ITERATED_AFTER_CLOSE", "is asked for a chunk after close()", { key: "body" });
    else if (this.#exhausted) this.#server("NEXT_AFTER_END", "is asked for a chunk after its last", { key: "body" });
    this.#events.asked();
    const result = iterator.next() as Result;
    return isPromise(result) ? result.then((later) => this.#seen(later)) : this.#seen(result);
  }

  #seen(result: IteratorResult<unknown>): IteratorResult<unknown> {
    if (this.#stopped) return result;
    if (!result.done) {
      this.#count++;
      this.#events.gave(result.value);
    } else if (!this.#exhausted) {
      this.#exhausted = true;
      this.#length();
      this.#events.exhausted();
      if (!this.#closes) this.#events.over();
    }
    return result;
  }

  /** PEP 3333: if a server asks for it, `len()` has to be right. */
  #length(): void {
    const length: unknown = Reflect.get(this.#body, "length");
    if (typeof length === "number" && length !== this.#count)
      this.#application("WRONG_LENGTH", `has a length of ${length}, and ${this.#count} chunks`, { key: "body" });
  }

  close(close: () => unknown): unknown {
    if (this.#closed) this.#server("CLOSED_TWICE", "is closed a second time", { key: "close()" });
    return this.#end(close, true);
  }

  #end<T>(end: () => T, closes = false): T {
    this.#closed ||= closes;
    this.#stopped = true;
    this.#events.closed();
    const over = () => {
      // After a generator's return() there may be a close().
      if (closes || !this.#closes) this.#events.over();
    };
    const ended = outcome(end, over);
    return isPromise(ended) ? (ended.finally(over) as T) : ended;
  }
}

/** What `step` gives, with a word to say when it is over, however it ends; of a promise that comes later. */
function outcome<T>(step: () => T, over: () => void): T {
  let given: T | undefined;
  try {
    given = step();
    return given;
  } finally {
    if (!isPromise(given)) over();
  }
}
