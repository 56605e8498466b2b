/** The applications behind a front end: a gateway of each protocol in this process, and a handler for each exchange. */
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Handler, RawRequest } from "../../src/exchange.ts";
import { ajp } from "../../src/gateways/ajp.ts";
import { fastcgi } from "../../src/gateways/fastcgi.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import type { GatewayOptions } from "../../src/gateways/options.ts";
import { scgi } from "../../src/gateways/scgi.ts";
import { uwsgi } from "../../src/gateways/uwsgi.ts";
import type { ByteString } from "../../src/wire.ts";
import { cgiProgram } from "./cgi.ts";
import { type Backend, type Listening, secret } from "./start.ts";

/** Tells the handler that an exchange is for. It is taken off before the handler sees the request. */
export const exchangeHeader = "x-exchange";

export interface Backends {
  readonly listening: Readonly<Partial<Record<Backend, Listening>>>;
  /** Whoever sends this value in `exchangeHeader` gets this handler, until it is removed. */
  readonly handlers: Map<string, Handler>;
  close(): Promise<void>;
}

export async function openBackends(folder: string, protocols: readonly Backend[]): Promise<Backends> {
  const handlers = new Map<string, Handler>();
  const handler: Handler = (request) => {
    const { id, rest } = taken(request);
    const found = id === undefined ? undefined : handlers.get(id);
    if (found === undefined) return { status: 404, reason: "Not Found" as ByteString, headers: [], body: [] };
    return found(rest);
  };
  const servers: Server[] = [];
  const listening: Partial<Record<Backend, Listening>> = {};
  for (const protocol of protocols) {
    if (protocol === "cgi") {
      const { server, socket } = cgiProgram(folder, handler);
      servers.push(kept(server));
      await listen(server, { path: socket, readableAll: true, writableAll: true });
      continue;
    }
    const unix = join(folder, `${protocol}.sock`);
    const [onUnix, onTcp] = [serverOf(protocol, handler), serverOf(protocol, handler)];
    servers.push(onUnix, onTcp);
    await listen(onUnix, { path: unix, readableAll: true, writableAll: true });
    await listen(onTcp, { port: 0, host: "127.0.0.1" });
    listening[protocol] = { unix, tcp: `127.0.0.1:${(onTcp.address() as AddressInfo).port}` };
  }
  return {
    listening,
    handlers,
    async close() {
      for (const server of servers) {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of open.get(server) ?? []) socket.destroy();
        await closed;
      }
    },
  };
}

const open = new WeakMap<Server, Set<Socket>>();

/** What a handler throws, the suite means it to. */
const options: GatewayOptions = { onError: () => {}, limits: { body: null } };

function serverOf(protocol: Exclude<Backend, "cgi">, handler: Handler): Server {
  const gateway = { http: http1, fastcgi, scgi, uwsgi, ajp: (of: Handler, more: GatewayOptions) => ajp(of, { ...more, secret }) }[protocol](
    handler,
    options,
  );
  return kept(createServer({ allowHalfOpen: true }, gateway.accept));
}

const listen = (server: Server, to: ListenOptions) => new Promise<void>((resolve) => server.listen(to, resolve));

/** A server whose connections are known, so that they can be broken off. */
function kept(server: Server): Server {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  open.set(server, sockets);
  return server;
}

function taken(request: RawRequest): { readonly id?: string; readonly rest: RawRequest } {
  const line = request.headers.find(([name]) => name.toLowerCase() === exchangeHeader);
  if (line === undefined) return { rest: request };
  return { id: line[1], rest: { ...request, headers: request.headers.filter((other) => other !== line) } };
}
