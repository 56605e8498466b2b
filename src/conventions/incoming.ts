/** A request on its way to an application: its input is opened once, and read ahead where the application cannot wait. */
import type { RawRequest, RawResponse } from "../exchange.ts";
import { BodyInput, openInput } from "../input.ts";
import { amendRequest, openEnviron } from "../open.ts";
import type { Profile } from "../profile.ts";
import { lengthOf } from "../slots.ts";
import type { Awaitable } from "./app.ts";
import type { HostOptions } from "./convention.ts";
import { plainResponse, refusal } from "./refusal.ts";

export const defaultMaxBuffered = 16 * 1024 * 1024;

/** A request whose body is an input: the one that its environ will have. */
export interface Incoming {
  readonly request: RawRequest;
  readonly input: BodyInput | undefined;
}

export function withInput(request: RawRequest): Incoming {
  const input = openInput(request.body, () => lengthOf(request), request.gone);
  if (!(input instanceof BodyInput)) return { request, input: undefined };
  return { request: input.body === request.body ? request : amendRequest(request, { body: input.body }), input };
}

/**
 * Calls `run` with the environ of the request, when what has to be at hand is; calls `refuse` in its place when the
 * request cannot be handed on.
 */
export function serve<T>(
  profile: Profile,
  { request, input }: Incoming,
  { input: how, maxBuffered = defaultMaxBuffered, environ: when }: HostOptions,
  run: (environ: unknown) => Awaitable<T>,
  refuse: (response: RawResponse) => Awaitable<T>,
): Awaitable<T> {
  const instead = (error: unknown) => refuse(bodilessFor(request, refusal(error)));
  let environ: unknown;
  try {
    environ = openEnviron(profile, request, when);
  } catch (error) {
    return instead(error);
  }
  if (input === undefined || input.atHand || how === "streamed") return run(environ);
  return input.readAhead(maxBuffered).then(() => run(environ), instead);
}

/** A response to HEAD has no content (RFC 9110, 9.3.2). */
const bodilessFor = ({ method }: RawRequest, response: RawResponse): RawResponse =>
  method === "HEAD" ? { ...response, body: [] } : response;

/** What a client is told of an application that failed before its head was sent: nothing. */
export const serverError = (request: RawRequest): RawResponse => bodilessFor(request, plainResponse(500));
