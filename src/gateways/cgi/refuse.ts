/** The answer to a request that no handler will see. */
import type { RawResponse } from "../../exchange.ts";
import type { ResponseWriter } from "../exchange.ts";
import type { GatewayOptions } from "../options.ts";

/** Writes a response that is all at hand. `since`: when the request began, by `performance.now()`. */
export function refuse(writer: ResponseWriter, response: RawResponse, { onExchange }: GatewayOptions, since: number): void {
  writer.head(response, Infinity, false);
  let bytes = 0;
  for (const chunk of response.body as Iterable<Uint8Array>) {
    bytes += chunk.length;
    writer.chunk(chunk);
  }
  writer.end();
  onExchange?.({ status: response.status, bytes, milliseconds: performance.now() - since, ended: "whole" });
}
