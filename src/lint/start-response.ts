/** Lint of `app(environ, start_response)` (PEP 333 and 3333). */

import { isPromise } from "../conventions/promise.ts";
import { type Call, order, type State } from "../conventions/start-response/order.ts";
import type { Answer, Profile } from "../profile.ts";
import { type AnyApp, checkArguments, checkRequest, type Linter, watchStreams } from "./application.ts";
import { watchBody } from "./body.ts";
import type { Notes } from "./finding.ts";
import { ResponseWatch, sizeOf } from "./response.ts";

export const lintStartResponse: Linter =
  (app, profile, notes) =>
  (...args: unknown[]) => {
    checkArguments(profile, args, notes);
    const [environ, startResponse, ...others] = args;
    const response = new ResponseWatch<State, Call>(order, profile, checkRequest(profile, environ, notes), notes.application);
    watchStreams(profile, environ, notes, response);
    const watch = new CallWatch(profile, notes, response);
    const watched = typeof startResponse === "function" ? watch.startResponse(startResponse as AnyApp) : startResponse;
    const body = app(environ, watched, ...others);
    return isPromise(body) ? body.then((later) => watch.body(later)) : watch.body(body);
  };

class CallWatch {
  readonly #profile: Profile;
  readonly #notes: Notes;
  readonly #response: ResponseWatch<State, Call>;
  /** The profile with what `write()` takes in the place of what the iterable gives. */
  readonly #written: Profile;
  #iterating = false;

  constructor(profile: Profile, notes: Notes, response: ResponseWatch<State, Call>) {
    this.#profile = profile;
    this.#notes = notes;
    this.#response = response;
    const answer = writeAnswer(profile);
    this.#written = answer === undefined ? profile : { ...profile, response: { ...profile.response, body: answer } };
  }

  startResponse(startResponse: AnyApp): AnyApp {
    return (...args) => {
      const note = this.#notes.application;
      if (args.length < 2 || args.length > 3) note("START_ARGUMENTS", `are ${args.length}, not 2 or 3`, { key: "start_response" });
      const [status, headers, excInfo] = args;
      const replaces = excInfo !== undefined && excInfo !== null;
      if (replaces && !isExcInfo(excInfo)) note("BAD_EXC_INFO", "is neither an Error nor [type, value, traceback]", { key: "exc_info" });
      // Not a mistake of the application's: it is how it learns that it is too late.
      const tooLate = replaces && this.#response.state === "sent";
      if (!tooLate) this.#response.move(replaces ? "start_response with exc_info" : "start_response");
      if (!tooLate) this.#response.start(status, headers);
      const write = startResponse(...args);
      if (tooLate) this.#notes.server("EXC_INFO_SWALLOWED", "returns, and the head is sent", { key: "start_response" });
      return this.#write(write);
    };
  }

  #write(write: unknown): unknown {
    const { write: declared } = this.#profile.response;
    const removed = "standing" in declared && declared.standing === "removed";
    if (typeof write !== "function") {
      if (!removed) this.#notes.server("NOT_CALLABLE", "is no function", { key: "write" });
      return write;
    }
    return (...args: unknown[]) => {
      const note = this.#notes.application;
      if (removed) note("NO_WRITE", "has been removed", { key: "write", source: this.#profile.source });
      else {
        if ("answer" in declared) note("DEPRECATED_WRITE", "is deprecated", { key: "write", source: declared.answer.source });
        if (this.#iterating) note("WRITE_WHILE_ITERATED", "is called while the iterable is iterated", { key: "write" });
        this.#response.move("write");
        this.#response.content.add(sizeOf(this.#written, args[0], note, "write") ?? 0);
      }
      return write(...args);
    };
  }

  body(body: unknown): unknown {
    const response = this.#response;
    return watchBody(body, this.#notes, {
      asked: () => {
        this.#iterating = true;
      },
      gave: (value) => {
        const size = sizeOf(this.#profile, value, this.#notes.application);
        if (size === undefined) return;
        response.move(size === 0 ? "an empty chunk" : "a chunk");
        response.content.add(size);
      },
      exhausted: () => {
        response.move("the end");
        response.content.end();
        this.#iterating = false;
      },
      closed: () => {
        response.move("close");
        this.#iterating = false;
      },
      over: () => {
        response.ended = true;
      },
    });
  }
}

function writeAnswer({ response: { write } }: Profile): Answer | undefined {
  if (!("standing" in write)) return write;
  return write.standing === "deprecated" ? write.answer : undefined;
}

const isExcInfo = (value: unknown): boolean => value instanceof Error || (Array.isArray(value) && value.length === 3);
