/** An application of the zoo on the engine cpython, behind every server profile at once. */
import { createServer } from "node:net";
import { loadCatalog } from "../../src/catalog.ts";
import { conventions } from "../../src/conventions/registry.ts";
import { createHandler } from "../../src/create-handler.ts";
import { type CpythonOptions, type Engine, startCpython } from "../../src/engines/cpython.ts";
import type { Handler } from "../../src/exchange.ts";
import { http1 } from "../../src/gateways/http1-server.ts";
import type { ByteString } from "../../src/wire.ts";
import { peersPython } from "../peers.ts";
import type { Entry } from "./entry.ts";
import "./python-environment.ts";

const { proposals, profiles } = await loadCatalog();

/** Nothing in between, or an adapter to a server of that model. */
export const serverProfiles: readonly string[] = ["none", ...proposals.map(({ id }) => id)];

export interface Ours {
  /** The port of 127.0.0.1 where it is mounted there, behind that server profile. */
  port(serverProfile: string, mount: string): number;
  /** What the application and its interpreter have said, in one. */
  logged(): string;
  stop(): Promise<void>;
}

type Start = (options: Pick<CpythonOptions, "app" | "profile" | "onLog">) => Promise<Engine>;

/** `app` is as the engine takes it; the engine is cpython unless told. */
export async function startOurs(entry: Entry, app: string, mounts: readonly string[], start = onCpython(entry)): Promise<Ours> {
  const log: string[] = [];
  const engine = await start({ app, profile: profiles.find(({ id }) => id === entry.profile)!, onLog: ({ text }) => log.push(text) });
  const places = serverProfiles.flatMap((serverProfile) => mounts.map((mount) => ({ serverProfile, mount })));
  const servers = await Promise.all(places.map(({ serverProfile, mount }) => listening(behind(engine.handler, serverProfile), mount)));
  return {
    port: (serverProfile, mount) =>
      servers[places.findIndex((place) => place.serverProfile === serverProfile && place.mount === mount)]!.port,
    logged: () => log.join(""),
    async stop() {
      await Promise.all(servers.map(({ stop }) => stop()));
      await engine.stop(1000);
    },
  };
}

const onCpython =
  ({ threads }: Entry): Start =>
  (options) =>
    startCpython({ ...options, threads, python: peersPython });

/** As `babelgate serve` does with `--server-profile`. */
export function behind(handler: Handler, serverProfile: string): Handler {
  const to = proposals.find(({ id }) => id === serverProfile);
  return to === undefined ? handler : createHandler(conventions[to.convention].expose(handler, to) as never, to);
}

async function listening(handler: Handler, mount: string) {
  const sockets = http1(handler, { mount: mount as ByteString });
  const server = createServer({ allowHalfOpen: true, noDelay: true }, sockets.accept).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const stop = async () => {
    server.close();
    await sockets.drain(1000);
  };
  return { port, stop };
}
