/** An ASGI application's startup, before its server listens, and its shutdown, after (ASGI, Lifespan Protocol). */
import type { LoadedApp } from "./load-app.ts";

export interface Lifespan {
  /** Resolves when the application has shut down. @throws what it failed with */
  stop(): Promise<void>;
}

type Sent = { readonly type: string; readonly message?: string };

/**
 * Starts the application. One that throws at a lifespan scope has none, and is served all the same.
 *
 * @throws {Error} when it says `lifespan.startup.failed`
 */
export async function startLifespan(app: LoadedApp, asgiVersion: string): Promise<Lifespan> {
  const { answers, send, receive, tell } = conversation();
  const scope = { type: "lifespan", asgi: { version: asgiVersion, spec_version: "2.0" }, state: {} };
  let ended = false;
  const running = Promise.resolve()
    .then(() => app(scope, receive, send))
    .finally(() => {
      ended = true;
    });
  // It is looked at where somebody waits; until then a failure is no unhandled one.
  running.catch(() => {});
  tell("lifespan.startup");
  const started = await Promise.race([answers(), running.then(nothing, nothing)]);
  if (started?.type === "lifespan.startup.failed") throw new Error(started.message || "its lifespan startup failed");
  return {
    async stop() {
      if (ended) return;
      tell("lifespan.shutdown");
      const stopped = await Promise.race([answers(), running.then(nothing)]);
      if (stopped?.type === "lifespan.shutdown.failed") throw new Error(stopped.message || "its lifespan shutdown failed");
    },
  };
}

const nothing = () => undefined;

/** The server's end: what it tells is received in order, what it is sent is answered in order. */
function conversation() {
  const told: string[] = [];
  const sent: Sent[] = [];
  let hears: (() => void) | undefined;
  let waits: (() => void) | undefined;
  return {
    tell(type: string) {
      told.push(type);
      hears?.();
    },
    async receive(): Promise<{ readonly type: string }> {
      while (told.length === 0) await new Promise<void>((resolve) => (hears = resolve));
      return { type: told.shift()! };
    },
    async send(message: Sent) {
      if (!/^lifespan\.(startup|shutdown)\.(complete|failed)$/.test(message?.type))
        throw new TypeError(`${message?.type} is no lifespan message`);
      sent.push(message);
      waits?.();
    },
    async answers(): Promise<Sent> {
      while (sent.length === 0) await new Promise<void>((resolve) => (waits = resolve));
      return sent.shift()!;
    },
  };
}
