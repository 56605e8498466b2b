/** An application of one model on a server of another, both of them PEP 3333's convention: calls pass straight through. */
import { readHeaders, readStatus, writeHeaders, writeStatus } from "../../answer.ts";
import type { RawResponse } from "../../exchange.ts";
import { openRequest } from "../../open.ts";
import type { Environ, Headers, Profile, Status } from "../../profile.ts";
import type { Awaitable, Chunks, StartResponseApp } from "../app.ts";
import type { HostOptions } from "../convention.ts";
import { chunkRelay } from "../head.ts";
import { serve, withInput } from "../incoming.ts";
import { move } from "../order.ts";
import { isPromise } from "../promise.ts";
import { expose } from "./expose.ts";
import { order } from "./order.ts";
import { hasWrite, noWrite, readWritten, writeWritten } from "./written.ts";

type ServerStart = (status: Status<Profile>, headers: Headers<Profile>, excInfo?: unknown) => (chunk: unknown) => unknown;

/** Undefined where the application may write() and the server has no such thing: then what is written has to be kept. */
export function relay(app: StartResponseApp<Profile>, from: Profile, to: Profile, options: HostOptions) {
  if (hasWrite(from) && !hasWrite(to)) return undefined;
  const chunks = chunkRelay(from, to);
  return (environ: Environ<Profile>, startResponse: ServerStart): Awaitable<Chunks<unknown>> => {
    const call = (inner: unknown) => {
      const result = app(inner as never, startRelay(from, to, startResponse) as never);
      return isPromise(result) ? result.then(chunks) : chunks(result);
    };
    const refuse = (response: RawResponse) => expose(() => response, to)(environ, startResponse);
    return serve(from, withInput(openRequest(to, environ)), options, call, refuse);
  };
}

/** The server's start_response, called by an application of the other model. */
function startRelay(from: Profile, to: Profile, startResponse: ServerStart) {
  // A call that is refused here never reaches the server, and still counts (PEP 3333, The start_response() Callable).
  let refused = false;
  return (status: Status<Profile>, headers: Headers<Profile>, excInfo?: unknown) => {
    const again = excInfo !== undefined && excInfo !== null;
    if (refused && !again) move(order, "started", "start_response", from.id);
    refused = true;
    const line = writeStatus(to, readStatus(from, status));
    const list = writeHeaders(to, readHeaders(from, headers));
    refused = false;
    const write = again ? startResponse(line, list, excInfo) : startResponse(line, list);
    return writeRelay(from, to, write);
  };
}

function writeRelay(from: Profile, to: Profile, write: (chunk: unknown) => unknown) {
  if (!hasWrite(from)) {
    return () => {
      throw noWrite(from);
    };
  }
  return (chunk: unknown) => write(writeWritten(to, readWritten(from, chunk)));
}
