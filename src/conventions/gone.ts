/** The client may go away before there is a response: what is waited for is left, and somebody else has to know when to stop waiting. */
import type { Gone, RawResponse } from "../exchange.ts";
import type { Awaitable } from "./app.ts";
import { isPromise } from "./promise.ts";

/** nginx's status for a client that has gone. A handler answers all the same, and nobody sees it. */
export const clientGone: RawResponse = { status: 499, headers: [], body: [] };

/** The response; should the client go before it is there, what it would come from is closed. What that fails with is thrown. */
export function unlessGone(response: Awaitable<RawResponse>, gone: Gone | undefined, from: { close(): unknown }): Awaitable<RawResponse> {
  if (gone === undefined || !isPromise(response)) return response;
  let waiting = true;
  const left = new Promise<RawResponse>((resolve) => {
    gone.whenGone(() => {
      if (waiting) resolve(leave(from));
    });
  });
  return Promise.race([response, left]).finally(() => {
    waiting = false;
  });
}

async function leave(from: { close(): unknown }): Promise<RawResponse> {
  await from.close();
  return clientGone;
}
