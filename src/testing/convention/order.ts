/** Calls that must not happen: each is refused with the code that the convention's table has for it. */
import { writeChunk } from "../../answer.ts";
import type { ErrorCode } from "../../errors.ts";
import type { ConventionName } from "../../profile.ts";
import { type ByteString, toBytes } from "../../wire.ts";
import type { TestCase } from "../case.ts";
import { check, refusalOf } from "../check.ts";
import { headOf, outcomeOf, quiet, type Under } from "./hosting.ts";

// biome-ignore lint/suspicious/noExplicitAny: these applications break the rules that `App<P>` is there for.
type Any = any;

interface Misdeed {
  readonly name: string;
  readonly code: ErrorCode;
  readonly source: string;
  /** An application; what it throws is as good as what its server throws. */
  app(values: Values): Any;
}

/** Values of the profile. */
interface Values {
  readonly status: unknown;
  readonly headers: readonly unknown[];
  readonly chunk: unknown;
  /** Called with what a call threw that came when nobody was waiting for it any more. */
  late(step: () => unknown): void;
}

export function orderCases({ convention, profile }: Under): TestCase[] {
  const values = { ...headOf(profile), chunk: writeChunk(profile, toBytes("one" as ByteString)) };
  return misdeeds[profile.convention].map(({ name, code, source, app }) => ({
    name: `${name} is refused as ${code}`,
    source,
    async run() {
      const later: (() => unknown)[] = [];
      const { failure } = await outcomeOf(convention.host(app({ ...values, late: (step) => later.push(step) }), profile, {}), quiet());
      if (later.length === 0) {
        check(failure !== undefined, "nothing was refused");
        refusalOf(failure.error, [code], name);
        return;
      }
      let thrown: unknown;
      try {
        await later[0]!();
      } catch (error) {
        thrown = error;
      }
      refusalOf(thrown, [code], name);
    },
  }));
}

const starting = "PEP 3333, The start_response() Callable";
const details = "PEP 3333, Specification Details";

const startResponse: readonly Misdeed[] = [
  {
    name: "a chunk before start_response()",
    code: "NOT_STARTED",
    source: details,
    app:
      ({ chunk }) =>
      () => [chunk],
  },
  {
    name: "an end without start_response()",
    code: "NOT_STARTED",
    source: details,
    app: () => () => [],
  },
  {
    name: "a second start_response() without exc_info",
    code: "STARTED_TWICE",
    source: starting,
    app:
      ({ status, headers, chunk }) =>
      (_: Any, start: Any) => {
        start(status, headers);
        start(status, headers);
        return [chunk];
      },
  },
  {
    name: "a second start_response() after the first chunk",
    code: "STARTED_TWICE",
    source: starting,
    app: ({ status, headers, chunk }) =>
      function* (_: Any, start: Any) {
        start(status, headers);
        yield chunk;
        start(status, headers);
      },
  },
  {
    name: "start_response() after the end",
    code: "AFTER_THE_END",
    source: details,
    app:
      ({ status, headers, late }) =>
      (_: Any, start: Any) => {
        start(status, headers);
        late(() => start(status, headers));
        return [];
      },
  },
  {
    name: "a head that is refused and replaced without exc_info",
    code: "STARTED_TWICE",
    source: starting,
    app:
      ({ status, headers }) =>
      (_: Any, start: Any) => {
        try {
          start(undefined, headers);
        } catch {
          start(status, headers);
        }
        return [];
      },
  },
];

const triple: readonly Misdeed[] = [
  { name: "an answer that is missing", code: "NOT_STARTED", source: "PEP 444, Specification Details", app: () => () => undefined },
  {
    name: "an answer of two",
    code: "NOT_STARTED",
    source: "PEP 444, Specification Details",
    app:
      ({ status, headers }) =>
      () => [status, headers],
  },
];

type Send = (message: unknown) => Promise<void>;
const asgi = (name: string, code: ErrorCode, source: string, act: (send: Send, values: Values) => unknown): Misdeed => ({
  name,
  code,
  source,
  app: (values) => async (_: unknown, __: unknown, send: Send) => void (await act(send, values)),
});

const begin = ({ status, headers }: Values) => ({ type: "http.response.start", status, headers });
const part = ({ chunk }: Values, more_body: boolean) => ({ type: "http.response.body", body: chunk, more_body });

const misdeeds: { readonly [C in ConventionName]: readonly Misdeed[] } = {
  start_response: startResponse,
  triple,
  asgi: [
    asgi("a body before the start", "NOT_STARTED", "ASGI, Response Body", (send, values) => send(part(values, false))),
    asgi("a return without a start", "NOT_STARTED", "ASGI, Response Start", () => {}),
    asgi("a second start", "STARTED_TWICE", "ASGI, Response Start", async (send, values) => {
      await send(begin(values));
      await send(begin(values));
    }),
    asgi("a return before the last body", "BODY_TOO_SHORT", "ASGI, Response Body", async (send, values) => {
      await send(begin(values));
      await send(part(values, true));
    }),
    asgi("a return after the start alone", "BODY_TOO_SHORT", "ASGI, Response Body", (send, values) => send(begin(values))),
    asgi("an unknown message", "BAD_MESSAGE", "ASGI, Events", (send) => send({ type: "http.response.begin" })),
    asgi("a message that is none", "BAD_MESSAGE", "ASGI, Events", (send) => send(null)),
    asgi("trailers that were not announced", "UNSUPPORTED", "ASGI, HTTP Trailers", (send, values) =>
      send({ ...begin(values), trailers: true }),
    ),
    asgi("a body after the last", "AFTER_THE_END", "ASGI, Response Body", async (send, values) => {
      await send(begin(values));
      await send(part(values, false));
      values.late(() => send(part(values, false)));
    }),
    asgi("a start after the last body", "AFTER_THE_END", "ASGI, Response Start", async (send, values) => {
      await send(begin(values));
      await send(part(values, false));
      values.late(() => send(begin(values)));
    }),
  ],
};
