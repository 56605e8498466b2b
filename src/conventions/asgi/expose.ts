/** The application's side of ASGI, over a handler. */
import { writeChunk, writeHeaders, writeStatus } from "../../answer.ts";
import { StringModelError } from "../../errors.ts";
import type { Handler, RawResponse } from "../../exchange.ts";
import { amendRequest, openRequest } from "../../open.ts";
import type { Environ, Profile } from "../../profile.ts";
import { discard } from "../chunks.ts";
import { refuseTrailers } from "../head.ts";
import { closeAfter, release } from "../release.ts";
import { lifespan } from "./lifespan.ts";
import { Received } from "./received.ts";

export type Receive = () => Promise<{ readonly type: string; readonly body?: unknown; readonly more_body?: boolean }>;
export type Send = (message: { readonly type: string } & Record<string, unknown>) => Promise<void>;

export function expose(handler: Handler, profile: Profile) {
  return async (scope: Environ<Profile>, receive: Receive, send: Send): Promise<void> => {
    const { type } = scope as { type?: unknown };
    if (type === "lifespan") return lifespan(receive, send);
    if (type !== "http")
      throw new StringModelError("UNSUPPORTED", "is not an http scope, and the application knows no other", {
        profile: profile.id,
        key: "type",
      });
    const received = new Received(receive, profile.id);
    const response = await handler(amendRequest(openRequest(profile, scope), { body: received, gone: received }));
    if (received.gone) await release(response.body);
    else await respond(profile, response, received, send);
  };
}

/** @throws {StringModelError} UNSUPPORTED; whatever the body throws. */
export async function respond(profile: Profile, response: RawResponse, received: Received, send: Send): Promise<void> {
  const { body } = response;
  try {
    refuseTrailers(profile, response);
    // ASGI has no room for the reason phrase: it is lost here, by specification.
    const start = { type: "http.response.start", status: writeStatus(profile, response), headers: writeHeaders(profile, response.headers) };
    await send(start);
  } catch (error) {
    await discard(error, body);
  }
  if (Array.isArray(body) && body.length < 2) {
    await send({ type: "http.response.body", body: writeChunk(profile, body[0] ?? new Uint8Array(0)), more_body: false });
    return;
  }
  await stream(profile, body, received, send);
}

/** Sends the body as it comes, until the client goes away: then it is closed, like any other body that is not needed. */
async function stream(profile: Profile, body: RawResponse["body"], received: Received, send: Send): Promise<void> {
  const iterator = Symbol.iterator in body ? body[Symbol.iterator]() : body[Symbol.asyncIterator]();
  let leaving: unknown;
  let gone = false;
  /** Read to its end, or left: neither is to be left again. */
  let over = false;
  const leave = (): unknown => {
    if (over) return leaving;
    over = true;
    leaving = iterator.return?.();
    return leaving;
  };
  received.whenGone(() => {
    gone = !over;
    leave();
  });
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) over = true;
      if (gone || done) break;
      await send({ type: "http.response.body", body: writeChunk(profile, value), more_body: true });
    }
  } catch (error) {
    // A server of ASGI 2.4 and later says in this way too that the client is gone, with an error of its own.
    await closeAfter(error, { close: leave });
  }
  await leaving;
  if (!gone) await send({ type: "http.response.body", body: writeChunk(profile, new Uint8Array(0)), more_body: false });
}
