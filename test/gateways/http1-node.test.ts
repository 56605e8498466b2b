import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHttp1 } from "../../src/gateways/http1.ts";
import { byteString, fromBytes, toBytes } from "../../src/wire.ts";
import { accepted } from "./http1-vectors.ts";

/** Accepted here and refused by llhttp, each with its reason. */
const oursAlone: Record<string, string> = {
  "raw bytes in the path": "Apache and browsers of old send and take them; the models exist to say what they mean",
  "raw bytes in the query": "as above",
  "a method in lower case": "llhttp knows a list of methods; a method is any token (RFC 9110, 9.1)",
  "a method of signs": "as above",
};

/** What Node makes of a message; undefined where it refuses. */
interface Seen {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

let server: Server;
// By the client's port: a connection that is closed may still report an error after the next has begun.
const waiting = new Map<number, (seen: Seen | undefined) => void>();
const settle = (port: number | undefined, seen: Seen | undefined) => waiting.get(port!)?.(seen);

async function seen(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]!] as const] : []));
  return {
    method: request.method!,
    target: request.url!,
    protocol: `HTTP/${request.httpVersion}`,
    headers,
    body: Buffer.concat(chunks).toString("latin1"),
  };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const port = request.socket.remotePort;
    settle(port, await seen(request));
    response.end();
  });
  server.on("connect", ({ method, url, httpVersion, rawHeaders }, socket) => {
    const { remotePort } = socket as Socket;
    settle(remotePort, {
      method: method!,
      target: url!,
      protocol: `HTTP/${httpVersion}`,
      headers: [[rawHeaders[0]!, rawHeaders[1]!]],
      body: "",
    });
    socket.destroy();
  });
  server.on("clientError", (_, socket) => {
    settle((socket as Socket).remotePort, undefined);
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterAll(() => {
  server.close();
});

async function byNode(message: string): Promise<Seen | undefined> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const port = socket.localPort!;
  const answer = new Promise<Seen | undefined>((resolve) => waiting.set(port, resolve));
  socket.write(message, "latin1");
  const result = await answer;
  waiting.delete(port);
  socket.destroy();
  return result;
}

function byUs(message: string): Seen {
  const { method, target, protocol, headers, body } = readHttp1(toBytes(byteString(message)));
  return { method, target: target!, protocol, headers, body: [...(body as Uint8Array[])].map((chunk) => fromBytes(chunk)).join("") };
}

// Node leaves Host as it was; we put the authority of an absolute-form target there (RFC 9112, 3.2.2).
function withoutHost(request: Seen): Seen {
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== "host") };
}

describe("node:http", () => {
  test.each(Object.entries(accepted).filter(([name]) => !(name in oursAlone)))("%s is read as Node reads it", async (_, message) => {
    const theirs = await byNode(message);
    expect(theirs && withoutHost(theirs)).toEqual(withoutHost(byUs(message)));
  });

  test.each(Object.entries(oursAlone))("%s is refused by Node alone: %s", async (name) => {
    expect(await byNode(accepted[name]!)).toBeUndefined();
  });
});
