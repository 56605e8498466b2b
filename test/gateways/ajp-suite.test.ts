/** The gateway suite over AJP: without sockets, over TCP, and over a Unix socket. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { gatewaySuite } from "../../src/testing/testing.ts";
import { runSuite } from "../testing/suite.ts";
import { ajpInMemory, ajpOverSockets, closeAll, type Servers } from "./under-test/ajp.ts";

describe("in memory", () => runSuite(gatewaySuite(ajpInMemory())));

describe("over TCP", () => {
  const servers = new Map() as Servers;
  afterAll(() => closeAll(servers));
  const gateway = ajpOverSockets("ajp over TCP", servers, async (server) => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  });
  runSuite(gatewaySuite(gateway));
});

describe("over a Unix socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "babelgate-ajp-"));
  const servers = new Map() as Servers;
  afterAll(async () => {
    await closeAll(servers);
    rmSync(folder, { recursive: true });
  });
  let count = 0;
  const gateway = ajpOverSockets("ajp over a Unix socket", servers, async (server) => {
    const path = join(folder, `${count++}.sock`);
    await once(server.listen(path), "listening");
    return { path };
  });
  runSuite(gatewaySuite(gateway));
});
