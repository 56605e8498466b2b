/** One process that serves: the entry of what the supervisor starts. Its settings are its first argument. */
import { consoleErrors } from "../cgi/server-facts.ts";
import { StringModelError } from "../errors.ts";
import type { ServerFacts } from "../exchange.ts";
import { logLine } from "./access-log.ts";
import type { Address } from "./address.ts";
import { type Endpoint, type EndpointOptions, protocols } from "./endpoints.ts";
import { StartFailure } from "./failure.ts";
import { hosted } from "./hosted.ts";
import type { Lifespan } from "./lifespan.ts";
import { listen } from "./listen.ts";
import { lineWriter } from "./log-writer.ts";
import { drainMessage, type ServeSettings, type WorkerMessage } from "./settings.ts";

const settings = JSON.parse(process.argv[2]!) as ServeSettings;
/** As long as a timer can wait. */
const longest = 2 ** 31 - 1;
/** Resolves when the supervisor has it. */
const tell = (message: WorkerMessage): Promise<void> =>
  new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));

const serving = stopWhenTold();
try {
  await serve();
} catch (error) {
  if (!(error instanceof StartFailure) && !(error instanceof StringModelError)) throw error;
  await tell({ says: "failed", exitCode: error instanceof StartFailure ? error.exitCode : 2, message: error.message });
  // The application's own timers and sockets are no reason to stay.
  process.exit(1);
}

async function serve(): Promise<void> {
  const { handler, lifespan } = await hosted(settings);
  const options = optionsFor();
  const endpoints = settings.endpoints.map(({ protocol }) => protocols[protocol](handler, options));
  const addresses: Address[] = [];
  for (const [i, { address }] of settings.endpoints.entries()) addresses.push(await listen(endpoints[i]!.server, address));
  serving(endpoints, lifespan);
  await tell({ says: "listening", addresses });
}

function optionsFor(): EndpointOptions {
  const { limits, mount, secret, accessLog } = settings;
  const server: ServerFacts = { multithread: false, multiprocess: settings.processes > 1, runOnce: false, errors: consoleErrors };
  if (accessLog === undefined) return { limits, mount, secret, server };
  const write = lineWriter(process.stdout);
  return { limits, mount, secret, server, onExchange: (record) => write(logLine(accessLog, record, new Date())) };
}

/** What an application fails with while it shuts down is said, and changes nothing else. */
async function ended(lifespan: Lifespan | undefined): Promise<void> {
  try {
    await lifespan?.stop();
  } catch (error) {
    await tell({ says: "failed", exitCode: 1, message: `${settings.app}: ${(error as Error).message}` });
  }
}

/** The supervisor says so, or is gone, or somebody meant this process alone. Before it listens there is nothing to finish. */
function stopWhenTold(): (endpoints: readonly Endpoint[], lifespan: Lifespan | undefined) => void {
  let finish = async (): Promise<number> => 0;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    process.exit(await finish());
  };
  process.on("message", (message) => message === drainMessage && void stop());
  process.on("disconnect", stop);
  process.on("SIGTERM", stop);
  // A terminal sends these to the whole group; the supervisor hears them too, and decides.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  return (endpoints, lifespan) => {
    finish = async () => {
      const broken = await Promise.all(endpoints.map((endpoint) => endpoint.stop(settings.shutdownTime ?? longest)));
      await ended(lifespan);
      return broken.some((count) => count > 0) ? 5 : 0;
    };
  };
}
