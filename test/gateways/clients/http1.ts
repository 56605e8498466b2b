/** A client of HTTP/1.1 that sends bytes as they are given, and says what came back. */
import { once } from "node:events";
import type { Socket } from "node:net";
import type { Handler, RawHeader } from "../../../src/exchange.ts";
import type { WireRequest, WireResponse } from "../../../src/testing/testing.ts";
import { type ByteString, byteString, fromBytes, toBytes } from "../../../src/wire.ts";

/** The head, with a Host and the framing of the body. */
export function headOf({ method, target, headers, body = [] }: WireRequest): string {
  const host = headers.some(([name]) => name.toLowerCase() === "host") ? [] : [["Host", "example.org"] as const];
  const lines = [...host, ...headers, ...framing(method, body)].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Where a body is usual, its length is there also when it is 0 (RFC 9110, 8.6): lighttpd insists on it. */
function framing(method: string, body: NonNullable<WireRequest["body"]>): (readonly [string, string])[] {
  if (!Array.isArray(body)) return [["Transfer-Encoding", "chunked"]];
  return body.length === 0 && !["POST", "PUT", "PATCH"].includes(method)
    ? []
    : [["Content-Length", String(body.reduce((sum, chunk) => sum + chunk.length, 0))]];
}

/** The pieces of a request, as they are to be sent. */
export async function* piecesOf(request: WireRequest): AsyncGenerator<Uint8Array> {
  const { body = [] } = request;
  yield latin1(headOf(request));
  const chunked = !Array.isArray(body);
  for await (const chunk of body) {
    if (chunk.length === 0) continue;
    yield chunked ? latin1(`${chunk.length.toString(16)}\r\n${fromBytes(chunk)}\r\n`) : chunk;
  }
  if (chunked) yield latin1("0\r\n\r\n");
}

export const latin1 = (text: string): Uint8Array => toBytes(byteString(text));

/** Reads one response, as it comes. */
export class ResponseReader {
  readonly #request: Pick<WireRequest, "method" | "leaveAfter" | "onChunk">;
  #wire = "";
  #head: { status: number; reason: string; headers: RawHeader[] } | undefined;
  readonly #body: string[] = [];
  #length = 0;
  #left: number | "chunked" | "eof" = 0;
  #complete = false;
  broken = false;

  constructor(request: Pick<WireRequest, "method" | "leaveAfter" | "onChunk">) {
    this.#request = request;
  }

  get complete(): boolean {
    return this.#complete && !this.broken;
  }

  get leaves(): boolean {
    const { leaveAfter } = this.#request;
    return leaveAfter !== undefined && this.#head !== undefined && this.#length >= leaveAfter;
  }

  /** What followed the response. */
  get rest(): string {
    return this.#wire;
  }

  receive(wire: Uint8Array): void {
    this.#wire += fromBytes(wire);
    while (this.#head === undefined) {
      const end = this.#wire.indexOf("\r\n\r\n");
      if (end === -1) return;
      this.#readHead(this.#wire.slice(0, end));
      this.#wire = this.#wire.slice(end + 4);
    }
    this.#readBody();
  }

  /** The peer has ended. */
  finish(): void {
    if (this.#left === "eof" && this.#head !== undefined) this.#complete = true;
  }

  response(): WireResponse {
    const { status = 0, reason = "", headers = [] } = this.#head ?? {};
    return { status, reason: reason as ByteString, headers, body: latin1(this.#body.join("")), complete: this.complete };
  }

  #readHead(head: string): void {
    const [line = "", ...lines] = head.split("\r\n");
    const [, status, reason] = /^HTTP\/1\.1 (\d{3}) (.*)$/s.exec(line) ?? [];
    if (status === undefined) throw new Error(`no status line: ${JSON.stringify(line)}`);
    if (status === "100") return;
    const headers = lines.map((line): RawHeader => {
      const [, name, value] = /^([^:]+):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
      return [name as ByteString, value as ByteString];
    });
    this.#head = { status: Number(status), reason: reason!, headers };
    const value = (name: string) => headers.find(([other]) => other.toLowerCase() === name)?.[1];
    if (this.#request.method === "HEAD" || status === "204" || status === "304") this.#left = 0;
    else if (value("transfer-encoding") === "chunked") this.#left = "chunked";
    else this.#left = value("content-length") === undefined ? "eof" : Number(value("content-length"));
  }

  #readBody(): void {
    if (this.#complete) return;
    if (this.#left === "chunked") this.#readChunks();
    else {
      const piece = this.#left === "eof" ? this.#wire : this.#wire.slice(0, this.#left);
      this.#wire = this.#wire.slice(piece.length);
      this.#give(piece);
      if (this.#left === "eof") return;
      this.#left -= piece.length;
      this.#complete = this.#left === 0;
    }
  }

  #readChunks(): void {
    for (;;) {
      const line = /^([0-9a-f]+)\r\n/i.exec(this.#wire);
      if (!line) return;
      const size = Number.parseInt(line[1]!, 16);
      const end = line[0].length + size + 2;
      if (this.#wire.length < end) return;
      this.#give(this.#wire.slice(line[0].length, end - 2));
      this.#wire = this.#wire.slice(end);
      if (size === 0) {
        this.#complete = true;
        return;
      }
    }
  }

  #give(piece: string): void {
    if (piece === "") return;
    this.#body.push(piece);
    this.#length += piece.length;
    this.#request.onChunk?.(latin1(piece));
  }
}

/** Sends a request over a socket that is connected, or connecting, and closes it after the response. */
export async function overSocket(socket: Socket, request: WireRequest): Promise<WireResponse> {
  const reader = new ResponseReader(request);
  let open = true;
  const done = new Promise<void>((resolve) => {
    socket.on("data", (wire) => {
      reader.receive(wire);
      if (reader.complete || reader.leaves) resolve();
    });
    socket.on("end", () => {
      reader.finish();
      resolve();
    });
    socket.on("error", () => {
      reader.broken = true;
      resolve();
    });
    socket.on("close", () => resolve());
  });
  void done.then(() => {
    open = false;
  });
  // A body that fails to be made ends the exchange, and what made it fail is whose body it is to tell.
  send(socket, request, () => open).catch(() => {
    reader.broken = true;
    socket.destroy();
  });
  await done;
  socket.destroy();
  return reader.response();
}

async function send(socket: Socket, request: WireRequest, open: () => boolean): Promise<void> {
  for await (const piece of piecesOf(request)) {
    if (!open() || socket.destroyed) return;
    if (!socket.write(piece)) await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
  }
}

/** A server for one exchange. */
export interface Started {
  connect(): Socket;
  close(): Promise<void>;
}

/** A `GatewayUnderTest`'s `exchange`, with a server of its own each time. */
export const exchangeWith =
  (start: (handler: Handler) => Promise<Started>) =>
  async (handler: Handler, request: WireRequest): Promise<WireResponse> => {
    const server = await start(handler);
    try {
      return await overSocket(server.connect(), request);
    } finally {
      await server.close();
    }
  };
