/** Lint of `app(scope, receive, send)` (ASGI 3), for http scopes. */

import { typeName } from "../codec.ts";
import { type Call, order, type State } from "../conventions/asgi/order.ts";
import { isPromise } from "../conventions/promise.ts";
import type { Profile } from "../profile.ts";
import { type AnyApp, checkArguments, checkRequest, type Linter, watchStreams } from "./application.ts";
import { isObject } from "./facts.ts";
import type { Notes } from "./finding.ts";
import { ResponseWatch, sizeOf } from "./response.ts";

export const lintAsgi: Linter =
  (app, profile, notes) =>
  (...args: unknown[]) => {
    const [scope, receive, send, ...others] = args;
    if (isOther(scope)) return app(...args);
    checkArguments(profile, args, notes);
    const response = new ResponseWatch<State, Call>(order, profile, checkRequest(profile, scope, notes), notes.application);
    watchStreams(profile, scope, notes, response);
    const watch = new MessageWatch(profile, notes, response, extensionsOf(scope));
    const returned = app(
      scope,
      typeof receive === "function" ? watch.receive(receive as AnyApp) : receive,
      typeof send === "function" ? watch.send(send as AnyApp) : send,
      ...others,
    );
    if (!isPromise(returned)) notes.application("NOT_AWAITABLE", `returns ${typeName(returned)}, not a promise`, { key: "return" });
    return isPromise(returned) ? returned.then((value) => watch.returned(value)) : watch.returned(returned);
  };

/** Scopes of the convention that are no request of HTTP; they have an order of their own. */
const isOther = (scope: unknown): boolean =>
  isObject(scope) && ["lifespan", "websocket"].includes((scope as { type?: unknown }).type as string);

function extensionsOf(scope: unknown): object {
  const extensions: unknown = isObject(scope) ? (scope as { extensions?: unknown }).extensions : undefined;
  return isObject(extensions) ? extensions : {};
}

type Message = { readonly [key: string]: unknown };

class MessageWatch {
  readonly #profile: Profile;
  readonly #notes: Notes;
  readonly #response: ResponseWatch<State, Call>;
  readonly #extensions: object;
  /** True when a send failed, or an extension goes on where the table of calls does not. */
  #released = false;
  #received = 0;
  #complete = false;

  constructor(profile: Profile, notes: Notes, response: ResponseWatch<State, Call>, extensions: object) {
    this.#profile = profile;
    this.#notes = notes;
    this.#response = response;
    this.#extensions = extensions;
  }

  receive(receive: AnyApp): AnyApp {
    return async (...args) => {
      this.#response.move("receive");
      const message: unknown = await receive(...args);
      this.#arrived(message);
      return message;
    };
  }

  /** The server's half of the messages. */
  #arrived(message: unknown): void {
    const note = this.#notes.server;
    const type = typeOf(message);
    if (type === "http.disconnect") this.#response.move("http.disconnect");
    else if (type !== "http.request") note("BAD_MESSAGE", "is neither http.request nor http.disconnect", { key: "receive" });
    else this.#body(message as Message);
    this.#complete ||= type === "http.disconnect" || (message as Message | undefined)?.more_body !== true;
  }

  #body({ body, more_body }: Message): void {
    const note = this.#notes.server;
    if (this.#complete) note("MESSAGE_ORDER", "there is another http.request after the last", { key: "receive" });
    if (more_body !== undefined && typeof more_body !== "boolean")
      note("BAD_MESSAGE", `more_body is ${typeName(more_body)}`, { key: "http.request" });
    if (body instanceof Uint8Array) this.#bytes(body.length);
    else if (body !== undefined) note("BAD_MESSAGE", `body is ${typeName(body)}, not bytes`, { key: "http.request" });
  }

  #bytes(size: number): void {
    const before = this.#received;
    this.#received += size;
    const { length } = this.#response;
    if (length !== undefined && before <= length && this.#received > length)
      this.#notes.server("INPUT_LENGTH", `goes on after the ${length} bytes of Content-Length`, { key: "http.request" });
  }

  send(send: AnyApp): AnyApp {
    return async (message, ...others) => {
      const before = this.#response.state;
      try {
        return await this.#handOn(send, this.#sent(message), others);
      } catch (error) {
        // A start that was refused has not happened: the application may send another.
        if (typeOf(message) === "http.response.start") this.#response.state = before;
        throw error;
      }
    };
  }

  async #handOn(send: AnyApp, message: unknown, others: readonly unknown[]): Promise<unknown> {
    try {
      return await send(message, ...others);
    } catch (error) {
      // The server refuses, or the client is gone: that the response breaks off is nobody's mistake any more.
      this.#released = true;
      throw error;
    }
  }

  /** The application's half. Gives what is to be sent: the message, or one with the list that its headers could be read from once. */
  #sent(message: unknown): unknown {
    const type = typeOf(message);
    if (type === "http.response.start") return this.#start(message as Message);
    if (type === "http.response.body") this.#chunk(message as Message);
    else if (type !== undefined && Object.hasOwn(this.#extensions, type)) this.#released = true;
    else if (type === "http.response.trailers") this.#response.move(type);
    else this.#response.move("another message", type === undefined ? "it has no type" : "its type is unknown");
    return message;
  }

  #start(message: Message): Message {
    const { status, headers = [], trailers } = message;
    this.#response.move("http.response.start");
    this.#flag(trailers, "trailers");
    if (trailers === true && !Object.hasOwn(this.#extensions, "http.response.trailers")) this.#response.move("http.response.trailers");
    if (!isObject(headers) || Array.isArray(headers) || !(Symbol.iterator in headers)) {
      this.#response.start(status, headers);
      return message;
    }
    const lines = [...(headers as Iterable<unknown>)];
    this.#response.start(status, lines);
    return { ...message, headers: lines };
  }

  #chunk({ body, more_body }: Message): void {
    this.#flag(more_body, "more_body");
    this.#response.move(more_body === true ? "http.response.body" : "the last http.response.body");
    if (body !== undefined) this.#response.content.add(sizeOf(this.#profile, body, this.#notes.application) ?? 0);
    if (more_body !== true) this.#response.content.end();
  }

  #flag(value: unknown, key: string): void {
    if (value === undefined || typeof value === "boolean") return;
    this.#notes.application("WRONG_TYPE", `is ${typeName(value)}, not a boolean`, {
      key,
      source: "ASGI, Response Start and Response Body",
    });
  }

  /** The application is done. */
  returned(value: unknown): unknown {
    if (!this.#released) this.#response.move("return");
    return value;
  }
}

function typeOf(message: unknown): string | undefined {
  const type: unknown = isObject(message) ? (message as Message).type : undefined;
  return typeof type === "string" ? type : undefined;
}
