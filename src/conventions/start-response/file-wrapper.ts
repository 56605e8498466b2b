/** `wsgi.file_wrapper` (PEP 3333, Optional Platform-Specific File Handling): a file-like object as an iterable of blocks. */
import { closeIn } from "../release.ts";

/** What can be read in blocks: `read(size)` gives bytes, none at the end. */
export interface FileLike {
  read(size: number): Uint8Array;
  close?(): unknown;
}

/**
 * Blocks of at most `blockSize` bytes. Closing it closes the file, which is read no further than Content-Length says,
 * since the server stops there.
 */
export function fileWrapper(file: FileLike, blockSize = 8192): Iterable<Uint8Array> & { close(): unknown } {
  return {
    *[Symbol.iterator]() {
      for (let block = file.read(blockSize); block.length > 0; block = file.read(blockSize)) yield block;
    },
    close: () => closeIn(file),
  };
}
