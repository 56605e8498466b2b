/** An application of one model, to be called by a server of another. */
import type { App } from "./conventions/app.ts";
import type { HostOptions } from "./conventions/convention.ts";
import { conventions } from "./conventions/registry.ts";
import type { Profile } from "./profile.ts";

export interface AdaptOptions<From extends Profile, To extends Profile> extends HostOptions {
  /** What the application is written to. */
  readonly from: From;
  /** What the server speaks. */
  readonly to: To;
}

/**
 * Makes an application written to `from` callable by a server that speaks `to`.
 *
 * There is no hand-written pair: the server of the one profile (*host*) is put behind the application of the other
 * (*expose*), over the hub's bytes. Between two profiles of one convention the calls pass straight through, and only
 * values are converted. Bytes that stay bytes are not copied.
 *
 * A request that `from` has no value for is answered with 400, and one whose body would have to be buffered beyond the
 * limit with 413. What the application throws, or gives that is not of its model, is thrown to the server.
 */
export function adapt<const From extends Profile, const To extends Profile>(
  app: NoInfer<App<From>>,
  { from, to, ...options }: AdaptOptions<From, To>,
): App<To> {
  if ((from as Profile) === to) return app as unknown as App<To>;
  const convention = conventions[to.convention];
  const relayed = from.convention === to.convention ? convention.relay(app, from, to, options) : undefined;
  return relayed ?? convention.expose(conventions[from.convention].host(app, from, options), to);
}
