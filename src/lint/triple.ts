/** Lint of `app(environ)`, which returns status, headers and body (PEP 444). */
import { isPromise } from "../conventions/promise.ts";
import { type Call, order, type State } from "../conventions/triple/order.ts";
import type { Profile } from "../profile.ts";
import { checkArguments, checkRequest, type Linter, watchStreams } from "./application.ts";
import { watchBody } from "./body.ts";
import { lookAt } from "./dictionary.ts";
import { isObject } from "./facts.ts";
import type { Notes } from "./finding.ts";
import { ResponseWatch, sizeOf } from "./response.ts";

export const lintTriple: Linter =
  (app, profile, notes) =>
  (...args: unknown[]) => {
    checkArguments(profile, args, notes);
    const response = new ResponseWatch<State, Call>(order, profile, checkRequest(profile, args[0], notes), notes.application);
    watchStreams(profile, args[0], notes, response);
    const watch = new AnswerWatch(profile, notes, response, mayBeAsked(profile, args[0]));
    const answer = app(...args);
    return isPromise(answer) ? answer.then((later) => watch.answer(later)) : watch.answer(answer);
  };

/** Where `web3.async` is true, an application may return a function, to be called until it has the answer. */
function mayBeAsked(profile: Profile, environ: unknown): boolean {
  const flag = Object.keys(profile.environ).find((key) => key.endsWith(".async"));
  return flag !== undefined && isObject(environ) && lookAt(environ, flag) === true;
}

class AnswerWatch {
  readonly #profile: Profile;
  readonly #notes: Notes;
  readonly #response: ResponseWatch<State, Call>;
  readonly #mayBeAsked: boolean;

  constructor(profile: Profile, notes: Notes, response: ResponseWatch<State, Call>, mayBeAsked: boolean) {
    this.#profile = profile;
    this.#notes = notes;
    this.#response = response;
    this.#mayBeAsked = mayBeAsked;
  }

  /** The answer, its body watched; what is none is given back as it is. */
  answer(answer: unknown): unknown {
    if (typeof answer === "function" && this.#mayBeAsked) {
      this.#response.move("a callable");
      return () => this.#asked(answer());
    }
    if (!Array.isArray(answer) || answer.length !== 3) {
      const found = typeof answer === "function" ? "a function, and `.async` is not true" : "not status, headers and body";
      this.#response.move("no answer", `returned ${found}`);
      return answer;
    }
    return this.#triple(answer);
  }

  #asked(answer: unknown): unknown {
    if (isPromise(answer)) return answer.then((later) => this.#asked(later));
    return answer === null || answer === undefined ? answer : this.answer(answer);
  }

  #triple(answer: readonly unknown[]): unknown {
    this.#response.move("the answer");
    if (!isLegacy(answer)) {
      this.#response.start(answer[0], answer[1]);
      return [answer[0], answer[1], this.#body(answer[2])];
    }
    this.#notes.application("LEGACY_ORDER", "is (body, status, headers)", { key: "the answer" });
    this.#response.start(answer[1], answer[2]);
    return [this.#body(answer[0]), answer[1], answer[2]];
  }

  #body(body: unknown): unknown {
    const response = this.#response;
    return watchBody(body, this.#notes, {
      asked: () => {},
      gave: (value) => {
        const size = sizeOf(this.#profile, value, this.#notes.application);
        if (size === undefined) return;
        response.move("a chunk");
        response.content.add(size);
      },
      exhausted: () => {
        response.move("the end");
        response.content.end();
      },
      closed: () => response.move("close"),
      over: () => {
        response.ended = true;
      },
    });
  }
}

/** The types tell the two orders apart: a status is a string, and headers are a list. */
function isLegacy([first, second, third]: readonly unknown[]): boolean {
  const isString = (value: unknown) => typeof value === "string" || value instanceof Uint8Array;
  return !(isString(first) && Array.isArray(second)) && isString(second) && Array.isArray(third);
}
