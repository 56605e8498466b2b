/** What every gateway passes, through uwsgi: without sockets, over TCP and over a Unix socket. */
import { describe, expect, test } from "vitest";
import { uwsgi, uwsgiProtocol } from "../../src/gateways/uwsgi.ts";
import { gatewaySuite } from "../../src/testing/testing.ts";
import { byteString } from "../../src/wire.ts";
import { runSuite } from "../testing/suite.ts";
import { inMemory, loopback, overSockets, unixSocket } from "./clients/one-request.ts";
import { uwsgiMessage } from "./clients/uwsgi.ts";

describe("in memory, whole", () => runSuite(gatewaySuite(inMemory("uwsgi", uwsgiProtocol, uwsgiMessage, Infinity))));
describe("in memory, in pieces", () => runSuite(gatewaySuite(inMemory("uwsgi", uwsgiProtocol, uwsgiMessage, 61))));
describe("over TCP", () => runSuite(gatewaySuite(overSockets("uwsgi", uwsgi, uwsgiMessage, loopback))));
describe("over a Unix socket", () => runSuite(gatewaySuite(overSockets("uwsgi", uwsgi, uwsgiMessage, unixSocket))));

test("over a Unix socket, Content-Length tells that a body broke off", async () => {
  const gateway = overSockets("uwsgi", uwsgi, uwsgiMessage, unixSocket);
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
