/** When things happen: the head no sooner than it may, and no chunk sooner than it is wanted. */
import type { ConventionName } from "../../profile.ts";
import { inTime, type TestCase } from "../case.ts";
import { check } from "../check.ts";
import type { Shape } from "../script.ts";
import { count, hosted, pause, quiet, through, type Under } from "./hosting.ts";

// As much as a server may take ahead from an application that pushes; so much at a time shows whether it waits.
const large = new Uint8Array(65536);

export function flowCases(under: Under): TestCase[] {
  const shapes: readonly Shape[] = under.profile.convention === "asgi" ? ["list"] : ["closable", "async closable"];
  return [...headCases[under.profile.convention](under), ...shapes.map((shape) => waits(under, shape)), handlerWaits(under)];
}

const headCases: { readonly [C in ConventionName]: (under: Under) => TestCase[] } = {
  start_response: (under) =>
    (["closable", "async closable", "generator", "async generator"] as const).map((shape) =>
      headWaits(under, shape, "PEP 3333, The start_response() Callable: headers are not sent before the first non-empty string"),
    ),
  // The answer comes whole (PEP 444).
  triple: () => [],
  asgi: (under) => [headWaits(under, "list", "ASGI, Response Start: not sent before the first Response Body event")],
};

const headWaits = (under: Under, shape: Shape, source: string): TestCase => ({
  name: `the head is not sent before there is something to send with it${under.profile.convention === "asgi" ? "" : `, of a body that is ${shape}`}`,
  source,
  async run() {
    const { handler, events } = hosted(under, { chunks: under.profile.convention === "asgi" ? ["one"] : ["", "", "one"], shape });
    await inTime(Promise.resolve(handler(quiet())), "the head");
    check(count(events, "chunk 3") === 1, `the head was sent after ${events.join(", ")}`);
  },
});

const waits = (under: Under, shape: Shape): TestCase => ({
  name: `a chunk is not asked for before the one before it is taken${under.profile.convention === "asgi" ? "" : `, of a body that is ${shape}`}`,
  source: "PEP 3333, Buffering and Streaming; ASGI, send() waits",
  async run() {
    const { handler, events } = hosted(under, { chunks: Array.from({ length: 6 }, () => large), shape });
    await slowly(handler, () => count(events, "chunk 65536"));
  },
});

const handlerWaits = (under: Under): TestCase => ({
  name: "a chunk is not asked of a handler before the one before it is taken",
  source: "PEP 3333, Buffering and Streaming; ASGI, send() waits",
  async run() {
    let asked = 0;
    async function* body() {
      for (let i = 0; i < 6; i++) {
        asked++;
        yield large;
      }
    }
    await slowly(
      through(under, () => ({ status: 200, headers: [], body: body() })),
      () => asked,
    );
  },
});

/** Takes one chunk at a time, and looks after each how many were asked for. */
async function slowly(handler: ReturnType<typeof hosted>["handler"], asked: () => number): Promise<void> {
  const { body } = await inTime(Promise.resolve(handler(quiet())), "the head");
  const chunks = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  for (let taken = 0; ; taken++) {
    await pause();
    check(asked() <= taken + 1, `${asked()} chunks were asked for when ${taken} were taken`);
    const { done } = await inTime(Promise.resolve(chunks.next()), "a chunk");
    if (done) return;
  }
}
