/** The file in which a process writes which requests it has begun, so that it can be read when the process has ended, however that was. */
import { closeSync, ftruncateSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** As `begun.py` has it. */
const size = 4 * 4096;

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
      const bytes = Buffer.alloc(size);
      readSync(descriptor, bytes, 0, size, 0);
      closeSync(descriptor);
      const numbers = new Set<number>();
      for (let at = 0; at < size; at += 4) numbers.add(bytes.readUInt32LE(at));
      return numbers;
    },
  };
}
