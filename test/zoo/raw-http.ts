/** One exchange over a connection of its own: bytes as they are, and the answer without its framing. */
import { connect } from "node:net";
import type { Exchange } from "./exchange.ts";

export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** In order, as they were spelt, one code unit a byte; without those of the connection and the server (`connections`). */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Not chunked any more; one code unit a byte. */
  readonly body: string;
  /** False where the connection broke off before the end that the framing promised. */
  readonly whole: boolean;
}

/** Of the connection, or of the clock and the server: not the application's to say. */
const connections = new Set(["connection", "keep-alive", "transfer-encoding", "date", "expires", "server", "via"]);

/** For both servers, whatever their ports. */
const host = "zoo.example:8080";

export async function ask(port: number, exchange: Exchange, mount: string): Promise<Answer> {
  const wire = await sent(port, wireOf(exchange, mount));
  return answerFrom(wire, exchange.method);
}

function wireOf({ method, target, headers, body, chunked }: Exchange, mount: string): Buffer {
  const framing = chunked ? ["Transfer-Encoding: chunked"] : body ? [`Content-Length: ${body.length}`] : [];
  const lines = [`Host: ${host}`, ...headers.map(([name, value]) => `${name}: ${value}`), ...framing, "Connection: close"];
  const head = Buffer.from(`${[`${method} ${mount}${target} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`, "latin1");
  return Buffer.concat([head, ...(chunked ? chunksOf(body!, chunked) : [body ?? Buffer.of()])]);
}

function chunksOf(body: Uint8Array, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), Buffer.from(chunk), Buffer.from("\r\n"));
  }
  return [...chunks, Buffer.from("0\r\n\r\n")];
}

/** All that comes back, until the server ends. */
function sent(port: number, wire: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(received).toString("latin1"));
    };
    socket.setTimeout(20_000, () => {
      socket.destroy();
      reject(new Error(`no end for 20 s after ${Buffer.concat(received).length} bytes`));
    });
    socket.on("data", (chunk) => received.push(chunk));
    // A reset after the answer: some of the request was not read.
    socket.on("error", done);
    socket.on("end", done);
    socket.write(wire);
  });
}

function answerFrom(wire: string, method: string): Answer {
  const end = wire.indexOf("\r\n\r\n");
  const [first, ...lines] = wire.slice(0, end).split("\r\n");
  const [, status, reason] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first ?? "") ?? [];
  if (end === -1 || status === undefined) return { status: 0, reason: "", headers: [], body: wire, whole: false };
  const rest = wire.slice(end + 4);
  if (status.startsWith("1")) return answerFrom(rest, method);
  const headers = lines.map((line) => {
    const [, name, value] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [line, line, ""];
    return [name!, value!] as const;
  });
  const bodiless = method === "HEAD" || status === "204" || status === "304";
  const content = bodiless ? { body: rest, whole: true } : contentOf(headers, rest);
  return { status: Number(status), reason: reason!, headers: headers.filter(([name]) => !connections.has(name.toLowerCase())), ...content };
}

function contentOf(headers: Answer["headers"], rest: string): Pick<Answer, "body" | "whole"> {
  const of = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (of("transfer-encoding") !== undefined) return dechunked(rest);
  const length = of("content-length");
  return { body: rest, whole: length === undefined || rest.length === Number(length) };
}

function dechunked(rest: string): Pick<Answer, "body" | "whole"> {
  const chunks: string[] = [];
  let at = 0;
  for (;;) {
    const [line, size] = /^([0-9a-fA-F]+)\r\n/.exec(rest.slice(at, at + 16)) ?? [];
    if (line === undefined) return { body: chunks.join(""), whole: false };
    const from = at + line.length;
    const length = Number.parseInt(size!, 16);
    at = from + length + 2;
    if (length === 0) return { body: chunks.join(""), whole: rest.slice(from) === "\r\n" };
    chunks.push(rest.slice(from, from + length));
    if (rest.slice(from + length, at) !== "\r\n") return { body: chunks.join(""), whole: false };
  }
}
