/** What a server's author calls: an application of any profile as a function from request to response. */
import type { App } from "./conventions/app.ts";
import type { HostOptions } from "./conventions/convention.ts";
import { serverError } from "./conventions/incoming.ts";
import { isPromise } from "./conventions/promise.ts";
import { conventions } from "./conventions/registry.ts";
import { report } from "./conventions/report.ts";
import type { Handler, RawRequest } from "./exchange.ts";
import type { Profile } from "./profile.ts";

export interface HandlerOptions extends HostOptions {
  /** What an application threw, or did against its model, before its head was sent. Unless told, it is written to `server.errors`. */
  readonly onError?: ((error: unknown, request: RawRequest) => void) | undefined;
}

/**
 * The application as a `Handler`: raw requests in, raw responses out, with its convention's order of calls enforced.
 *
 * The response comes as soon as its head may be sent. It is synchronous where the application is, and needs no input
 * that has to be waited for. The server takes the body by iterating, slowly if the client is slow, and either takes it
 * to its end or calls `return()` on the iterator: then the application's `close()` is called, once.
 *
 * An application that fails before the head gives a 500; one that fails later makes the body throw, and the server has
 * to break off the connection. A request that the profile has no value for gives 400, one too large to buffer 413.
 */
export function createHandler<const P extends Profile>(app: NoInfer<App<P>>, profile: P, options: HandlerOptions = {}): Handler {
  const { onError = report, ...hostOptions } = options;
  const handler = conventions[profile.convention].host(app, profile, hostOptions);
  return (request) => {
    const failed = (error: unknown) => {
      onError(error, request);
      return serverError(request);
    };
    try {
      const response = handler(request);
      return isPromise(response) ? response.catch(failed) : response;
    } catch (error) {
      return failed(error);
    }
  };
}
