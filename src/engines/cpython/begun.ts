/** The file in which a process writes which requests it has begun, so that it can be read when the process has ended, however that was. */
import { closeSync, ftruncateSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** Numbers that are known of each interpreter, as `begun.py` has it. */
export const kept = 4096;
const size = 4 * kept;
/** After so many others, one that was begun may be there no more. The other half is for those that are begun later than they were asked. */
export const longAgo = kept / 2;

export interface BegunFile {
  readonly descriptor: number;
  /** The numbers of the last requests that were begun; the file is closed. */
  take(): ReadonlySet<number>;
}

export function makeBegunFile(folder: string): BegunFile {
  const descriptor = openSync(join(folder, "begun"), "wx+", 0o600);
  ftruncateSync(descriptor, size);
  return {
    descriptor,
    take() {
      const numbers = new Uint32Array(size / 4);
      readSync(descriptor, numbers, 0, size, 0);
      closeSync(descriptor);
      return new Set(numbers);
    },
  };
}
