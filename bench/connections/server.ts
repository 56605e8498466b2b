/** A server of one kind, in a process of its own: it tells its port, and its memory when it is asked. */
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import pep3333 from "../../proposals/pep-3333.ts";
import { createHandler } from "../../src/create-handler.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import { nodeListener } from "../../src/gateways/node.ts";

const hello = Buffer.from("Hello, world!");
const handler = createHandler((_, startResponse) => {
  startResponse("200 OK", [
    ["Content-Type", "text/plain"],
    ["Content-Length", String(hello.length)],
  ]);
  return [hello];
}, pep3333);

const patient = { keepAliveTimeout: 600_000 };
const kinds: Readonly<Record<string, () => Server>> = {
  "node:http": () => createHttpServer(patient, (_, res) => res.end(hello)),
  "babelgate/node": () => createHttpServer(patient, nodeListener(handler)),
  "wire reader": () => createServer({ allowHalfOpen: true }, http1(handler, { limits: { idleTime: null } }).accept),
};

const server = kinds[process.argv[2]!]!().listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  process.send!((server.address() as AddressInfo).port),
);

process.on("message", async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.send!(process.memoryUsage.rss());
});
