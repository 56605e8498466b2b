/** Exchanges that are generated: what arrives, what the application does with its environ, and what it answers. */
import * as fc from "fast-check";
import { BytesDict } from "../../../src/bytes-dict.ts";
import type { HostOptions } from "../../../src/conventions/convention.ts";
import { fileWrapper } from "../../../src/conventions/start-response/file-wrapper.ts";
import { entriesOf, get } from "../../../src/environ.ts";
import { StringModelError } from "../../../src/errors.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import type { InputStream } from "../../../src/input.ts";
import { note } from "../../../src/notation.ts";
import type { Profile } from "../../../src/profile.ts";
import { joined } from "../../../src/testing/drain.ts";
import { type ArbitraryScript, arbitraryRequest, arbitraryScript, type Script, scripted } from "../../../src/testing/testing.ts";
import { byteString, fromBytes, toHex } from "../../../src/wire.ts";
import { type Events, type Observation, ownServer } from "../observe.ts";
import { models } from "../pairs.ts";
import { arbitraryTouches, type Touch, touch } from "./touches.ts";

// biome-ignore lint/suspicious/noExplicitAny: an application of whichever profile is drawn.
export type Any = any;

export const named = models.map(({ name, profile }) => [name, profile] as const);

/** Of each pair: there are eight hundred, and all laws together have to be quick. */
export const runs = 3;

export interface Exchange {
  readonly sent: RawRequest;
  readonly touches: readonly Touch[];
  readonly script: Script;
}

/** Any request, whether the model has values for it or not, and any legal answer. */
export const arbitraryExchange = (profile: Profile): fc.Arbitrary<Exchange> =>
  fc
    .record({ sent: arbitraryRequest(), touches: arbitraryTouches, made: arbitraryScript(profile) as fc.Arbitrary<ArbitraryScript> })
    .map(({ made: { script }, sent, touches }) => ({ sent: withOthers(sent), touches, script }));

/** A variable that is there, and undefined; and what every server of start_response adds, adapters among them. */
const withOthers = (sent: RawRequest): RawRequest => ({
  ...sent,
  extra: new Map(sent.extra).set(byteString("my.none"), undefined).set(byteString("wsgi.file_wrapper"), fileWrapper),
});

/** What the application saw. */
interface Sight {
  /** Keys and values in the order of the dictionary; undefined when it was not called. */
  environ?: readonly unknown[];
  /** What its touches came to. */
  touched?: readonly unknown[];
  /** The bytes of the request's body. */
  input?: string;
}

/** What both sides saw. The body is in hexadecimal. */
export interface Outcome extends Sight {
  readonly answer: Observation;
  /** The steps of the script, as they were performed. */
  readonly steps: readonly string[];
}

/** How an exchange is run: `made` puts the application behind whatever is tried, `instead` gives it another environ to look at. */
export interface Way {
  readonly made?: (app: Any) => Any;
  readonly instead?: (environ: unknown) => unknown;
  readonly options?: HostOptions;
}

/** Runs an application of `from` on the server of `server`. */
export async function run({ sent, touches, script }: Exchange, from: Profile, server: Profile, way: Way = {}): Promise<Outcome> {
  const { made = (app) => app, instead = (environ) => environ, options = {} } = way;
  const { app, events: steps } = scripted(from, script);
  const sight: Sight = {};
  const looking = (events: Events) => (environ: unknown, second: Any, send: Any) => {
    events.push("called");
    const seen = instead(environ);
    // Before it is touched.
    const input = factOf(from, environ, "input") as InputStream | undefined;
    look(from, seen, touches, sight);
    if (from.convention !== "asgi") {
      sight.input = toHex(fromBytes(input!.read()));
      return (app as Any)(environ, second);
    }
    return received(second).then((wire) => {
      sight.input = wire;
      return (app as Any)(environ, second, send);
    });
  };
  const tried = (_: Profile, events: Events) => telling(made(looking(events)), events);
  const answer = await ownServer({ name: "generated", request: () => sent, app: tried, options }, server);
  const closed = steps.filter((step) => step === "close").length;
  return { ...sight, steps, answer: { ...answer, closed, body: toHex(byteString(answer.body)) } };
}

function look(profile: Profile, environ: unknown, touches: readonly Touch[], sight: Sight): void {
  const errors = factOf(profile, environ, "errors") as { write(text: string): void } | undefined;
  errors?.write("é\n");
  const before = environ instanceof BytesDict ? "dict of bytes" : "object";
  sight.touched = [before, ...touches.map((one) => touch(profile, environ, one))];
  sight.environ = noted(environ);
}

/** Every key and value in order. An undefined value is not null. */
export const noted = (environ: unknown): unknown[] =>
  [...entriesOf(environ)].map(([key, value]) => [
    environ instanceof BytesDict ? { bytes: toHex(byteString(key)) } : { str: key },
    value === undefined ? { object: "undefined" } : note(value, key),
  ]);

function factOf({ environ: declared }: Profile, environ: unknown, fact: string): unknown {
  const [key] = Object.entries(declared).find(([, entry]) => entry.is === "fact" && entry.fact === fact) ?? [];
  return key === undefined ? undefined : get(environ, key);
}

async function received(receive: () => Promise<Any>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let more = true; more; ) {
    const message = await receive();
    chunks.push(message.body ?? new Uint8Array(0));
    more = message.more_body ?? false;
  }
  return toHex(fromBytes(joined(chunks)));
}

/** Code, profile, key and offset. */
export const placeOf = (error: unknown): string =>
  error instanceof StringModelError ? `${error.code} ${[error.where.profile, error.where.key, error.where.offset]}` : String(error);

/** Writes down what the server is thrown, with its place. */
const telling =
  (app: Any, events: Events): Any =>
  (...given: unknown[]) => {
    const tell = (error: unknown): never => {
      events.push(`told ${placeOf(error)}`);
      throw error;
    };
    try {
      const answer = app(...given);
      return answer instanceof Promise ? answer.catch(tell) : answer;
    } catch (error) {
      return tell(error);
    }
  };
