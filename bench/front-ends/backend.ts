/** A hello world behind a front end, over the protocol that is named; it prints its port. */
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import pep3333 from "../../proposals/pep-3333.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { Handler } from "../../src/exchange.ts";
import { ajp } from "../../src/gateways/ajp.ts";
import { fastcgi } from "../../src/gateways/fastcgi.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import { scgi } from "../../src/gateways/scgi.ts";
import type { SocketGateway } from "../../src/gateways/sockets.ts";
import { uwsgi } from "../../src/gateways/uwsgi.ts";

const hello = Buffer.from("Hello, world!");
const handler = createHandler((_, startResponse) => {
  startResponse("200 OK", [
    ["Content-Type", "text/plain"],
    ["Content-Length", String(hello.length)],
  ]);
  return [hello];
}, pep3333);

const over = (gateway: (handler: Handler) => SocketGateway) => () =>
  createServer({ allowHalfOpen: true, noDelay: true }, gateway(handler).accept);
const patient = { keepAliveTimeout: 600_000 };
const servers: Readonly<Record<string, () => Server>> = {
  "node:http": () =>
    createHttpServer(patient, (_, res) => {
      res.writeHead(200, { "Content-Type": "text/plain", "Content-Length": String(hello.length) });
      res.end(hello);
    }),
  http: () => createHttpServer(patient, nodeListener(handler)),
  fastcgi: over(fastcgi),
  scgi: over(scgi),
  uwsgi: over(uwsgi),
  ajp: over(ajp),
};

const server = servers[process.argv[2]!]!().listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  console.log((server.address() as AddressInfo).port),
);
// Whoever started it is gone.
process.stdin.on("end", () => process.exit()).resume();
