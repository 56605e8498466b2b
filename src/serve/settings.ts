/** What one server is told: data, so that a supervisor can hand it to its workers. */
import type { GatewayLimits } from "../gateways/limits.ts";
import type { ByteString } from "../wire.ts";
import type { LogFormat } from "./access-log.ts";
import type { Address } from "./address.ts";
import type { ProtocolName } from "./protocol-names.ts";

export interface ServeSettings {
  /** `./app.mjs` or `./app.mjs:name`. */
  readonly app: string;
  /** What it is written to: an id or a file. */
  readonly profile: string;
  /** What its server speaks, where that is another model. */
  readonly serverProfile?: string | undefined;
  readonly endpoints: readonly { readonly protocol: ProtocolName; readonly address: Address }[];
  readonly mount?: ByteString | undefined;
  readonly processes: number;
  readonly accessLog?: LogFormat | undefined;
  readonly limits: Partial<GatewayLimits>;
  /** In bytes, null for no limit; see `HostOptions`. */
  readonly maxBuffered?: number | null | undefined;
  /** Milliseconds that requests under way have, once the server is told to stop; null for as long as they take. */
  readonly shutdownTime: number | null;
  /** Where the application is written in Python. */
  readonly python?: PythonSettings | undefined;
  /** Of AJP. */
  readonly secret?: string | undefined;
}

/** See `PyodideOptions` and `CpythonOptions`. */
export interface PythonSettings {
  readonly engine: "pyodide" | "cpython";
  readonly workers?: number | undefined;
  readonly threads?: number | undefined;
  readonly python?: string | undefined;
  readonly pythonPath?: readonly string[] | undefined;
  readonly socketFolder?: string | undefined;
  readonly wheels?: readonly string[] | undefined;
  readonly snapshot?: string | undefined;
  /** These are null where there is no limit. */
  readonly maxRequests?: number | null | undefined;
  readonly maxRequestsJitter?: number | null | undefined;
  readonly maxMemory?: number | null | undefined;
  readonly requestTime?: number | null | undefined;
  readonly graceTime?: number | null | undefined;
  readonly bootTime?: number | null | undefined;
  readonly stopTime?: number | null | undefined;
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly says: "listening"; readonly addresses: readonly Address[] }
  | { readonly says: "failed"; readonly exitCode: number; readonly message: string };

/** What a worker is told: answer what is under way, and end. */
export const drainMessage = "drain";
