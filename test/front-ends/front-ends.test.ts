/** The whole gateway suite through real web servers: what they change is in `changes.ts`, and nothing else is. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type GatewayUnderTest, gatewaySuite } from "../../src/testing/testing.ts";
import { overSocket } from "../gateways/clients/http1.ts";
import { type Backends, exchangeHeader, openBackends } from "./backends.ts";
import { changeOf } from "./changes.ts";
import { type Backend, type FrontEnd, frontEnds, installed, type Running, remove, scratch, start } from "./start.ts";

for (const frontEnd of frontEnds) {
  if (installed(frontEnd)) describe(frontEnd.name, () => behind(frontEnd));
  else test.skip(`${frontEnd.name}: not here; as root, apt-get install ${frontEnd.package}`, () => {});
}

function behind(frontEnd: FrontEnd): void {
  let folder: string;
  let backends: Backends;
  let running: Running;
  beforeAll(async () => {
    folder = scratch();
    backends = await openBackends(folder, frontEnd.speaks);
    running = await start(frontEnd, folder, backends.listening);
  }, 20_000);
  afterAll(async () => {
    await running?.stop();
    await backends?.close();
    remove(folder);
  });
  for (const backend of frontEnd.speaks) {
    describe(backend, () => {
      for (const { name, source, run } of gatewaySuite(underTest(frontEnd, backend, () => ({ backends, port: running.ports[backend]! })))) {
        const change = changeOf(frontEnd.name, backend, name);
        // The table says what happens, so it is wrong where that does not happen.
        if (change === undefined) test(`${name} (${source})`, run, timeLimit);
        else if (change.unproved) test.skip(`${name}, which ${change.unproved}: ${change.what}`, () => {});
        else test.fails(`not that ${name}: ${change.what}`, run, timeLimit);
      }
    });
  }
}

const timeLimit = 30_000;
let exchanges = 0;

function underTest(
  { name }: FrontEnd,
  backend: Backend,
  at: () => { readonly backends: Backends; readonly port: number },
): GatewayUnderTest {
  return {
    name: `${name}, ${backend}`,
    async exchange(handler, request) {
      const { backends, port } = at();
      const id = String(++exchanges);
      backends.handlers.set(id, handler);
      try {
        return await overSocket(connect(port, "127.0.0.1"), { ...request, headers: [...request.headers, [exchangeHeader, id]] });
      } finally {
        backends.handlers.delete(id);
      }
    },
  };
}
