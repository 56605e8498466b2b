/** gunicorn's own messages, with what it reads of each, or refuses; and what our wire reader makes of them. */
import { spawnSync } from "node:child_process";
import { type AddressInfo, connect, createServer } from "node:net";
import { plainResponse } from "../../../src/conventions/refusal.ts";
import type { RawRequest } from "../../../src/exchange.ts";
import { http1 } from "../../../src/gateways/http1-server.ts";
import { drain, joined } from "../../../src/testing/drain.ts";
import { apps } from "./started.ts";

export interface Read {
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  /** Names in upper case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** In hex. */
  readonly body: string;
}

export interface GunicornMessage {
  /** `valid/001`. */
  readonly name: string;
  /** In hex. */
  readonly wire: string;
  /** Options of gunicorn that it is about. */
  readonly options: readonly string[];
  readonly requests?: readonly Read[];
  /** The name of its error. */
  readonly refused?: string;
}

export function gunicornMessages(python: string, sources: string): readonly GunicornMessage[] {
  const { status, stdout, stderr } = spawnSync(python, [`${apps}gunicorn_corpus.py`, sources], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What of a message reached a handler, and the statuses that came back. */
export interface Reading {
  readonly requests: readonly Read[];
  readonly statuses: readonly number[];
}

/** Sends all of it, and no more. */
export async function reading(wire: Uint8Array): Promise<Reading> {
  const requests: Read[] = [];
  const handler = async (request: RawRequest) => {
    requests.push(await readOf(request));
    return plainResponse(200);
  };
  const server = createServer({ allowHalfOpen: true }, http1(handler, { onError: () => {} }).accept);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answer = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      socket.end(wire),
    );
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    for (const end of ["end", "error"]) socket.on(end, () => resolve(text));
  });
  await new Promise((resolve) => server.close(resolve));
  return { requests, statuses: [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status)) };
}

async function readOf({ method, target, protocol, headers, body }: RawRequest): Promise<Read> {
  const wire = joined(await drain(body));
  return {
    method,
    target: target ?? "",
    protocol,
    headers: headers.map(([name, value]) => [name.toUpperCase(), value]),
    body: Buffer.from(wire).toString("hex"),
  };
}
