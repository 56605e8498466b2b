/** A CGI program whose handler is in another process: in the test that started it, or that listens on the socket it is told. */
import { connect } from "node:net";
import type { Handler, RawRequest, RawResponse } from "../../../src/exchange.ts";
import { serveCgi } from "../../../src/gateways/cgi.ts";
import { processChannel, socketChannel } from "./channel.ts";

/** What the test answers, one at a time. */
export type Reply =
  | { readonly is: "head"; readonly response: Omit<RawResponse, "body"> }
  | { readonly is: "chunk"; readonly result: IteratorResult<Uint8Array> }
  | { readonly is: "thrown" };

export type Call =
  | {
      readonly call: "handle";
      readonly request: Omit<RawRequest, "body" | "gone" | "server">;
      readonly server: Omit<RawRequest["server"], "errors">;
    }
  | { readonly call: "body"; readonly chunk: Uint8Array | undefined }
  | { readonly call: "next" }
  | { readonly call: "return" };

const waiting: ((reply: Reply) => void)[] = [];
const socket = process.argv[2];
const channel = socket === undefined ? processChannel(process) : socketChannel(connect(socket));
channel.onMessage((reply: Reply) => waiting.shift()?.(reply));

const send = (call: Call) => channel.send(call);

function ask(call: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    waiting.push((reply) => (reply.is === "thrown" ? reject(new Error("the handler's own")) : resolve(reply)));
    send(call);
  });
}

const handler: Handler = async ({ body, server, gone: _gone, ...request }) => {
  const { errors: _, ...facts } = server;
  const head = ask({ call: "handle", request, server: facts });
  forward(body);
  const reply = await head;
  if (reply.is !== "head") throw new TypeError(`${reply.is} is no head`);
  return { ...reply.response, body: { [Symbol.asyncIterator]: () => ({ next, return: leave }) } };
};

async function forward(body: RawRequest["body"]): Promise<void> {
  for await (const chunk of body) send({ call: "body", chunk });
  send({ call: "body", chunk: undefined });
}

async function next(): Promise<IteratorResult<Uint8Array>> {
  const reply = await ask({ call: "next" });
  if (reply.is !== "chunk") throw new TypeError(`${reply.is} is no chunk`);
  return reply.result;
}

let left = Promise.resolve();

async function leave(): Promise<IteratorResult<Uint8Array>> {
  left = send({ call: "return" });
  await left;
  return { done: true, value: undefined };
}

process.exitCode = await serveCgi(handler);
await left;
channel.close();
