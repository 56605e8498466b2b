/** When an interpreter has done enough, after so many requests or with so much memory, and what the system tells of it. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { StartFailure } from "../../serve/failure.ts";
import type { Settings } from "./options.ts";

type Limits = Pick<Settings, "maxRequests" | "maxRequestsJitter">;

/** Requests that an interpreter answers: another number for each, so that they do not end together. */
export const requestsFor = ({ maxRequests, maxRequestsJitter }: Limits): number =>
  maxRequests + Math.floor(Math.random() * (maxRequestsJitter + 1));

/** @throws {StartFailure} 6 where the system does not tell how much memory a process has */
export function checkMemoryIsTold({ maxMemory }: Pick<Settings, "maxMemory">): void {
  if (maxMemory !== Infinity && !existsSync("/proc/self/status"))
    throw new StartFailure(6, "a limit of memory needs /proc, which this system has not");
}

export interface Status {
  /** Bytes that are in memory. */
  readonly memory: number;
  /** By SIGSTOP, not by a debugger. */
  readonly stopped: boolean;
}

/** Undefined where the process has ended, or the system does not tell. */
export async function statusOf(pid: number): Promise<Status | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : { memory: Number(kibibytes) * 1024, stopped: /^State:\s+T /m.test(status) };
}
