/** An application of one model on a server of another, both of them ASGI: messages pass through, and other scopes untouched. */
import { readChunk, writeChunk, writeHeaders, writeStatus } from "../../answer.ts";
import type { RawResponse } from "../../exchange.ts";
import { openRequest } from "../../open.ts";
import type { Environ, Profile } from "../../profile.ts";
import type { AsgiApp } from "../app.ts";
import type { HostOptions } from "../convention.ts";
import { serve } from "../incoming.ts";
import { type Receive, respond, type Send } from "./expose.ts";
import { readStart } from "./messages.ts";
import { Received } from "./received.ts";

export function relay(app: AsgiApp<Profile>, from: Profile, to: Profile, options: HostOptions) {
  return async (scope: Environ<Profile>, receive: Receive, send: Send): Promise<void> => {
    const call = async (inner: unknown) => app(inner as never, receive as never, sendRelay(from, to, send) as never);
    if ((scope as { type?: unknown }).type !== "http") return call(scope);
    const refuse = (response: RawResponse) => respond(to, response, new Received(receive, to.id), send);
    await serve(from, { request: openRequest(to, scope), input: undefined }, options, call, refuse);
  };
}

/** What is no head and no part of a body is left to the server to refuse. */
function sendRelay(from: Profile, to: Profile, send: Send): Send {
  if (from.response === to.response) return send;
  return async (message) => {
    const type: unknown = message?.type;
    if (type === "http.response.start") {
      const head = readStart(from, message as { status?: unknown; headers?: unknown });
      return send({ ...message, status: writeStatus(to, head), headers: writeHeaders(to, head.headers) });
    }
    if (type !== "http.response.body" || message.body === undefined) return send(message);
    return send({ ...message, body: writeChunk(to, readChunk(from, message.body as never)) });
  };
}
