/** A handler inside real frameworks: Express, as a middleware under a mount, and Fastify, as a route. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import { type AddressInfo, connect } from "node:net";
import Fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import type { Handler, RawRequest } from "../../src/exchange.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { type ByteString, fromBytes } from "../../src/wire.ts";
import { overSocket } from "./clients/http1.ts";

// It has no types of its own.
const express = createRequire(import.meta.url)("express") as () => RequestListener & {
  use(path: string, listener: unknown): void;
  get(path: string, listener: (req: unknown, res: { send(text: string): void }) => void): void;
};

let seen: RawRequest | undefined;
let received = "";
/** Sends back what it is sent, with a header that Node would encode anew. */
const echo: Handler = async (request) => {
  seen = request;
  const chunks = await drain(request.body);
  received = fromBytes(joined(chunks));
  return { status: 200, reason: "Fine" as ByteString, headers: [["X-Name" as ByteString, "\xe9" as ByteString]], body: chunks };
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const post = (port: number, target: string) =>
  overSocket(connect(port, "127.0.0.1"), {
    method: "POST",
    target,
    headers: [
      ["X-A", "1"],
      ["X-A", "2"],
    ],
    body: [Uint8Array.of(0xff, 0, 0x41)],
  });

async function check(port: number, segment: string, decoded: string): Promise<void> {
  const { status, reason, headers, body } = await post(port, `/app/caf%C3%A9/${segment}?q=1`);
  expect([status, reason, fromBytes(body)]).toEqual([200, "Fine", "\xff\0A"]);
  expect(headers).toContainEqual(["X-Name", "\xe9"]);
  expect(received).toBe("\xff\0A");
  expect(seen).toMatchObject({
    target: `/app/caf%C3%A9/${segment}?q=1`,
    scriptName: "/app",
    pathInfo: `/caf\xc3\xa9/${decoded}`,
    query: "q=1",
  });
  expect(seen!.headers.filter(([name]) => name === "X-A")).toEqual([
    ["X-A", "1"],
    ["X-A", "2"],
  ]);
}

test("in Express, app.use() makes the mount, and what is beside it stays Express's", async () => {
  const app = express();
  app.use("/app", nodeListener(echo));
  app.get("/other", (_, res) => res.send("express"));
  const server = createServer(app).listen(0, "127.0.0.1");
  closing.push(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await check(port, "%FF", "\xff");
  const other = await overSocket(connect(port, "127.0.0.1"), { method: "GET", target: "/other", headers: [] });
  expect(fromBytes(other.body)).toBe("express");
});

test("in Fastify, a hijacked route hands over its raw request", async () => {
  const app = Fastify();
  closing.push(() => app.close());
  const listener = nodeListener(echo, { mount: "/app" as ByteString });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_, payload, done) => done(null, payload));
  app.all("/app/*", (request, reply) => {
    reply.hijack();
    listener(request.raw, reply.raw);
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  await check(port, "%7E", "~");
  // Its router decodes paths as UTF-8, and answers by itself where they are none.
  expect((await post(port, "/app/%FF")).status).toBe(400);
});
