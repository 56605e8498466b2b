/** What all gateways let be set. */
import type { RawRequest, ServerFacts } from "../exchange.ts";
import type { ByteString } from "../wire.ts";
import type { GatewayLimits } from "./limits.ts";

/** How one exchange went, for logs. */
export interface ExchangeRecord {
  /** Absent where it could not be read. */
  readonly request?: RawRequest | undefined;
  /** 0 where there was no answer: the client left before its head. */
  readonly status: number;
  /** Of the response's body, without framing, as they were handed to the transport. */
  readonly bytes: number;
  /** From the request's head to the end. */
  readonly milliseconds: number;
  /** `left`: the client has gone; `broken`: the body threw, or was not as long as Content-Length says. */
  readonly ended: "whole" | "left" | "broken";
}

export interface GatewayOptions {
  /** Those not given are the defaults. */
  readonly limits?: Partial<GatewayLimits> | undefined;
  /** The application's mount, percent-decoded: empty, or a path without a slash at its end. Behind a web server, SCRIPT_NAME unless told. */
  readonly mount?: ByteString | undefined;
  /** By default one thread, one process, errors to the console. */
  readonly server?: ServerFacts | undefined;
  /** What a handler threw, or a body; what a peer sends that cannot be read is its own fault, and not told. Unless told, written to `server.errors`. */
  readonly onError?: ((error: unknown, request: RawRequest) => void) | undefined;
  /** Called once an exchange, at its end. */
  readonly onExchange?: ((record: ExchangeRecord) => void) | undefined;
}

/** The end of an exchange that had a response. */
export type Ended = ExchangeRecord["ended"];
