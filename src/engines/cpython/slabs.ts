/** Memory that a stream is read into: each read takes as much as came, where Node would allocate 64 KiB for each, and cut them to size. */
import type { OnReadOpts } from "node:net";

/** Bytes of a slab. As long as one piece of it is in use, all of it is kept. */
const size = 256 * 1024;
/** With less left, there is a new slab. */
const least = 64 * 1024;

/** @param give gets what came, which is nobody else's */
export function slabs(give: (wire: Buffer) => void): OnReadOpts {
  let slab = Buffer.allocUnsafeSlow(size);
  let at = 0;
  return {
    buffer: () => {
      if (size - at < least) {
        slab = Buffer.allocUnsafeSlow(size);
        at = 0;
      }
      return slab.subarray(at);
    },
    callback: (count) => {
      const wire = slab.subarray(at, at + count);
      at += count;
      give(wire);
      return true;
    },
  };
}
