/** Errors that no client will hear of go to the server's own stream. */
import type { RawRequest } from "../exchange.ts";

export function report(error: unknown, { server }: Pick<RawRequest, "server">): void {
  server.errors.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  server.errors.flush();
}
