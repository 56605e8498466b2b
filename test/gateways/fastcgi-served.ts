/** A FastCGI connection without a socket, for tests: records as text in, answers by id out. */
import type { Handler, RawRequest, RawResponse } from "../../src/exchange.ts";
import { fastcgiProtocol } from "../../src/gateways/fastcgi/connection.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import { type Answer, answersIn, bytes, type Received, readRecords } from "./clients/fastcgi.ts";
import { type MemoryPeer, type Opened, open } from "./memory-peer.ts";

export interface Served extends Opened {
  /** Gives the connection these records, and time for what follows from them. */
  send(...records: string[]): Promise<void>;
  /** What has come back under this id. */
  answer(id: number): Answer | undefined;
  /** Status and body under this id; undefined before there is a whole response. */
  said(id: number): string | undefined;
  records(): Received[];
}

export function serve(handler: Handler, options: GatewayOptions = {}, requests = 100): Served {
  const opened = open(fastcgiProtocol({ connections: 10, requests }), handler, { onError: () => {}, ...options });
  const { peer, connection } = opened;
  const answer = (id: number) => answersIn(peer.sent).get(id);
  return {
    ...opened,
    async send(...records) {
      for (const record of records) connection.receive(bytes(record));
      await ticks();
    },
    answer,
    said(id) {
      const got = answer(id);
      if (got?.ended === undefined) return undefined;
      const { status, body } = got.response;
      return `${status} ${Buffer.from(body).toString("latin1")}`;
    },
    records: () => readRecords(peer.sent).records,
  };
}

/** All that follows from what has happened, timers apart. */
export const ticks = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

export const ended = ({ ended, destroyed }: MemoryPeer): string => (destroyed ? "broken" : ended ? "ended" : "open");

export const ok = (body = "", headers: RawResponse["headers"] = []): RawResponse => ({
  status: 200,
  headers,
  body: body === "" ? [] : [bytes(body)],
});

/** A handler that answers what it is sent, when all of it is there. */
export const echo = async ({ body }: RawRequest): Promise<RawResponse> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { status: 200, headers: [], body: chunks };
};

/** A handler whose requests wait for the test to answer them. */
export function held(): { readonly handler: Handler; readonly requests: RawRequest[]; answer(i: number, response: RawResponse): void } {
  const requests: RawRequest[] = [];
  const resolves: ((response: RawResponse) => void)[] = [];
  return {
    requests,
    handler(request) {
      requests.push(request);
      return new Promise((resolve) => {
        resolves.push(resolve);
      });
    },
    answer: (i, response) => resolves[i]!(response),
  };
}

/** A body that is in the middle of being made, and says when it is left. */
export function endless(chunk = "x"): { readonly body: AsyncIterableIterator<Uint8Array>; left: number } {
  let first = true;
  const made = {
    left: 0,
    body: {
      [Symbol.asyncIterator]() {
        return this;
      },
      next(): Promise<IteratorResult<Uint8Array>> {
        if (!first) return new Promise(() => {});
        first = false;
        return Promise.resolve({ done: false, value: bytes(chunk) });
      },
      async return(): Promise<IteratorResult<Uint8Array>> {
        made.left++;
        return { done: true, value: undefined };
      },
    },
  };
  return made;
}
