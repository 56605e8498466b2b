/** What every gateway passes, through uwsgi: without sockets, over TCP and over a Unix socket. */
import { describe, expect, test } from "vitest";
import { gatewaySuite } from "../../src/testing/testing.ts";
import { byteString } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { loopback, unixSocket } from "./under-test/one-request.ts";
import { uwsgiInMemory, uwsgiOverSockets } from "./under-test/uwsgi.ts";

describe("in memory, whole", () => runSuite(gatewaySuite(uwsgiInMemory(Infinity))));
describe("in memory, in pieces", () => runSuite(gatewaySuite(uwsgiInMemory(61))));
describe("over TCP", () => runSuite(gatewaySuite(uwsgiOverSockets(loopback))));
describe("over a Unix socket", () => runSuite(gatewaySuite(uwsgiOverSockets(unixSocket))));

test("over a Unix socket, Content-Length tells that a body broke off", async () => {
  const gateway = uwsgiOverSockets(unixSocket);
  const headers = [[byteString("Content-Length"), byteString("6")]] as const;
  const request = { method: "GET", target: "/", headers: [] };
  async function* body() {
    yield new Uint8Array(3);
    // What is broken off before it was sent is not sent.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const response = await gateway.exchange(() => ({ status: 200, headers, body: body() }), request);
  expect([response.body.length, response.complete]).toEqual([3, false]);
});
