/** The server's side of PEP 444: calls an application, and takes the answer that it returns. */
import { readChunk, readHeaders, readStatus } from "../../answer.ts";
import { typeName } from "../../codec.ts";
import { bytes } from "../../codecs/bytes.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawResponse } from "../../exchange.ts";
import type { Profile } from "../../profile.ts";
import type { Awaitable, Chunks, TripleApp } from "../app.ts";
import { discard } from "../chunks.ts";
import { contentLengthOf } from "../content-length.ts";
import type { HostOptions } from "../convention.ts";
import { unlessGone } from "../gone.ts";
import { type Incoming, serve, withInput } from "../incoming.ts";
import { move } from "../order.ts";
import { Outgoing } from "../outgoing.ts";
import { isPromise } from "../promise.ts";
import { closeAfter } from "../release.ts";
import { report } from "../report.ts";
import { type Call, order, type State } from "./order.ts";

export function host(app: TripleApp<Profile>, profile: Profile, options: HostOptions): Handler {
  return (request) => {
    const incoming = withInput(request);
    const run = (environ: unknown) => {
      const answer = callTriple(app, profile, environ);
      const respond = (triple: AnyTriple) => new Exchange(profile, incoming).respond(triple);
      return isPromise(answer) ? answer.then(respond) : respond(answer);
    };
    return serve(profile, incoming, options, run, (refusal) => refusal);
  };
}

/** The three values in the order of the specification. */
export type AnyTriple = readonly [status: unknown, headers: unknown, body: Chunks<unknown>];

/**
 * What the application answers, in the order of the specification.
 *
 * @throws {StringModelError} NOT_STARTED
 */
export function callTriple(app: TripleApp<Profile>, profile: Profile, environ: unknown): Awaitable<AnyTriple> {
  const answer: unknown = app(environ as never);
  return isPromise(answer) ? answer.then((later) => settle(profile, later)) : settle(profile, answer);
}

function settle(profile: Profile, answer: unknown): Awaitable<AnyTriple> {
  if (typeof answer !== "function") return inOrder(profile, answer);
  if (!mayDefer(profile)) move(order, order.first, "no answer" satisfies Call, profile.id);
  return asked(profile, answer as () => unknown);
}

/** `web3.async` and its like: the application may return a function, to be called until it has the answer (PEP 444, environ Variables). */
const mayDefer = ({ environ }: Profile): boolean =>
  Object.entries(environ).some(([key, entry]) => key.endsWith(".async") && entry.is === "constant" && entry.value === true);

async function asked(profile: Profile, ask: () => unknown): Promise<AnyTriple> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null) return inOrder(profile, answer);
    // Lets everything else in the program have its turn first.
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
}

/** (status, headers, body), or uWSGI's (body, status, headers): a list of pairs is no status. */
function inOrder(profile: Profile, answer: unknown): Awaitable<AnyTriple> {
  if (!Array.isArray(answer) || answer.length !== 3) {
    const found = Array.isArray(answer) ? `a list of ${answer.length}` : typeName(answer);
    const error = new StringModelError("NOT_STARTED", `the answer is ${found}, not status, headers and body`, { profile: profile.id });
    // A body without a head is closed like any other.
    return discard(error, answer);
  }
  const [first, second, third] = answer;
  const legacy = (typeof second === "string" || second instanceof Uint8Array) && Array.isArray(third);
  return legacy ? [second, third, first] : [first, second, third];
}

/** One answer on its way to the server. */
class Exchange {
  readonly #profile: Profile;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  #state: State = "answered";

  constructor(profile: Profile, incoming: Incoming) {
    this.#profile = profile;
    this.#incoming = incoming;
    this.#outgoing = new Outgoing({
      profile: profile.id,
      chunk: (value) => {
        const chunk = readChunk(profile, value as never);
        this.#move("a chunk");
        return chunk;
      },
      end: () => this.#move("the end"),
      close: () => {
        this.#move("close");
        incoming.input?.close();
      },
      report: (error) => report(error, incoming.request),
    });
  }

  /**
   * The response, as soon as there is something to send with its head: PEP 444 leaves that to the server, and an
   * application that fails at its first chunk gives a 500.
   */
  respond([status, headers, chunks]: AnyTriple): Awaitable<RawResponse> {
    const profile = this.#profile;
    try {
      this.#outgoing.follow(chunks);
      const line = readStatus(profile, status as never);
      const head = { status: line.status, reason: line.reason, headers: readHeaders(profile, headers as never) };
      this.#outgoing.begin(this.#incoming.request.method, head.status, contentLengthOf(head.headers, profile.id));
      const whole = Array.isArray(chunks) && profile.response.body.accepts.includes(bytes);
      const body = this.#outgoing.bodiless ? [] : whole ? this.#outgoing.asTheyAre(chunks) : undefined;
      if (body === undefined) {
        const response = this.#outgoing.whenReady(() => ({ ...head, body: this.#outgoing.body(false) }));
        return unlessGone(response, this.#incoming.input?.gone, this.#outgoing);
      }
      const closed = this.#outgoing.close();
      const response = { status: head.status, reason: head.reason, headers: head.headers, body };
      return isPromise(closed) ? closed.then(() => response) : response;
    } catch (error) {
      return closeAfter(error, this.#outgoing);
    }
  }

  #move(call: Call): void {
    this.#state = move(order, this.#state, call, this.#profile.id);
  }
}
