/** However a response ends, the application learns of it, once. */

import type { RawResponse } from "../../exchange.ts";
import type { ConventionName } from "../../profile.ts";
import { inTime, type TestCase } from "../case.ts";
import { check, same } from "../check.ts";
import { drain } from "../drain.ts";
import type { Shape } from "../script.ts";
import { count, headOf, hosted, outcomeOf, pause, quiet, type Simple, through, type Under } from "./hosting.ts";

const close = "PEP 3333, Specification Details: the server must call close() upon completion, even if terminated early";
const gone = "ASGI, Disconnect";

export function closingCases(under: Under): TestCase[] {
  return [...ofTheApplication[under.profile.convention](under), ...ofTheHandler(under)];
}

const ofTheApplication: { readonly [C in ConventionName]: (under: Under) => TestCase[] } = {
  start_response: iterableCases,
  triple: iterableCases,
  asgi: disconnectCases,
};

/** Name, script, chunks to take, method. */
const endings: readonly (readonly [string, Simple, number, string?])[] = [
  ["at the end", { chunks: ["one", "two"] }, Infinity],
  ["at the end of an empty body", {}, Infinity],
  ["when the body breaks", { chunks: ["one"], fails: new Error("midway") }, Infinity],
  ["when the body breaks before its first chunk", { fails: new Error("early") }, Infinity],
  ["when the client leaves after a chunk", { chunks: ["one", "two", "three"] }, 1],
  ["when the client leaves before taking any", { chunks: ["one", "two"] }, 0],
  ["when the body is longer than its Content-Length", { headers: [["Content-Length", "3"]], chunks: ["one", "two"] }, Infinity],
  [
    "when the head is refused",
    {
      headers: [
        ["X-Model", "a"],
        ["Content-Length", "x"],
      ],
      chunks: ["one"],
      early: false,
    },
    Infinity,
  ],
  ["after a HEAD", { chunks: ["one"] }, Infinity, "HEAD"],
  ["after a 304", { status: 304, chunks: [] }, Infinity],
];

function iterableCases(under: Under): TestCase[] {
  const cases = endings.flatMap(([when, simple, take, method = "GET"]) =>
    (["closable", "async closable"] as const).map((shape) => ({
      name: `close() is called once ${when}, of an iterator that is ${shape}`,
      source: close,
      async run() {
        const { handler, events } = hosted(under, { ...simple, shape });
        await outcomeOf(handler, quiet(`${method} /`), take);
        await pause();
        same(count(events, "close"), 1, `calls of close() in ${events.join(", ")}`);
        check(events.at(-1) === "close", `close() is not the last: ${events.join(", ")}`);
      },
    })),
  );
  return [...cases, ...(["generator", "async generator"] as const).map((shape) => generatorCase(under, shape))];
}

const generatorCase = (under: Under, shape: Shape): TestCase => ({
  name: `a ${shape} is left when the client leaves, so that its finally runs`,
  source: "PEP 3333, Specification Details: PEP 325's close() of generators",
  async run() {
    const { handler, events } = hosted(under, { chunks: ["one", "two", "three"], shape });
    await outcomeOf(handler, quiet(), 1);
    await pause();
    same(count(events, "return"), 1, `how often the generator was left in ${events.join(", ")}`);
    check(count(events, "chunk 5") === 0, "the generator went on after the client had left");
  },
});

function disconnectCases({ convention, profile }: Under): TestCase[] {
  const start = { type: "http.response.start", ...headOf(profile) };
  const part = (more_body: boolean) => ({ type: "http.response.body", body: new Uint8Array(3), more_body });
  type Send = (message: unknown) => Promise<void>;
  type Receive = () => Promise<{ type: string }>;
  const told = async (messages: readonly unknown[], most: number) => {
    let told: (type: string) => void = () => {};
    const type = new Promise<string>((resolve) => {
      told = resolve;
    });
    const app = async (_: unknown, receive: Receive, send: Send) => {
      await receive();
      for (const message of messages) await send(message);
      told((await receive()).type);
    };
    await outcomeOf(convention.host(app, profile, {}), quiet(), most);
    same(await inTime(type, "what the application is told"), "http.disconnect", "what the application is told");
  };
  return [
    { name: "the application is told when the client leaves after a chunk", source: gone, run: () => told([start, part(true)], 1) },
    { name: "the application is told when the client leaves before taking any", source: gone, run: () => told([start, part(true)], 0) },
    { name: "the application is told that its response is over", source: gone, run: () => told([start, part(false)], Infinity) },
  ];
}

/** The other side: a handler's body is left when the server that called us leaves. */
function ofTheHandler(under: Under): TestCase[] {
  const left = async (most: number, expected: number) => {
    let returned = 0;
    const body = (): RawResponse["body"] => {
      const chunks = [new Uint8Array(65536), new Uint8Array(65536), new Uint8Array(65536)].values();
      return {
        [Symbol.asyncIterator]: () => ({
          next: async () => chunks.next() as IteratorResult<Uint8Array>,
          return: async () => {
            returned++;
            return { done: true, value: undefined };
          },
        }),
      };
    };
    const response = await through(under, () => ({ status: 200, headers: [], body: body() }))(quiet());
    await inTime(drain(response.body, most), "the body");
    await pause();
    same(returned, expected, "how often the handler's body was left");
  };
  const source = "exchange.ts, Body; the iterator protocol of ECMAScript";
  return [
    { name: "a handler's body is left once when the client leaves after a chunk", source, run: () => left(1, 1) },
    { name: "a handler's body that was read to its end is not left", source, run: () => left(Infinity, 0) },
  ];
}
