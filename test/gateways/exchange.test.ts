/** A handler that answers what is no response: the client is told, and so is the server. */
import { describe, expect, test } from "vitest";
import type { Handler } from "../../src/exchange.ts";
import { http1Protocol } from "../../src/gateways/http1/connection.ts";
import { latin1 } from "./clients/http1.ts";
import { open } from "./memory-peer.ts";

const chunk = latin1("a");
const response = (more: object) => ({ status: 200, headers: [], body: [chunk], ...more });
const sync = (next: () => unknown) => ({ [Symbol.iterator]: () => ({ next }) });
/** Another text each time that it is asked. */
const shifty = () => {
  let times = 0;
  return { toString: () => (times++ > 0 ? "a\r\nX: y" : "a") };
};

async function answer(made: () => unknown) {
  const errors: unknown[] = [];
  const { peer, connection } = open(http1Protocol, made as Handler, { onError: (error) => errors.push(error) });
  connection.receive(latin1("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  await peer.until(({ ended, destroyed }) => ended || destroyed);
  return { status: peer.sent.slice(9, 12), broken: peer.destroyed, errors: errors.length };
}

describe("before the head, a 500 takes the place of the response", () => {
  test.each<[string, () => unknown]>([
    ["no response", () => undefined],
    ["null", () => null],
    ["a string", () => "x"],
    ["a promise of nothing", async () => undefined],
    ["a body that is a string", () => response({ body: "x" })],
    ["no body", () => response({ body: undefined })],
    ["a body that cannot be iterated", () => response({ body: {} })],
    [
      "a body whose iterator throws",
      () =>
        response({
          body: {
            [Symbol.iterator]() {
              throw new Error("no");
            },
          },
        }),
    ],
    ["a body whose iterator is none", () => response({ body: { [Symbol.iterator]: () => undefined } })],
    ["a list with null", () => response({ body: [chunk, null] })],
    ["no headers", () => response({ headers: undefined })],
    ["a header that is null", () => response({ headers: [null] })],
    ["a header value that is a number", () => response({ headers: [["A", 5]] })],
    ["a header value that turns into another text (CWE-367)", () => response({ headers: [["A", shifty()]] })],
    ["a header name that turns into another text (CWE-367)", () => response({ headers: [[shifty(), "a"]] })],
    ["a reason phrase that turns into another text (CWE-367)", () => response({ reason: shifty() })],
    [
      "a thenable that throws",
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: what is tested
        then() {
          throw new Error("no");
        },
      }),
    ],
    [
      "a then that throws when it is asked for",
      () =>
        // biome-ignore lint/suspicious/noThenProperty: what is tested
        Object.defineProperty({}, "then", {
          get() {
            throw new Error("no");
          },
        }),
    ],
  ])("%s", async (_, made) => {
    expect(await answer(made)).toEqual({ status: "500", broken: false, errors: 1 });
  });
});

describe("after the head, the connection breaks off", () => {
  test.each<[string, () => unknown]>([
    ["a chunk that is a string", () => response({ body: ["a"] })],
    ["a hole in a list", () => response({ body: new Array(1) })],
    ["next() that gives nothing", () => response({ body: sync(() => undefined) })],
    ["next() that gives null later", () => response({ body: { [Symbol.asyncIterator]: () => ({ next: async () => null }) } })],
    [
      "a result whose value throws",
      () =>
        response({
          body: sync(() => ({
            get value() {
              throw new Error("no");
            },
          })),
        }),
    ],
  ])("%s", async (_, made) => {
    expect(await answer(made)).toMatchObject({ broken: true, errors: 1 });
  });
});
