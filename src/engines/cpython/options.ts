/** What an engine of CPython processes is told, and what it does unless told. */
import type { Profile } from "../../profile.ts";
import { usualStopTime } from "../engine.ts";
import { type Booted, connect } from "./boot.ts";

export interface CpythonOptions {
  /** `app.py:name`, or `package.module:name`; without a name, `application` or `app`. */
  readonly app: string;
  /** What it is written to. */
  readonly profile: Profile;
  /** Processes; 1 unless told. */
  readonly workers?: number | undefined;
  /** Requests that one process answers at a time, each in a thread; 1 unless told. An ASGI application has one event loop and no threads. */
  readonly threads?: number | undefined;
  /** What the application is told of `multiprocess`; true unless told where there are several workers. */
  readonly multiprocess?: boolean | undefined;
  /** Requests that one ASGI process answers at a time; 100 unless told. */
  readonly concurrency?: number | undefined;
  /** The interpreter; `python3` unless told. */
  readonly python?: string | undefined;
  /** Folders in which modules are looked for first. */
  readonly pythonPath?: readonly string[] | undefined;
  /** Where the folder of the sockets is made; the system's folder for temporary files unless told. */
  readonly socketFolder?: string | undefined;
  /** Milliseconds until an interpreter has loaded the application; 60 000 unless told. */
  readonly bootTime?: number | undefined;
  /**
   * Milliseconds from a request to the head of its response, and from the moment when nobody waits for the rest of it to its end; no limit
   * unless told.
   */
  readonly requestTime?: number | undefined;
  /** Milliseconds that an application has to notice that its request was given up, before its interpreter is ended; 1000 unless told. */
  readonly graceTime?: number | undefined;
  /** Milliseconds that an interpreter has to end, once it has nothing left to answer; 10 000 unless told. */
  readonly stopTime?: number | undefined;
  /** Requests after which an interpreter is replaced; no limit unless told. */
  readonly maxRequests?: number | undefined;
  /** Up to so many more, another number for each interpreter, so that they are not replaced at the same time; 0 unless told. */
  readonly maxRequestsJitter?: number | undefined;
  /** Bytes of memory (resident set) with which an interpreter is replaced, looked at once a second; no limit unless told. Linux only. */
  readonly maxMemory?: number | undefined;
  /** Hears what the application and its interpreters say; standard error unless told. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
}

export interface LogEntry {
  /** The worker's process. */
  readonly pid: number;
  /** The number of the request that it belongs to, counted from 1 since the start; absent where it belongs to none. */
  readonly request?: number | undefined;
  /** Lines, the last of which may lack its line feed. */
  readonly text: string;
}

export type Settings = { readonly [Name in keyof Required<CpythonOptions>]: Exclude<CpythonOptions[Name], undefined> } & {
  /** Starts an interpreter, in a process or wherever else. */
  readonly connect: (settings: Settings, signal: AbortSignal) => Promise<Booted>;
};

/** As long as a timer can wait. */
export const longestWait = 2 ** 31 - 1;

export const settingsFrom = (options: CpythonOptions): Settings => ({
  connect,
  app: options.app,
  profile: options.profile,
  workers: options.workers ?? 1,
  threads: options.threads ?? 1,
  multiprocess: options.multiprocess ?? (options.workers ?? 1) > 1,
  concurrency: options.concurrency ?? 100,
  python: options.python ?? "python3",
  pythonPath: options.pythonPath ?? [],
  socketFolder: options.socketFolder ?? "",
  bootTime: Math.min(options.bootTime ?? 60_000, longestWait),
  requestTime: options.requestTime ?? Infinity,
  graceTime: Math.min(options.graceTime ?? 1000, longestWait),
  stopTime: Math.min(options.stopTime ?? usualStopTime, longestWait),
  maxRequests: options.maxRequests ?? Infinity,
  maxRequestsJitter: options.maxRequestsJitter ?? 0,
  maxMemory: options.maxMemory ?? Infinity,
  onLog: options.onLog ?? toStandardError,
});

function toStandardError({ pid, request, text }: LogEntry): void {
  const from = request === undefined ? `[python ${pid}]` : `[python ${pid}, request ${request}]`;
  for (const line of text.replace(/\n$/, "").split("\n")) process.stderr.write(`${from} ${line}\n`);
}
