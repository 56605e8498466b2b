/** Bodies in motion: while they are sent, when they break, and when nobody wants them any more. */
import type { Handler, RawResponse } from "../../exchange.ts";
import { type ByteString, fromBytes } from "../../wire.ts";
import { inTime } from "../case.ts";
import { check, same } from "../check.ts";
import type { GatewayCase } from "./case.ts";
import { bytesOf, type GatewayUnderTest, plain, sent } from "./exchange.ts";

export function streamCases(gateway: GatewayUnderTest): GatewayCase[] {
  return [...movingCases(gateway), ...breakingCases(gateway), ...leavingCases(gateway)];
}

/** Something that is to happen, and who waits for it. */
function signal(): { readonly happened: Promise<void>; happen(): void } {
  let happen: () => void = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

function movingCases(gateway: GatewayUnderTest): GatewayCase[] {
  return [
    {
      name: "the client has the first chunk before the second is made",
      source: "PEP 3333, Buffering and Streaming",
      needs: ["streamedResponse"],
      async run() {
        const arrived = signal();
        async function* body() {
          yield bytesOf("one");
          await inTime(arrived.happened, "the first chunk on its way to the client");
          yield bytesOf("two");
        }
        const response = await sent(gateway, () => ({ ...plain, body: body() }), { onChunk: () => arrived.happen() });
        same(fromBytes(response.body), "onetwo", "the body");
      },
    },
    {
      name: "the handler has the first chunk before the second is sent",
      source: "PEP 3333, Input and Error Streams",
      needs: ["streamedRequest", "unsizedRequest"],
      async run() {
        const arrived = signal();
        async function* body() {
          yield bytesOf("one");
          await inTime(arrived.happened, "the first chunk on its way to the handler");
          yield bytesOf("two");
        }
        let got = "";
        const handler: Handler = async (request) => {
          for await (const chunk of request.body) {
            got += fromBytes(chunk);
            arrived.happen();
          }
          return plain;
        };
        await sent(gateway, handler, { method: "POST", body: body() });
        same(got, "onetwo", "the request body");
      },
    },
    {
      name: "overlapping exchanges each get their own answer",
      source: "the handler is called once a request",
      async run() {
        const handler: Handler = async ({ query }) => {
          await new Promise((resolve) => setTimeout(resolve, 20 - Number(query)));
          return { ...plain, body: [bytesOf(query)] };
        };
        const numbers = Array.from({ length: 10 }, (_, i) => String(i));
        const responses = await Promise.all(numbers.map((n) => sent(gateway, handler, { target: `/?${n}` })));
        same(
          responses.map(({ body }) => fromBytes(body)),
          numbers,
          "the answers",
        );
      },
    },
  ];
}

function breakingCases(gateway: GatewayUnderTest): GatewayCase[] {
  const secret = "the handler's own secret";
  const failing = (name: string, handler: Handler): GatewayCase => ({
    name: `a handler that ${name} gives the client a 500 that says nothing of why`,
    source: "RFC 9110, 15.6.1; docs/decisions.md, A codec refuses",
    async run() {
      const response = await sent(gateway, handler);
      same(response.status, 500, "the status");
      check(!fromBytes(response.body).includes("secret"), "the client was told of the error");
    },
  });
  const breaking = (name: string, headers: RawResponse["headers"]): GatewayCase => ({
    name: `a body that throws midway, ${name}, is not taken for a complete one`,
    source: "RFC 9112, 8",
    needs: ["brokenResponse"],
    async run() {
      async function* body() {
        yield bytesOf("one");
        throw new Error(secret);
      }
      const response = await sent(gateway, () => ({ ...plain, headers, body: body() }));
      // Who has sent no head yet can say it better.
      if (response.status === 500 || response.status === 502) return;
      check(!response.complete, "the client takes the response for complete");
      check("one".startsWith(fromBytes(response.body)), `the client got ${fromBytes(response.body)}`);
    },
  });
  return [
    failing("throws", () => {
      throw new Error(secret);
    }),
    failing("rejects", () => Promise.reject(new Error(secret))),
    breaking("without Content-Length", []),
    breaking("with one", [["Content-Length" as ByteString, "6" as ByteString]]),
  ];
}

function leavingCases(gateway: GatewayUnderTest): GatewayCase[] {
  const leaving = (name: string, leaveAfter: number): GatewayCase => ({
    name: `the handler's body is left, once, when the client goes away ${name}`,
    source: "PEP 3333, Specification Details: close(); ASGI, Disconnect",
    needs: ["disconnect"],
    async run() {
      let returned = 0;
      const left = signal();
      const body: RawResponse["body"] = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            await new Promise((resolve) => setTimeout(resolve, 1));
            return { done: false, value: new Uint8Array(65536) };
          },
          async return() {
            returned++;
            left.happen();
            return { done: true, value: undefined };
          },
        }),
      };
      await sent(gateway, () => ({ ...plain, body }), { leaveAfter });
      await inTime(left.happened, "return() of the body");
      await new Promise((resolve) => setTimeout(resolve, 20));
      same(returned, 1, "how often the body was left");
    },
  });
  const complete: GatewayCase = {
    name: "a body that was sent to its end is not left",
    source: "the iterator protocol of ECMAScript",
    async run() {
      let returned = 0;
      const chunks = [bytesOf("one")].values();
      const body: RawResponse["body"] = {
        [Symbol.asyncIterator]: () => ({
          next: async () => chunks.next() as IteratorResult<Uint8Array>,
          async return() {
            returned++;
            return { done: true, value: undefined };
          },
        }),
      };
      same(fromBytes((await sent(gateway, () => ({ ...plain, body }))).body), "one", "the body");
      same(returned, 0, "how often the body was left");
    },
  };
  return [leaving("in the middle", 65536), leaving("before the first byte", 0), complete];
}
