/** What a calling convention is: both of its sides, over the hub. Values are its business only by way of the profile. */
import type { Handler } from "../exchange.ts";
import type { Profile } from "../profile.ts";
import type { Order } from "./order.ts";

/** How an application is served. */
export interface HostOptions {
  /**
   * `buffered`: an input that has to be waited for is read into memory before the application is called, so that
   * `wsgi.input.read()` has it at hand; a body of more than `maxBuffered` bytes is answered with 413.
   * `streamed`: nothing is read ahead; the application iterates over `chunks()`, and reading at once is refused.
   * An input that need not be waited for is never read ahead. ASGI always streams.
   */
  readonly input?: "buffered" | "streamed" | undefined;
  /** In bytes; 16 MiB unless told. */
  readonly maxBuffered?: number | undefined;
  /** `lazy` (unless told): a variable is decoded when it is first looked at. `eager`: all of them at once, in a plain object. */
  readonly environ?: "lazy" | "eager" | undefined;
}

/** One convention. Inside, types are erased; `App<P>` guards the doors, `createHandler` and `adapt`. */
export interface Convention {
  /** What an application is called with. */
  readonly parameters: readonly string[];
  readonly order: Order;
  /** Be the server: call `app`, and hand on what it answers. What the application throws is thrown. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  host(app: any, profile: Profile, options: HostOptions): Handler;
  /** Be the application: let a server of this convention call `handler`. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  expose(handler: Handler, profile: Profile): any;
  /**
   * Both at once for two profiles of this convention: values are converted and calls pass straight through, so that
   * their order stays between application and server. Undefined where the server lacks a call that the application has.
   */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  relay(app: any, from: Profile, to: Profile, options: HostOptions): any;
}
