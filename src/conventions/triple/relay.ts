/** An application of one model on a server of another, both of them of PEP 444's convention. */
import { readHeaders, readStatus, writeHeaders, writeStatus } from "../../answer.ts";
import type { RawResponse } from "../../exchange.ts";
import { openRequest } from "../../open.ts";
import type { Environ, Profile } from "../../profile.ts";
import type { Awaitable, TripleApp } from "../app.ts";
import { discard, isIterable, notIterable } from "../chunks.ts";
import type { HostOptions } from "../convention.ts";
import { chunkRelay } from "../head.ts";
import { serve, withInput } from "../incoming.ts";
import { isPromise } from "../promise.ts";
import { expose } from "./expose.ts";
import { type AnyTriple, callTriple } from "./host.ts";

export function relay(app: TripleApp<Profile>, from: Profile, to: Profile, options: HostOptions) {
  const chunks = chunkRelay(from, to);
  const answer = ([status, headers, body]: AnyTriple): Awaitable<AnyTriple> => {
    try {
      // As on its own server, where the body is looked at first.
      if (!isIterable(body)) throw notIterable(body, from.id);
      return [writeStatus(to, readStatus(from, status as never)), writeHeaders(to, readHeaders(from, headers as never)), chunks(body)];
    } catch (error) {
      return discard(error, body);
    }
  };
  return (environ: Environ<Profile>): Awaitable<AnyTriple> => {
    const run = (inner: unknown) => {
      const triple = callTriple(app, from, inner);
      return isPromise(triple) ? triple.then(answer) : answer(triple);
    };
    const refuse = (response: RawResponse) => expose(() => response, to)(environ);
    return serve(from, withInput(openRequest(to, environ)), options, run, refuse);
  };
}
