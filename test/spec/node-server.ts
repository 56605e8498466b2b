/** Node's own HTTP server on the loopback, for one exchange: what it hands out, and the bytes it sends. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The whole response to these bytes, as a byte string. Gives up after five seconds. */
export async function answerOf(message: string, listener: Listener): Promise<string> {
  const server = createServer((request, response) => {
    response.sendDate = false;
    listener(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await exchange((server.address() as AddressInfo).port, Buffer.from(message, "latin1"));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function exchange(port: number, wire: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const socket = connect(port, "127.0.0.1");
    socket.setTimeout(5000, () => socket.destroy(new Error("no answer in five seconds")));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.end(wire);
  });
}

/** What the listener is handed. */
export async function requestSeen(message: string): Promise<Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders">> {
  let seen: IncomingMessage | undefined;
  const answer = await answerOf(message, (request, response) => {
    seen = request;
    response.end();
  });
  if (!seen) throw new Error(`not handed to the listener: ${answer.slice(0, 30)}`);
  return seen;
}

/** The status with which the server answers before any listener is called, or 200. */
export const statusFor = async (message: string): Promise<number> =>
  Number((await answerOf(message, (_, response) => response.end())).slice(9, 12));

/** The value of a field in a response to GET, in hexadecimal digits. */
export async function sentValue(field: string, listener: (response: ServerResponse) => void): Promise<string | undefined> {
  const answer = await answerOf("GET / HTTP/1.1\r\nHost: h\r\n\r\n", (_, response) => listener(response));
  const value = new RegExp(`^${field}: (.*)\r$`, "im").exec(answer)?.[1];
  return value === undefined ? undefined : Buffer.from(value, "latin1").toString("hex");
}

/** The codes with which steps upon a response are refused, undefined for those that are not. */
export async function refusedBy(...steps: ((response: ServerResponse) => unknown)[]): Promise<(string | undefined)[]> {
  let codes: (string | undefined)[] = [];
  await answerOf("GET / HTTP/1.1\r\nHost: h\r\n\r\n", (_, response) => {
    codes = steps.map((step) => thrownBy(() => step(response)));
    response.destroy();
  });
  return codes;
}

/** The code of what a step throws, or its name. */
export function thrownBy(step: () => unknown): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).name;
  }
}
