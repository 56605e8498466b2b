/** The application's side of PEP 444, over a handler: the answer in the order of the specification. */
import { writeHeaders, writeStatus } from "../../answer.ts";
import type { Handler, RawResponse } from "../../exchange.ts";
import { openRequest } from "../../open.ts";
import type { Environ, Profile } from "../../profile.ts";
import type { Awaitable } from "../app.ts";
import { discard } from "../chunks.ts";
import { chunksOf, refuseTrailers } from "../head.ts";
import { isPromise } from "../promise.ts";
import type { AnyTriple } from "./host.ts";

export function expose(handler: Handler, profile: Profile) {
  const answer = (response: RawResponse): Awaitable<AnyTriple> => {
    try {
      refuseTrailers(profile, response);
      return [writeStatus(profile, response), writeHeaders(profile, response.headers), chunksOf(profile, response.body)];
    } catch (error) {
      return discard(error, response.body);
    }
  };
  return (environ: Environ<Profile>): Awaitable<AnyTriple> => {
    const response = handler(openRequest(profile, environ));
    return isPromise(response) ? response.then(answer) : answer(response);
  };
}
