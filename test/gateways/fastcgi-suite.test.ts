/** The gateway suite through FastCGI: without sockets, over TCP, and side by side on one connection of a Unix socket. */
import { mkdtempSync, rmSync } from "node:fs";
import type { NetConnectOpts } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatewaySuite } from "../../src/testing/testing.ts";
import { runSuite } from "../testing/suite.ts";
import { close, fastcgiInMemory, fastcgiOver, listen, Multiplexed } from "./under-test/fastcgi.ts";

const folder = mkdtempSync(join(tmpdir(), "fastcgi-"));

afterAll(async () => {
  expect(await close()).toBe(0);
  rmSync(folder, { recursive: true });
});

describe("in memory", () => runSuite(gatewaySuite(fastcgiInMemory())));

describe("over TCP, a connection a request", () => {
  let to: NetConnectOpts;
  beforeAll(async () => {
    to = await listen({ host: "127.0.0.1", port: 0 });
  });
  runSuite(gatewaySuite(fastcgiOver(() => to)));
});

describe("over a Unix socket, side by side on one connection", () => {
  let to: NetConnectOpts;
  beforeAll(async () => {
    to = await listen({ path: join(folder, "socket") });
  });
  const gateway = new Multiplexed(() => to);
  afterAll(() => gateway.destroy());
  runSuite(gatewaySuite(gateway));

  test("ids are used again", async () => {
    gateway.id = 65_534;
    const answers = Array.from({ length: 3 }, () => gateway.exchange(() => ({ status: 200, headers: [], body: [] }), plain));
    expect((await Promise.all(answers)).map(({ status, complete }) => [status, complete])).toEqual(Array(3).fill([200, true]));
  });
});

const plain = { method: "GET", target: "/", headers: [] };
