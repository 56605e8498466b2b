/** The servers that `bench/http.ts` measures: each answers both jobs, on a port of its own choice. */
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Server } from "node:net";
import { serve } from "@hono/node-server";
import Fastify from "fastify";
import { Hono } from "hono";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { createHandler } from "../../src/create-handler.ts";
import type { Handler } from "../../src/exchange.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import { nodeListener } from "../../src/gateways/node.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { helloText } from "./jobs.ts";

export const contenders: Record<string, () => Server | HttpServer | Promise<number>> = {
  "node:http": () => createServer(raw),
  "babelgate/node, pep-3333": () => createServer(nodeListener(wsgi())),
  "babelgate/node, asgi-3": () => createServer(nodeListener(asgi())),
  "wire reader, pep-3333": () => overSockets(wsgi()),
  "wire reader, asgi-3": () => overSockets(asgi()),
  fastify,
  hono,
  "canned reply": canned,
};

/* ---- the same two jobs, in every dialect ------------------------------------------ */

function raw(req: IncomingMessage, res: ServerResponse): void {
  if (req.method === "GET") {
    res.writeHead(200, { "Content-Type": "text/plain", "Content-Length": String(helloText.length) });
    res.end(helloText);
    return;
  }
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const { "content-type": type, "x-request-id": id } = req.headers;
    res.writeHead(200, { "Content-Type": type, "X-Request-ID": id, "Content-Length": String(body.length) });
    res.end(body);
  });
}

const hello = toBytes(helloText as ByteString);

const wsgi = (): Handler =>
  createHandler((environ, startResponse) => {
    if (environ.REQUEST_METHOD === "GET") {
      startResponse("200 OK", [
        ["Content-Type", "text/plain"],
        ["Content-Length", String(hello.length)],
      ]);
      return [hello];
    }
    const body = environ["wsgi.input"].read(Number(environ.CONTENT_LENGTH));
    startResponse("200 OK", [
      ["Content-Type", environ.CONTENT_TYPE!],
      ["X-Request-ID", environ.HTTP_X_REQUEST_ID!],
      ["Content-Length", String(body.length)],
    ]);
    return [body];
  }, pep3333);

const b = (text: string) => toBytes(text as ByteString);
const names = { type: b("content-type"), id: b("x-request-id"), length: b("content-length") };
const plain = b("text/plain");
const helloLength = b(String(hello.length));

const asgi = (): Handler =>
  createHandler(async (scope, receive, send) => {
    if (scope.method === "GET") {
      await send({
        type: "http.response.start",
        status: 200,
        headers: [
          [names.type, plain],
          [names.length, helloLength],
        ],
      });
      await send({ type: "http.response.body", body: hello });
      return;
    }
    let body: Uint8Array = new Uint8Array(0);
    for (;;) {
      const message = await receive();
      if (message.type !== "http.request") return;
      body = body.length === 0 ? message.body! : Buffer.concat([body, message.body!]);
      if (!message.more_body) break;
    }
    const value = (name: string) => scope.headers.find(([other]) => fromBytes(other) === name)![1];
    await send({
      type: "http.response.start",
      status: 200,
      headers: [
        [names.type, value("content-type")],
        [names.id, value("x-request-id")],
        [names.length, b(String(body.length))],
      ],
    });
    await send({ type: "http.response.body", body });
  }, asgi3);

const overSockets = (handler: Handler): Server => createSocketServer({ allowHalfOpen: true, noDelay: true }, http1(handler).accept);

/** Answers every packet with the same bytes, which is the most that JavaScript can do. */
function canned(): Server {
  const reply = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${helloText.length}\r\n\r\n${helloText}`;
  return createSocketServer({ noDelay: true }, (socket) => {
    socket.on("data", () => socket.write(reply, "latin1"));
    socket.on("error", () => {});
  });
}

/* ---- frameworks ---------------------------------------------------------------------- */

async function fastify(): Promise<number> {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.get("/", (_, reply) => reply.type("text/plain").send(helloText));
  app.post("/", ({ headers, body }, reply) => {
    reply.header("Content-Type", headers["content-type"]).header("X-Request-ID", headers["x-request-id"]).send(body);
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return (app.server.address() as AddressInfo).port;
}

function hono(): Promise<number> {
  const app = new Hono();
  app.get("/", (context) => context.text(helloText));
  app.post("/", async ({ req }) => {
    const headers = { "Content-Type": req.header("content-type")!, "X-Request-ID": req.header("x-request-id")! };
    return new Response(await req.arrayBuffer(), { headers });
  });
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
  });
}
