/** Our own hosting of an application of apps/, behind the wire reader and behind node:http. */
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { loadCatalog } from "../../../src/catalog.ts";
import { type LogEntry, startCpython } from "../../../src/engines/cpython.ts";
import type { Handler } from "../../../src/exchange.ts";
import { http1 } from "../../../src/gateways/http1-server.ts";
import { nodeListener } from "../../../src/gateways/node.ts";
import type { ByteString } from "../../../src/wire.ts";
import { peersPython } from "../../peers.ts";
import { apps } from "./started.ts";

// The folder of the applications stays as it is.
process.env.PYTHONDONTWRITEBYTECODE = "1";

export interface Here {
  readonly handler: Handler;
  /** Of the wire reader. */
  readonly port: number;
  readonly nodePort: number;
  readonly log: readonly LogEntry[];
  stop(): Promise<void>;
}

/** `app` is a reference: `dump.py:application`. */
export async function host(app: string, profileId: string, { threads = 4, python = peersPython, mount = "" } = {}): Promise<Here> {
  const profile = (await loadCatalog()).profiles.find(({ id }) => id === profileId)!;
  const log: LogEntry[] = [];
  const engine = await startCpython({ app: `${apps}${app}`, profile, threads, python, onLog: (entry) => void log.push(entry) });
  const options = { onError: () => {}, mount: mount as ByteString };
  const wire = createServer({ allowHalfOpen: true }, http1(engine.handler, options).accept);
  const node = createHttpServer(nodeListener(engine.handler, options));
  return {
    handler: engine.handler,
    port: await listen(wire),
    nodePort: await listen(node),
    log,
    async stop() {
      node.closeAllConnections();
      await Promise.all([wire, node].map((server) => new Promise((resolve) => server.close(resolve))));
      await engine.stop(0);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
