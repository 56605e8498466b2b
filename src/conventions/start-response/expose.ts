/** The application's side of PEP 3333, over a handler. */
import { writeHeaders, writeStatus } from "../../answer.ts";
import type { Handler, RawResponse } from "../../exchange.ts";
import { openRequest } from "../../open.ts";
import type { Environ, Headers, Profile, Status } from "../../profile.ts";
import type { Awaitable, Chunks } from "../app.ts";
import { discard } from "../chunks.ts";
import { chunksOf, refuseTrailers } from "../head.ts";
import { isPromise } from "../promise.ts";

export function expose(handler: Handler, profile: Profile) {
  return (
    environ: Environ<Profile>,
    startResponse: (status: Status<Profile>, headers: Headers<Profile>) => unknown,
  ): Awaitable<Chunks<unknown>> => {
    const answer = (response: RawResponse) => {
      try {
        refuseTrailers(profile, response);
        startResponse(writeStatus(profile, response), writeHeaders(profile, response.headers));
      } catch (error) {
        return discard(error, response.body);
      }
      return chunksOf(profile, response.body);
    };
    const response = handler(openRequest(profile, environ));
    return isPromise(response) ? response.then(answer) : answer(response);
  };
}
