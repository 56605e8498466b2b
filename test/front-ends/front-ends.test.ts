/** The whole gateway suite through real web servers: what they change is in `changes.ts`, and nothing else is. */
import { connect } from "node:net";
import { describe, test } from "vitest";
import { type GatewayUnderTest, gatewaySuite } from "../../src/testing/testing.ts";
import { overSocket } from "../gateways/clients/http1.ts";
import { exchangeHeader } from "./backends.ts";
import { changeOf } from "./changes.ts";
import { eachFrontEnd, type Started } from "./each-front-end.ts";
import type { Backend, FrontEnd } from "./start.ts";

eachFrontEnd(behind);

function behind(frontEnd: FrontEnd, started: Started): void {
  for (const backend of frontEnd.speaks) {
    describe(backend, () => {
      for (const { name, source, run } of gatewaySuite(underTest(frontEnd, backend, started))) {
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

function underTest({ name }: FrontEnd, backend: Backend, started: Started): GatewayUnderTest {
  return {
    name: `${name}, ${backend}`,
    async exchange(handler, request) {
      const { backends, running } = started();
      const id = String(++exchanges);
      backends.handlers.set(id, handler);
      try {
        return await overSocket(connect(running.ports[backend]!, "127.0.0.1"), {
          ...request,
          headers: [...request.headers, [exchangeHeader, id]],
        });
      } finally {
        backends.handlers.delete(id);
      }
    },
  };
}
