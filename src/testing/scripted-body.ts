/** The bodies of scripted applications: one generator, in every shape that an application may give it. */
import type { Shape, Step } from "./script.ts";

type Perform = (step: Step) => unknown;

export function fail(step: Extract<Step, { do: "fail" }>, events: string[]): never {
  events.push("fail");
  throw step.error;
}

export const lengthOf = (chunk: unknown): number => (typeof chunk === "string" || chunk instanceof Uint8Array ? chunk.length : 0);

/** The chunks of `steps` in the given shape; the other steps are performed when their turn comes. */
export function makeBody(shape: Shape, steps: readonly Step[], perform: Perform, events: string[]): unknown {
  switch (shape) {
    case "list":
      return steps.filter((step) => step.do === "chunk").map((step) => (step as { chunk?: unknown }).chunk);
    case "closable":
      return closable(generate(steps, perform, events), Symbol.iterator, events);
    case "async closable":
      return closable(generateLater(steps, perform, events), Symbol.asyncIterator, events);
    case "generator":
      return leaving(generate(steps, perform, events), events);
    case "async generator":
      return leavingLater(generateLater(steps, perform, events), events);
  }
}

function* generate(steps: readonly Step[], perform: Perform, events: string[]): Generator<unknown> {
  for (const step of steps) {
    if (step.do !== "chunk") perform(step);
    else {
      events.push(`chunk ${lengthOf(step.chunk)}`);
      yield step.chunk;
    }
  }
  events.push("end");
}

async function* generateLater(steps: readonly Step[], perform: Perform, events: string[]): AsyncGenerator<unknown> {
  for (const step of steps) {
    await Promise.resolve();
    if (step.do !== "chunk") await perform(step);
    else {
      events.push(`chunk ${lengthOf(step.chunk)}`);
      yield step.chunk;
    }
  }
  events.push("end");
}

/** An iterator as Python has them: `next`, and a `close` that the server must call. */
const closable = (chunks: { next(): unknown }, kind: symbol, events: string[]): unknown => ({
  [kind]() {
    return this;
  },
  next: () => chunks.next(),
  close: () => void events.push("close"),
});

function* leaving(chunks: Generator<unknown>, events: string[]): Generator<unknown> {
  let left = true;
  try {
    yield* chunks;
    left = false;
  } catch (error) {
    left = false;
    throw error;
  } finally {
    if (left) events.push("return");
  }
}

async function* leavingLater(chunks: AsyncGenerator<unknown>, events: string[]): AsyncGenerator<unknown> {
  let left = true;
  try {
    yield* chunks;
    left = false;
  } catch (error) {
    left = false;
    throw error;
  } finally {
    if (left) events.push("return");
  }
}
