/** Where results go: standard output, a file that is whole or not there, a progress bar on a terminal. */

import { once } from "node:events";
import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import pc from "picocolors";
import { UsageError } from "./exit.ts";

/** Colour on a terminal only, and not where NO_COLOR asks for none. */
export const colours = pc.createColors(Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb");

/** Writes to standard output and waits while the reader is slow. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** A file to be: reserved at once, so that a folder that cannot be written is known before the work is done. */
export interface OutputFile {
  readonly path: string;
  /** Puts the text there, whole. */
  finish(text: string): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** @throws {UsageError} when nothing can be written there. */
export function reserve(path: string): OutputFile {
  const target = resolve(path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const cannot = (error: unknown) => new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`cannot write ${path}: it is a folder`);
  let descriptor: number;
  try {
    descriptor = openSync(draft, "w");
  } catch (error) {
    throw cannot(error);
  }
  return {
    path,
    finish(text) {
      try {
        writeFileSync(descriptor, text);
        closeSync(descriptor);
        renameSync(draft, target);
      } catch (error) {
        rmSync(draft, { force: true });
        throw cannot(error);
      }
    },
    abandon() {
      closeSync(descriptor);
      rmSync(draft, { force: true });
    },
  };
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
