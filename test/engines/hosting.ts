/** Python applications of test/engines/apps under the engine, for one test each. */
import { onTestFinished } from "vitest";
import { type CpythonOptions, type Engine, type LogEntry, startCpython } from "../../src/engines/cpython.ts";
import type { RawRequest, RawResponse } from "../../src/exchange.ts";
import { drain, joined } from "../../src/testing/drain.ts";
import { type RequestOptions, request } from "../../src/testing/request.ts";

// The folder of the applications stays as it is.
process.env.PYTHONDONTWRITEBYTECODE = "1";

/** Another than the first one of PATH: `PYTHON=python3.8 npx vitest run test/engines`. */
const python = process.env.PYTHON ?? "python3";

export interface Asked {
  readonly response: RawResponse;
  readonly text: string;
  /** What broke the body off. */
  readonly broken: Error | undefined;
}

type Options = Omit<CpythonOptions, "onLog">;

/** Starts an application, and stops it when the test is over. */
export type Hosting = (options: Options) => Promise<Hosted>;

/** An application that runs, and how a test talks to it. */
export interface Hosted extends Engine {
  readonly log: LogEntry[];
  logged(): string;
  send(request: RawRequest): Promise<Asked>;
  ask(line: string, about?: RequestOptions): Promise<Asked>;
}

export const hosting: Hosting = async ({ app, ...others }) => {
  const log: LogEntry[] = [];
  const engine = await startCpython({ python, ...others, app: `test/engines/apps/${app}`, onLog: (entry) => log.push(entry) });
  onTestFinished(async () => void (await engine.stop(0)));
  return hosted(engine, log);
};

export function hosted(engine: Engine, log: LogEntry[]): Hosted {
  const send = (given: RawRequest) => Promise.resolve(engine.handler(given)).then(take);
  return {
    ...engine,
    log,
    logged: () => log.map(({ text }) => text).join(""),
    send,
    ask: (line, about) => send(request(line, about)),
  };
}

/** A response, read to its end. */
export async function take(response: RawResponse): Promise<Asked> {
  const chunks: Uint8Array[] = [];
  const broken = await drain(response.body, Infinity, chunks).then(
    () => undefined,
    (error: Error) => error,
  );
  return { response, text: Buffer.from(joined(chunks)).toString(), broken };
}

/** Waits until something is so. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
