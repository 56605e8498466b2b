/** Where results go: standard output, a file that is whole or not there, a progress bar on a terminal. */

import { once } from "node:events";
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import pc from "picocolors";
import { UsageError } from "./exit.ts";

/** Colour on a terminal only, and not where NO_COLOR asks for none. */
export const colours = pc.createColors(Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb");

/** Writes to standard output and waits while the reader is slow. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/**
 * A place for a file, looked at before the work is done.
 *
 * @throws {UsageError} when nothing can be written there.
 */
export function writable(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() || /[/\\]$/.test(path)) throw new Error("it is a folder");
    accessSync(found ? path : dirname(resolve(path)), constants.W_OK);
    return path;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Puts the text there, whole: until it is, the old file stays, and its mode stays after. @throws {UsageError} */
export function writeWhole(path: string, text: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    // A pipe or a device cannot be put in place of itself.
    if (found && !found.isFile()) writeFileSync(path, text);
    else replace(found ? realpathSync(path) : linkTarget(path), text, found?.mode);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function replace(target: string, text: string, mode: number | undefined): void {
  const draft = join(dirname(target), `.babelgate-${process.pid}.part`);
  try {
    writeFileSync(draft, text);
    if (mode !== undefined) chmodSync(draft, mode & 0o7777);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Where a link to nothing yet points. */
function linkTarget(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : resolve(path);
}

function cannotWrite(path: string, why: unknown): UsageError {
  const { code, message } = why as NodeJS.ErrnoException;
  return new UsageError(`cannot write ${path}: ${code ?? message}`);
}

/** A bar on standard error while the work goes on; nothing where that is no terminal. */
export function progressBar(): { update(done: number, total: number, label: string): void; stop(): void } {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: " {bar} {value}/{total}  {label}",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 28,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    fps: 12,
  });
  let started = false;
  return {
    update(done, total, label) {
      if (!started) bar.start(total, 0, { label });
      started = true;
      bar.update(done, { label });
    },
    stop: () => bar.stop(),
  };
}

/** One line on standard error. */
export const complain = (line: string): void => void writeSync(2, `babelgate: ${line}\n`);
