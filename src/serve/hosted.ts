/** An application that was named, as the handler that gateways call. */
import { adapt } from "../adapt.ts";
import { loadCatalog, loadProfile } from "../catalog.ts";
import { conventions } from "../conventions/registry.ts";
import { createHandler } from "../create-handler.ts";
import { type CpythonOptions, startCpython } from "../engines/cpython.ts";
import type { Engine } from "../engines/engine.ts";
import { startPyodide } from "../engines/pyodide.ts";
import type { Handler } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import { detect, trialTime } from "./detect.ts";
import { StartFailure } from "./failure.ts";
import { type Lifespan, startLifespan } from "./lifespan.ts";
import { type LoadedApp, loadApp } from "./load-app.ts";
import type { PythonSettings, ServeSettings } from "./settings.ts";

export interface Hosted {
  readonly handler: Handler;
  /** To be stopped when the last request is answered. */
  readonly lifespan: Lifespan | undefined;
}

type HostedSettings = Pick<ServeSettings, "app" | "profile" | "serverProfile" | "maxBuffered"> &
  Partial<Pick<ServeSettings, "python" | "processes">>;

/** @throws {StartFailure} 3, 6; {StringModelError} BAD_PROFILE */
export async function hosted(settings: HostedSettings): Promise<Hosted> {
  const { serverProfile } = settings;
  const maxBuffered = settings.maxBuffered === null ? Infinity : settings.maxBuffered;
  const from = await profileFor(settings.profile);
  if (settings.python !== undefined) {
    const python = await hostedPython(settings, settings.python, from);
    if (serverProfile === undefined) return python;
    const to = await profileFor(serverProfile);
    return { ...python, handler: createHandler(conventions[to.convention].expose(python.handler, to) as never, to, { maxBuffered }) };
  }
  const app = await loadApp(settings.app, from);
  const lifespan = from.convention === "asgi" ? await started(app, settings.app) : undefined;
  if (serverProfile === undefined) return { handler: createHandler(app as never, from, { maxBuffered }), lifespan };
  const to = await profileFor(serverProfile);
  const adapted = adapt(app as never, { from, to, maxBuffered });
  return { handler: createHandler(adapted as never, to, { maxBuffered }), lifespan };
}

async function hostedPython({ app, processes = 1 }: HostedSettings, python: PythonSettings, profile: Profile): Promise<Hosted> {
  const engine = await startPython(python, { app, profile, multiprocess: processes > 1 || undefined });
  return { handler: engine.handler, lifespan: { stop: async () => void (await engine.stop(0)) } };
}

/** The id of the one proposal that an application fits; see `detect`. @throws {StartFailure} 3, 6 */
export async function detectedProfile(app: string, python: PythonSettings): Promise<string> {
  const { proposals } = await loadCatalog();
  const { id } = await detect(app, proposals, (profile, onLog) =>
    startPython(python, { app, profile, workers: 1, threads: 1, requestTime: trialTime, onLog }),
  );
  return id;
}

function startPython({ engine, ...settings }: PythonSettings, others: CpythonOptions): Promise<Engine> {
  const start = engine === "pyodide" ? startPyodide : startCpython;
  return start({ ...withoutNull(settings), ...others });
}

/** JSON has no Infinity. */
const withoutNull = <T extends object>(settings: T) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, value === null ? Infinity : value])) as {
    [Name in keyof T]: Exclude<T[Name], null>;
  };

async function profileFor(name: string): Promise<Profile> {
  return (await loadCatalog()).profiles.find(({ id }) => id === name) ?? (await loadProfile(name));
}

async function started(app: LoadedApp, name: string): Promise<Lifespan> {
  try {
    return await startLifespan(app, "3.0");
  } catch (error) {
    throw new StartFailure(3, `${name}: ${(error as Error).message}`, { cause: error });
  }
}
